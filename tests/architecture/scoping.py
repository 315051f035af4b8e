"""Where screens and files begin a query on what belongs to people, and whether it begins with whose it is.

A scoped queryset comes from `rules` (or is asked of an object that was found through one). A screen or an export may
begin at a model's manager only by saying whose rows it wants: the person who asks, what a rule gives, or an object it
was handed, never a key out of the address and never everything.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey

from tests.architecture.sources import CHECKOUT, ROOMS, own_models

SCREENS: Final = (
    "views/*.py", "views.py", "wagtail_hooks.py", "middleware.py", "hooks.py", "context_processors.py",
    "domain/*export*.py", "domain/rejected.py", "domain/personal_data.py", "domain/own_trail.py",
)  # fmt: skip
# The screens of the portal are modules beside its views, too; it has no rules and no acts of its own.
ALL_OF: Final = ("portal",)
MANAGERS: Final = ("objects", "_default_manager", "_base_manager")
# What an address names. It says which row is wanted, not whose.
KEYS: Final = ("pk", "id", "uuid", "code", "slug", "number", "username", "username_key", "sha256", "name")
# Who asks, and ready-made conditions that say whose.
ASKING: Final = frozenset({"user", "person", "reader", "author"})
CONDITIONS: Final = frozenset({"subtree_q", "of_person"})
# Units and editions name nobody; everything else that points at a person, or at such a row, is personal.
NOBODY: Final = (
    "committees.Committee", "committees.CommitteeKind", "committees.CommitteeEdge", "committees.Succession",
    "committees.RollupAncestor", "courses.Course", "courses.Edition", "courses.EditionActivity",
    "assessments.Quiz", "assessments.QuizEdition", "assessments.Question", "assessments.QuestionVersion",
    "assessments.Category", "content.Asset",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unscoped:
    file: str
    function: str
    text: str

    def __str__(self) -> str:
        return f"{self.file} {self.function}: {self.text}"


def personal_models() -> set[str]:
    """Names of the models whose rows belong to people: the person, and whatever leads to one by a key."""
    models: dict[str, Any] = {model._meta.label: model for model in own_models()}  # type: ignore[attr-defined]
    personal = {get_user_model()._meta.label}
    while True:
        found = {
            label
            for label, model in models.items()
            if label not in NOBODY and any(_leads_to(field, personal) for field in model._meta.local_fields)
        }
        if found <= personal:
            break
        personal |= found
    return {label.rpartition(".")[2] for label in personal}


def _leads_to(field: Any, personal: set[str]) -> bool:
    if not isinstance(field, ForeignKey):
        return False
    target = settings.AUTH_USER_MODEL if field.related_model == "self" else field.related_model._meta.label
    return target in personal


def screens() -> Iterator[Path]:
    for room in ROOMS:
        places = ("*.py", "views/*.py") if room in ALL_OF else SCREENS
        yield from sorted({path for place in places for path in (CHECKOUT / room).glob(place)})


def unscoped_in(path: Path, personal: set[str]) -> Iterator[Unscoped]:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    rules = _names_from(tree, ".rules") | {"access_of"}
    file = path.relative_to(CHECKOUT).as_posix() if path.is_relative_to(CHECKOUT) else path.name
    for function, body in _functions(tree):
        above = {child: parent for parent in ast.walk(body) for child in ast.iter_child_nodes(parent)}
        for node in ast.walk(body):
            if _is_handed_whole(node, personal):
                yield Unscoped(file, function, _text(source, node))
            elif _is_manager(node, personal) and not _says_whose(node, above, rules):
                yield Unscoped(file, function, _text(source, _chain(node, above)))


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            yield from ((f"{statement.name}.{getattr(part, 'name', '')}", part) for part in statement.body)
        else:
            yield getattr(statement, "name", "(module)"), statement


def _is_manager(node: ast.AST, personal: set[str]) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in MANAGERS
        and isinstance(node.value, ast.Name)
        and node.value.id in personal
    )


def _is_handed_whole(node: ast.AST, personal: set[str]) -> bool:
    """`get_object_or_404(Model, …)` and the like."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("get_object_or_404", "get_list_or_404", "get_or_refuse")
        and bool(node.args)
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in personal
    )


def _says_whose(manager: ast.AST, above: dict[ast.AST, ast.AST], rules: set[str]) -> bool:
    """Whether one of the filters chained to the manager says whose the rows are."""
    node = manager
    while isinstance(parent := above.get(node), ast.Attribute | ast.Call):
        if isinstance(parent, ast.Call):
            if parent.func is not node:
                break
            if getattr(node, "attr", "") in ("filter", "get") and _narrows(parent, rules):
                return True
        node = parent
    return False


def _narrows(call: ast.Call, rules: set[str]) -> bool:
    """By a rule, by whose it is, or by an object at hand; conditions in `Q` count as those of the call."""
    conditions = [part for given in call.args for part in ast.walk(given) if isinstance(part, ast.Call)]
    if any(_names(given) & (rules | CONDITIONS) for given in call.args):
        return True
    return any(_is_whose(keyword, rules) for each in (call, *conditions) for keyword in each.keywords)


def _is_whose(keyword: ast.keyword, rules: set[str]) -> bool:
    if keyword.arg is None:
        return False
    if _names(keyword.value) & rules:
        return True
    given = {name for name in _names(keyword.value) if not name.isupper()}
    if keyword.arg.removesuffix("__in") in KEYS:
        value = keyword.value
        return isinstance(value, ast.Attribute) and value.attr == "pk" and bool(given & ASKING)
    return bool(given) and isinstance(keyword.value, ast.Name | ast.Attribute | ast.ListComp)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _names_from(tree: ast.Module, module: str) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and module in f".{node.module}"
        for alias in node.names
    }


def _chain(node: ast.AST, above: dict[ast.AST, ast.AST]) -> ast.AST:
    """The whole expression that begins at the manager."""
    while isinstance(parent := above.get(node), ast.Attribute | ast.Call):
        if isinstance(parent, ast.Call) and parent.func is not node:
            break
        node = parent
    return node


def _text(source: str, node: ast.AST) -> str:
    return " ".join((ast.get_source_segment(source, node) or "").split())[:120]
