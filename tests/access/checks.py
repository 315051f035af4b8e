"""Every permission check of the program, found in its source, with a gate in the place of each.

Five kinds: the `sign-in` that a view demands, a `guard` (an `if` that only says "not found" or "denied"), what a
`rule` of `rules` gives, each `use` of one, and `own` (a filter that leaves a person only what is theirs).

No check is

- what gives neither yes or no, nor rows, nor choices (a name, a count, a table): it cannot be told to give everything,
  and what it is made of is counted by itself;
- a guard against nothing: an `if` that asks only whether something is there at all that was looked up without the
  person (`question = …first()`, `if question is None`), or a part of what was found (`found.quiz is None`);
- what stands in an act (a function of the domain that writes): its view has asked before, and it has tests of its own.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.decorators import login_required

CHECKOUT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = (
    "accounts", "assessments", "certificates", "committees", "content", "courses", "interop", "learning",
    "operations", "portal", "reports",
)  # fmt: skip
RULES: Final = ("rules.py", "rules/*.py")
RULES_AT: Final = "/rules"
# Where a request is answered and what it reads.
PLACES: Final = (
    *RULES, "views/*.py", "middleware.py", "domain/queries/*.py", "domain/locking.py", "domain/readers.py",
    "domain/access.py", "domain/marks.py", "domain/kept_posts.py", "domain/masking.py", "domain/veil.py", "finding.py",
    "wagtail_hooks.py",
)  # fmt: skip
# They tell what a person holds, or which roles there are to ask for; the rules make of it what is allowed.
NO_RULES: Final = ("access_of", "forget_access", "Access", "NO_ACCESS", "NameAccess", "Scope", "_load")
# What can be told to give everything.
LIFTED: Final = ("bool", "QuerySet", "Q", "NameAccess", "list", "tuple")
# A rule that demands something more (a second factor, a second person, a purpose) is lifted by demanding nothing.
_DEMANDS: Final = re.compile(r"(?:^|_)(?:needs?|takes)_")
REFUSALS: Final = ("Http404", "HttpResponseNotFound", "PermissionDenied", "Refused", "refusal")
OWNERS: Final = (
    "cadre", "cadre_id", "person", "person_id", "user", "user_id", "requested_by", "requested_by_id", "uploaded_by",
    "enrolment__cadre", "attempt__cadre",
)  # fmt: skip
# An enrolment and a paper are one person's: beside them the person is the key by which big tables are distributed.
KEYS: Final = ("scope", "scope__in", "attempt", "attempt_id", "enrolment", "enrolment_id")
# `get_or_refuse` is given the rows that are reached; what else it is given says which of them is asked for.
ASKING: Final = ("filter", "get", "get_object_or_404")
# By these names a function knows who asks; what is looked up with one of them may be there for some.
WHO_ASKS: Final = frozenset({"request", "user", "author", "reader", "person", "actor", "access"})
WRITING: Final = ("create", "delete", "update", "save", "bulk_create")
# The gates, by the names under which the changed source finds them.
GATE: Final = "gate_of_check"
OWN_GATE: Final = "gate_of_own"


@dataclass(frozen=True)
class Place:
    """The file and the function in it; for a statement of the module the name that is given there."""

    file: str
    name: str


@dataclass(frozen=True)
class Check:
    number: int
    kind: str
    place: Place
    line: int
    text: str
    # The function that says yes or no, or the name of where it stands.
    asks: str

    @property
    def demands(self) -> bool:
        return bool(_DEMANDS.search(self.asks))

    def __str__(self) -> str:
        return f"{self.kind}: {self.place.file} {self.place.name}: {self.text}".removesuffix(": ")


@dataclass(frozen=True)
class Source:
    """A file, its checks, and its tree with a gate around each."""

    file: str
    checks: tuple[Check, ...]
    gated: ast.Module


@cache
def sources() -> tuple[Source, ...]:
    """All files with a check in them, in the order of their names; the checks are numbered throughout."""
    paths = sorted({path for room in ROOMS for place in PLACES for path in (CHECKOUT / room).glob(place)})
    found: list[Source] = []
    for path in paths:
        source = _source(path, sum(len(each.checks) for each in found))
        if source.checks:
            found.append(source)
    return tuple(found)


def checks() -> list[Check]:
    """All of them, in the order of files and lines."""
    return [check for source in sources() for check in source.checks]


def _source(path: Path, first: int) -> Source:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    file = path.relative_to(CHECKOUT).as_posix()
    rules = _names_of_rules(tree)
    found: list[Check] = []
    gates: list[Callable[[], None]] = []
    for name, body in _bodies(tree):
        if "/domain/" in file and _writes(body):
            continue
        for node in ast.walk(body):
            kind = _kind(node, rules, body if RULES_AT in file else None)
            if not kind or (kind == "guard" and _is_against_nothing(node.test, body)):
                continue
            shown = node.test if isinstance(node, ast.If) else node
            told = "" if kind == "sign-in" else " ".join((ast.get_source_segment(text, shown) or "").split())[:100]
            asked = _asked(node) if isinstance(node, ast.Call) else name
            number = first + len(found)
            found.append(Check(number, kind, Place(file, name), node.lineno, told, asked))
            gates.append(_gate(kind, node, number))
    for put in gates:
        put()
    return Source(file, tuple(found), ast.fix_missing_locations(tree))


def _bodies(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Functions with their qualified names, and what is prepared at the top of a module."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            if statement.name not in NO_RULES:
                yield statement.name, statement
        elif isinstance(statement, ast.ClassDef):
            yield from ((f"{statement.name}.{f.name}", f) for f in statement.body if isinstance(f, ast.FunctionDef))
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
            if isinstance(target, ast.Name):
                yield target.id, statement


def _names_of_rules(tree: ast.Module) -> set[str]:
    """What the module takes from the rules of any room, and can be lifted."""
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and ".rules" in f".{node.module}"
        for alias in node.names
        if alias.name in _liftable_rules()
    }


@cache
def _liftable_rules() -> frozenset[str]:
    paths = [path for room in ROOMS for place in RULES for path in (CHECKOUT / room).glob(place)]
    statements = [statement for path in paths for statement in ast.parse(path.read_text(encoding="utf-8")).body]
    return frozenset(
        s.name for s in statements if isinstance(s, ast.FunctionDef) and s.name not in NO_RULES and _is_liftable(s)
    )


def _is_liftable(function: ast.FunctionDef) -> bool:
    given = function.returns
    given = given.left if isinstance(given, ast.BinOp) else given
    return any(_is_name(given.value if isinstance(given, ast.Subscript) else given, name) for name in LIFTED)


def _kind(node: ast.AST, rules: set[str], rule: ast.AST | None) -> str:
    """Which kind of check the node is, if it is one; `rule`: the function of the rules it stands in."""
    if isinstance(node, ast.FunctionDef) and any(_is_name(d, login_required.__name__) for d in node.decorator_list):
        return "sign-in"
    if isinstance(node, ast.If) and _only_refuses(node) and not _names_in(node.test) & rules:
        return "guard"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in rules:
        return "use"
    if isinstance(node, ast.Return) and node.value is not None and not _lets_all_or_none(node.value):
        return "rule" if isinstance(rule, ast.FunctionDef) and _is_liftable(rule) else ""
    if isinstance(node, ast.Call) and _asked(node) in ASKING and _is_owned(node.keywords):
        return "own"
    return ""


def _gate(kind: str, node: Any, number: int) -> Callable[[], None]:
    """Put there after all have been found, so that each is found as it stands in the source."""

    def put() -> None:
        if kind == "guard":
            node.test = _call(GATE, number, [node.test])
        elif kind == "rule":
            node.value = _call(GATE, number, [node.value])
        elif kind == "use":
            inner = ast.Call(func=node.func, args=node.args, keywords=node.keywords)
            node.func, node.args, node.keywords = ast.Name(GATE, ast.Load()), [ast.Constant(number), inner], []
        elif kind == "own":
            own = [k for k in node.keywords if _is_owner(k)]
            node.keywords = [k for k in node.keywords if k not in own]
            node.args.append(_call(OWN_GATE, number, [], own))

    return put


def _call(gate: str, number: int, args: list[ast.expr], keywords: list[ast.keyword] | None = None) -> ast.Call:
    return ast.Call(func=ast.Name(gate, ast.Load()), args=[ast.Constant(number), *args], keywords=keywords or [])


def _lets_all_or_none(value: ast.expr) -> bool:
    """`True`, `….all()`, `….none()` and what is empty are what stands beside a check; `False` is one."""
    is_empty = isinstance(value, ast.List | ast.Tuple) and not value.elts
    is_told = _is_constant(value, True) or _is_constant(value, None)
    return is_empty or is_told or (isinstance(value, ast.Call) and _asked(value) in ("all", "none"))


def _is_constant(node: ast.AST, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _is_owned(keywords: list[ast.keyword]) -> bool:
    return any(_is_owner(k) for k in keywords) and not any(k.arg in KEYS for k in keywords)


def _is_owner(keyword: ast.keyword) -> bool:
    """Whose it must be. The `cadre_id` of a row that was found goes with the keys of big tables, or asks for more of
    the same person; it checks nothing."""
    value = keyword.value
    is_of_row = isinstance(value, ast.Attribute) and value.attr in OWNERS and not _names_in(value) & WHO_ASKS
    return keyword.arg in OWNERS and not is_of_row and not (isinstance(value, ast.Call) and _asked(value) == "OuterRef")


def _only_refuses(node: ast.If) -> bool:
    """Not for a form with mistakes: that is no question of who asks."""
    said = node.body[0]
    if len(node.body) != 1 or not isinstance(said, ast.Raise | ast.Return) or "is_valid" in ast.dump(node.test):
        return False
    return bool(_names_in(said) & set(REFUSALS))


def _is_against_nothing(test: ast.expr, function: ast.AST) -> bool:
    if isinstance(test, ast.BoolOp):
        return all(_is_against_nothing(part, function) for part in test.values)
    if isinstance(test, ast.UnaryOp):
        asked = test.operand
        is_of_person = bool(_names_in(asked) & WHO_ASKS)
    elif isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is):
        asked, is_of_person = test.left, not _is_constant(test.comparators[0], None)
    else:
        return False
    return not is_of_person and not (isinstance(asked, ast.Name) and _is_found_for(asked.id, function))


def _is_found_for(name: str, function: ast.AST) -> bool:
    """Whether what stands under this name was looked up with who asks."""
    assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    given = [node.value for node in assigned if name in _names_in(ast.Tuple(node.targets))]
    return name in WHO_ASKS or any(_names_in(value) & WHO_ASKS for value in given)


def _writes(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Call) and _asked(node) in WRITING for node in ast.walk(function))


def _asked(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _names_in(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _is_name(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
