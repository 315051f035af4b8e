"""Where queries on what belongs to people may begin: in rules and acts, and for screens in one module of a room.

A screen or a file begins at no manager of such a model. It asks a rule, or a function of the room's `scoped.py`, which
takes what was found before and never a key, a word or a request: nothing out of an address widens what is read.
What a person reads of the own record begins with that person.
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
    "domain/*export*.py", "domain/rejected.py",
)  # fmt: skip
# The screens of the portal are modules beside its views, too; it has no rules and no acts of its own.
ALL_OF: Final = ("portal",)
SCOPES: Final = "scoped.py"
OWN_RECORDS: Final = ("domain/personal_data.py", "domain/own_trail.py")
MANAGERS: Final = ("objects", "_default_manager", "_base_manager")
FINDERS: Final = ("get_object_or_404", "get_list_or_404", "get_or_refuse", "aget_object_or_404", "aget_list_or_404")
# Who asks, in modules about the own record.
ASKING: Final = "person"
# What a function of `scoped.py` may take beside rows of models: many of them, and what stands in an edition.
HANDED: Final = frozenset({"Iterable", "Sequence", "QuerySet", "ActivityOutline"})
# Units and editions name nobody; everything else that points at a person, or at such a row, is personal.
NOBODY: Final = (
    "committees.Committee", "committees.CommitteeKind", "committees.CommitteeEdge", "committees.Succession",
    "committees.RollupAncestor", "committees.FormerName",
    "courses.Course", "courses.Edition", "courses.EditionActivity",
    "assessments.Quiz", "assessments.QuizEdition", "assessments.Question", "assessments.QuestionVersion",
    "assessments.Category", "content.Asset",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Begun:
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
        yield from sorted({path for place in places for path in (CHECKOUT / room).glob(place) if path.name != SCOPES})


def scopes() -> list[Path]:
    return [path for room in ROOMS if (path := CHECKOUT / room / SCOPES).exists()]


def own_records() -> list[Path]:
    return [path for room in ROOMS for place in OWN_RECORDS if (path := CHECKOUT / room / place).exists()]


def begun_in(path: Path, personal: set[str]) -> Iterator[Begun]:
    """Every query that begins there at a manager of a personal model, or of what cannot be told to be none."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    models = _models_in(tree)
    for function, body in _functions(tree):
        for node in ast.walk(body):
            if _begins(node, models, personal):
                yield Begun(_file(path), function, _text(source, node))


def widened_in(path: Path) -> list[str]:
    """Functions of a module of scopes that take something else than what was found before."""
    rows = {model.__name__ for model in own_models()}  # type: ignore[attr-defined]
    return [
        f"{node.name}: {argument.arg}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        if argument.annotation is None or not _names(argument.annotation) <= rows | HANDED
    ]


def strangers_in(path: Path, personal: set[str]) -> Iterator[Begun]:
    """Queries about the own record that do not begin with the person."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    models = _models_in(tree)
    for function, body in _functions(tree):
        above = {child: parent for parent in ast.walk(body) for child in ast.iter_child_nodes(parent)}
        for node in ast.walk(body):
            if _begins(node, models, personal) and not _is_of_person(_chain(node, above)):
                yield Begun(_file(path), function, _text(source, node))


def _begins(node: ast.AST, models: dict[str, str], personal: set[str]) -> bool:
    """`Model.objects`, by whatever name the model goes here, and a finder that is handed the model itself."""
    if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
        # What is no imported name may be any model.
        return not isinstance(node.value, ast.Name) or models.get(node.value.id, "User") in personal
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FINDERS and node.args:
        return isinstance(node.args[0], ast.Name) and models.get(node.args[0].id, "") in personal
    return False


def _models_in(tree: ast.Module) -> dict[str, str]:
    """Imported names by what they are called where they come from."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _is_of_person(chain: ast.AST) -> bool:
    keywords = (keyword for node in ast.walk(chain) if isinstance(node, ast.Call) for keyword in node.keywords)
    return any(ast.unparse(keyword.value) in (ASKING, f"{ASKING}.pk") for keyword in keywords)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            yield from ((f"{statement.name}.{getattr(part, 'name', '')}", part) for part in statement.body)
        else:
            yield getattr(statement, "name", "(module)"), statement


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _chain(node: ast.AST, above: dict[ast.AST, ast.AST]) -> ast.AST:
    """The whole expression that begins at the manager."""
    while isinstance(parent := above.get(node), ast.Attribute | ast.Call):
        if isinstance(parent, ast.Call) and parent.func is not node:
            break
        node = parent
    return node


def _file(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix() if path.is_relative_to(CHECKOUT) else path.name


def _text(source: str, node: ast.AST) -> str:
    return " ".join((ast.get_source_segment(source, node) or "").split())[:120]
