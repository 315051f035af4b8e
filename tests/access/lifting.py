"""Every permission check of the program, found in its source, and each taken out alone.

Five kinds: the `sign-in` that a view demands, a `guard` (an `if` that only raises "not found" or "denied"), what a
`rule` of `rules` gives, each `use` of one, and `own` (a filter that leaves a person only what is theirs).
A check is lifted in the running process by giving its function the code of a changed source, so whoever holds
the function meets the change; `Check.lifted` puts everything back.
"""

import ast
import copy
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.db.models.sql.where import WhereNode

from common.db.prepared import PreparedQuery, PreparedUpdate
from reports.rules import NameAccess

CHECKOUT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = (
    "accounts", "assessments", "certificates", "committees", "content", "courses", "interop", "learning",
    "operations", "portal", "reports",
)  # fmt: skip
# Where a request is answered and what it reads. Acts ask again what their views asked; they have tests of their own.
PLACES: Final = (
    "rules.py", "rules/*.py", "views/*.py", "middleware.py", "domain/queries/*.py", "domain/locking.py",
    "domain/readers.py", "domain/access.py", "domain/marks.py", "domain/kept_posts.py", "domain/masking.py",
    "domain/veil.py", "finding.py", "wagtail_hooks.py",
)  # fmt: skip
# They tell what a person holds, or which roles there are to ask for; the rules make of it what is allowed.
NO_RULES: Final = ("access_of", "forget_access", "Access", "NO_ACCESS", "NameAccess", "Scope", "_load")
REFUSALS: Final = ("Http404", "PermissionDenied", "Refused", "refusal")
OWNERS: Final = (
    "cadre", "cadre_id", "person", "person_id", "user", "user_id", "requested_by", "requested_by_id", "uploaded_by",
    "enrolment__cadre", "attempt__cadre",
)  # fmt: skip
# An enrolment and a paper are one person's: beside them the person is the key by which big tables are distributed.
KEYS: Final = ("scope", "scope__in", "attempt", "attempt_id")
ASKING: Final = ("filter", "get", "get_object_or_404", "get_or_refuse")


@dataclass(frozen=True)
class Place:
    """The file and the function in it; for a statement of the module the name that is given there."""

    file: str
    name: str


@dataclass(frozen=True)
class Check:
    kind: str
    place: Place
    line: int
    text: str
    _changed: ast.Module

    def __str__(self) -> str:
        return f"{self.kind}: {self.place.file} {self.place.name}: {self.text}".removesuffix(": ")

    @contextmanager
    def lifted(self) -> Iterator[None]:
        module = importlib.import_module(
            self.place.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        )
        if self.kind == "sign-in":
            yield from _signed_in(getattr(module, self.place.name))
        elif isinstance(prepared := vars(module).get(self.place.name), PreparedQuery | PreparedUpdate):
            yield from _prepared_anew(module, prepared, self)
        else:
            yield from _coded_anew(module, self)


def checks() -> list[Check]:
    """All of them, in the order of files and lines."""
    paths = sorted({path for room in ROOMS for place in PLACES for path in (CHECKOUT / room).glob(place)})
    return [check for path in paths for check in _checks_of(path)]


def _checks_of(path: Path) -> Iterator[Check]:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    file = path.relative_to(CHECKOUT).as_posix()
    rules = _names_of_rules(tree)
    for name, body in _bodies(tree):
        for node in ast.walk(body):
            found = _lift(node, rules, is_rule="/rules" in file)
            if found is None:
                continue
            kind, change = found
            changed = copy.deepcopy(tree)
            twin = next(n for n in ast.walk(changed) if _is_twin(n, node))
            change(twin)
            text = " ".join((ast.get_source_segment(source, _shown(node)) or "").split())[:100]
            told = "" if kind == "sign-in" else text
            yield Check(kind, Place(file, name), node.lineno, told, ast.fix_missing_locations(changed))


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
    """What the module takes from the rules of any room."""
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and ".rules" in f".{node.module}"
        for alias in node.names
        if alias.name not in NO_RULES
    }


def _lift(node: ast.AST, rules: set[str], *, is_rule: bool) -> tuple[str, Callable[[Any], None]] | None:
    if isinstance(node, ast.FunctionDef) and any(_is_name(d, login_required.__name__) for d in node.decorator_list):
        return "sign-in", lambda _twin: None
    if isinstance(node, ast.If) and _only_refuses(node) and not _names_in(node.test) & rules:
        return "guard", _never
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in rules:
        return "use", _everything
    if is_rule and isinstance(node, ast.Return) and node.value is not None and not _lets_all_or_none(node.value):
        return "rule", _everything_returned
    if isinstance(node, ast.Call) and _asked(node) in ASKING and _is_owned(node.keywords):
        return "own", _anybody
    return None


def _never(node: ast.If) -> None:
    node.test = ast.Constant(value=False)


def _everything(node: ast.Call) -> None:
    inner = ast.Call(func=node.func, args=node.args, keywords=node.keywords)
    node.func, node.args, node.keywords = ast.Name("__lift", ast.Load()), [inner], []


def _everything_returned(node: ast.Return) -> None:
    assert node.value is not None
    node.value = ast.Call(func=ast.Name("__lift", ast.Load()), args=[node.value], keywords=[])


def _anybody(node: ast.Call) -> None:
    own = [k for k in node.keywords if _is_owner(k)]
    node.keywords = [k for k in node.keywords if k not in own]
    node.args.append(ast.Call(func=ast.Name("__anybody", ast.Load()), args=[], keywords=own))


def lift(value: Any) -> Any:
    """What a rule would say if it let everybody have everything."""
    if isinstance(value, bool):
        return True
    if isinstance(value, NameAccess):
        return NameAccess.FULL
    if isinstance(value, Q):
        return Q()
    if isinstance(value, QuerySet) and value.query.combinator:
        return value.model._default_manager.all()
    if isinstance(value, QuerySet):
        every = value.all()
        every.query.where = WhereNode()
        return every
    return value


def anybody(**own: Any) -> Q:
    return Q(**own) | Q(pk__isnull=False)


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
    """Whose it must be. The `cadre_id` of a row that was found goes with the keys of big tables, and checks nothing."""
    value = keyword.value
    is_of_row = isinstance(value, ast.Attribute) and value.attr == "cadre_id"
    return keyword.arg in OWNERS and not is_of_row and not (isinstance(value, ast.Call) and _asked(value) == "OuterRef")


def _only_refuses(node: ast.If) -> bool:
    """Not for a form with mistakes: that is no question of who asks."""
    if len(node.body) != 1 or not isinstance(node.body[0], ast.Raise) or "is_valid" in ast.dump(node.test):
        return False
    raised = node.body[0].exc
    return bool(_names_in(raised) & set(REFUSALS)) if raised else False


def _asked(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _names_in(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_twin(node: ast.AST, of: ast.AST) -> bool:
    return type(node) is type(of) and ast.dump(node, include_attributes=True) == ast.dump(of, include_attributes=True)


def _shown(node: ast.AST) -> ast.AST:
    return node.test if isinstance(node, ast.If) else node


def _code_of(check: Check) -> CodeType:
    code = compile(check._changed, str(CHECKOUT / check.place.file), "exec", dont_inherit=True)
    for part in check.place.name.split("."):
        code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == part)
    return code


def _coded_anew(module: ModuleType, check: Check) -> Iterator[None]:
    found: Any = module
    for part in check.place.name.split("."):
        found = vars(found)[part]
    while not (isinstance(found, FunctionType) and found.__code__.co_filename.endswith(check.place.file)):
        found = getattr(found, "__wrapped__", None) or getattr(found, "func", None) or found.fget
    before = found.__code__
    vars(module).update({"__lift": lift, "__anybody": anybody})
    found.__code__ = _code_of(check)
    try:
        yield
    finally:
        found.__code__ = before


def _prepared_anew(module: ModuleType, prepared: Any, check: Check) -> Iterator[None]:
    names = {**vars(module), "__lift": lift, "__anybody": anybody}
    statement = next(
        s for s in check._changed.body if check.place.name in _names_in(s) and isinstance(s, ast.Assign | ast.AnnAssign)
    )
    exec(compile(ast.Module([statement], []), check.place.file, "exec", dont_inherit=True), names)  # noqa: S102
    before = dict(vars(prepared))
    vars(prepared).update(vars(names[check.place.name]))
    try:
        yield
    finally:
        vars(prepared).update(before)


def _signed_in(view: Any) -> Iterator[None]:
    while "test_func" not in view.__code__.co_freevars:
        view = view.__wrapped__
    cell = view.__closure__[view.__code__.co_freevars.index("test_func")]
    before = cell.cell_contents
    cell.cell_contents = lambda _user: True
    try:
        yield
    finally:
        cell.cell_contents = before
