"""The tree of categories in a bank: where a category stands, how it is called, and when it may go.

Trees are small (a bank has dozens of categories), so a bank's tree is read in one statement and
walked in memory.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.errors import QuestionError
from assessments.models import Category, QuizDraw
from common.db.locks import advisory_lock
from common.text.vietnamese import UnsafeText, clean_line, sort_key
from operations.domain import audit

DEEPEST: Final = 5


@dataclass(frozen=True, slots=True)
class Branch:
    """A category in its tree, as lists show it: `depth` from 0, `path` of names from the top down."""

    category: Category
    depth: int
    path: tuple[str, ...]


def tree_of(categories: Iterable[Category]) -> list[Branch]:
    """The categories from the top down, each followed by those below it, by name.

    A category whose parent is not among them stands at the top.
    """
    rows = list(categories)
    known = {category.pk for category in rows}
    below: dict[int | None, list[Category]] = defaultdict(list)
    for category in sorted(rows, key=lambda c: (c.bank, sort_key(c.name), c.pk)):
        below[category.parent_id if category.parent_id in known else None].append(category)
    branches: list[Branch] = []

    def add(category: Category, path: tuple[str, ...]) -> None:
        branches.append(Branch(category, len(path), (*path, category.name)))
        for child in below[category.pk]:
            add(child, (*path, category.name))

    for top in below[None]:
        add(top, ())
    return branches


def ids_below(category: Category) -> list[int]:
    """The category and all below it, for filters and draws. One statement."""
    return below_in({category.bank})(category)


def below_in(banks: Collection[str]) -> Callable[[Category], list[int]]:
    """`ids_below` of any category of these banks. One statement."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Category.objects.filter(bank__in=banks).order_by("pk").values_list("pk", "parent_id"):
        children[parent].append(pk)

    def below(category: Category) -> list[int]:
        found = [category.pk]
        for pk in found:
            found += children[pk]
        return found

    return below


def ids_above(category: Category) -> list[int]:
    """The category and all above it, from below. One statement."""
    parents: dict[int, int | None] = dict(Category.objects.filter(bank=category.bank).values_list("pk", "parent_id"))
    above = [category.pk]
    while (up := parents.get(above[-1])) is not None:
        above.append(up)
    return above


def change_category(*, category: Category, name: str, parent: Category | None, actor: User | None) -> bool:
    """Rename the category or hang it below another one, with all below it; gives whether anything changed.

    Raises:
        QuestionError: the name is taken or too long, or the place is in another bank, below the
            category itself or too deep.
    """
    line = short_line(name, _("The category"), 150)
    with transaction.atomic(), advisory_lock(f"bank-tree:{category.bank}"):
        locked = Category.objects.get(pk=category.pk)
        if (locked.name, locked.parent_id) == (line, parent.pk if parent else None):
            return False
        if Category.objects.filter(bank=locked.bank, name=line).exclude(pk=locked.pk).exists():
            raise QuestionError(_("The bank has a category of this name."))
        if parent is not None:
            check_place(locked.bank, parent, locked)
        before = {"name": locked.name, "parent": locked.parent_id}
        locked.name, locked.parent = line, parent
        locked.save(update_fields=["name", "parent"])
        audit.record(
            action="assessments.category.changed",
            actor=actor,
            target=locked,
            before=before,
            after={"name": line, "parent": locked.parent_id},
        )
    return True


def remove_category(*, category: Category, actor: User | None) -> None:
    """Take an empty category out of the bank.

    Raises:
        QuestionError: questions or categories stand in it, or a quiz draws from it.
    """
    with transaction.atomic(), advisory_lock(f"bank-tree:{category.bank}"):
        if not is_empty(category):
            raise QuestionError(_("The category is not empty. Move its questions and categories first."))
        if not is_removable(category):
            raise QuestionError(_("A quiz draws from this category."))
        audit.record(
            action="assessments.category.removed",
            actor=actor,
            target=category,
            before={"bank": category.bank, "name": category.name},
        )
        category.delete()


def is_empty(category: Category) -> bool:
    """Whether no question, retired or not, and no category stands in it."""
    return not (category.questions.exists() or category.children.exists())


def is_removable(category: Category) -> bool:
    return is_empty(category) and not QuizDraw.objects.filter(category=category).exists()


def check_place(bank: str, parent: Category, moved: Category | None = None) -> None:
    """Whether a category of the bank, new or moved with all below it, may stand below `parent`.

    Raises:
        QuestionError: with the reason.
    """
    if parent.bank != bank:
        raise QuestionError(_("A category stands below one of the same bank."))
    parents: dict[int, int | None] = dict(Category.objects.filter(bank=bank).values_list("pk", "parent_id"))
    above = ids_above(parent)
    if moved is not None and moved.pk in above:
        raise QuestionError(_("A category cannot stand below itself."))
    if len(above) + _height(moved, parents) > DEEPEST:
        raise QuestionError(_("Categories go at most %(most)d levels deep.") % {"most": DEEPEST})


def short_line(text: str, what: str, limit: int) -> str:
    """One line of 1 to `limit` characters.

    Raises:
        QuestionError: it is empty, too long or holds what cannot be seen.
    """
    try:
        line = clean_line(text)
    except UnsafeText as error:
        raise QuestionError(str(error)) from error
    if not line or len(line) > limit:
        raise QuestionError(_("%(what)s must have from 1 to %(limit)d characters.") % {"what": what, "limit": limit})
    return line


def _height(category: Category | None, parents: dict[int, int | None]) -> int:
    """Levels of the tree that hangs on the category, itself included."""
    level: Sequence[int] = [category.pk] if category else [0]
    height = 0
    while level:
        height += 1
        level = [pk for pk, parent in parents.items() if parent in level]
    return height
