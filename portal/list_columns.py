"""What the columns of a list mean: the words for it, and what was read of the file that was sent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interop.enums import ChangeSetKind
from interop.formats import committees, people, roles
from interop.formats.headers import Headers, unread_columns
from interop.formats.layout import Layout
from interop.models import ChangeSet

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PEOPLE_FIELDS: "Final[dict[str, StrPromise]]" = {
    "code": gettext_lazy("Cadre code"),
    "full_name": gettext_lazy("Full name"),
    "birth_year": gettext_lazy("Birth year"),
    "unit": gettext_lazy("Unit"),
    "position": gettext_lazy("Position"),
    "group": gettext_lazy("Position group"),
    "email": gettext_lazy("E-mail"),
    "sorts_by": gettext_lazy("Name to sort by"),
}
COMMITTEE_FIELDS: "Final[dict[str, StrPromise]]" = {
    "name": gettext_lazy("Name of the unit"),
    "short_name": gettext_lazy("Short name"),
    "kind": gettext_lazy("Kind of unit"),
    "code": gettext_lazy("Unit code"),
    "parent": gettext_lazy("Unit above"),
    "valid_from": gettext_lazy("From day"),
    "valid_to": gettext_lazy("Last day"),
    "successor": gettext_lazy("Successor"),
}
ROLE_FIELDS: "Final[dict[str, StrPromise]]" = {
    "full_name": gettext_lazy("Full name"),
    "code": gettext_lazy("Cadre code"),
    "role": gettext_lazy("Role"),
    "unit": gettext_lazy("Unit"),
    "valid_from": gettext_lazy("From day"),
    "valid_to": gettext_lazy("Last day"),
}
_KINDS: Final = {
    ChangeSetKind.PEOPLE: (PEOPLE_FIELDS, people.HEADERS),
    ChangeSetKind.COMMITTEES: (COMMITTEE_FIELDS, committees.HEADERS),
    ChangeSetKind.ROLES: (ROLE_FIELDS, roles.HEADERS),
}


@dataclass(frozen=True, slots=True)
class ColumnsRead:
    """What was read as what, in the order of the file.

    Attributes:
        read: header of a column and what it is.
        unread: header of a column that is not read, and what else it might have been or "".
        is_guessed: nobody has said what the columns are.
        without_unit: no column says the unit, so new people go to the committee of the list.
        number_codes: how many codes came as numbers, whose zeros in front are lost.
    """

    read: "list[tuple[str, str | StrPromise]]"
    unread: "list[tuple[str, str | StrPromise]]"
    is_guessed: bool
    without_unit: bool
    number_codes: int


def fields_of(change_set: ChangeSet) -> "dict[str, StrPromise]":
    return _KINDS[ChangeSetKind(change_set.kind)][0]


def headers_of(change_set: ChangeSet) -> Headers:
    return _KINDS[ChangeSetKind(change_set.kind)][1]


def unnamed(place: int) -> str:
    return _("Column %(number)d, without a name") % {"number": place + 1}


def columns_read(change_set: ChangeSet) -> ColumnsRead | None:
    """None where the file has not been read, or its first rows are not kept any more."""
    header, columns = change_set.layout.get("header"), change_set.layout.get("columns", {})
    if header is None or header >= len(change_set.sample):
        return None
    words, heads = fields_of(change_set), change_set.sample[header]
    taken = sorted((place, name) for name, place in columns.items())
    if change_set.kind == ChangeSetKind.PEOPLE:
        women = people.column_of_women(change_set.sample, Layout(header, columns))
        taken += [(women, "birth_year")] if women is not None else []
    named = [(heads[place] if place < len(heads) else "", place, name) for place, name in sorted(taken)]
    return ColumnsRead(
        read=[(head or unnamed(place), words[name]) for head, place, name in named],
        unread=[
            (column.head, words[column.resembles] if column.resembles else "")
            for column in unread_columns(heads, headers_of(change_set), [place for place, _name in taken])
        ]
        + _nameless(change_set, len(heads), [place for place, _name in taken]),
        is_guessed=not change_set.layout.get("chosen"),
        without_unit=change_set.kind == ChangeSetKind.PEOPLE and "unit" not in columns,
        number_codes=change_set.layout.get("number_codes", 0),
    )


def _nameless(change_set: ChangeSet, width: int, taken: list[int]) -> "list[tuple[str, str | StrPromise]]":
    """Columns that hold something below the header and have no name in it."""
    header = change_set.layout["header"]
    heads = change_set.sample[header]
    below = change_set.sample[header + 1 :]
    widest = max(map(len, below), default=width)
    places = [place for place in range(widest) if place not in taken and (place >= width or not heads[place])]
    return [(unnamed(place), "") for place in places if any(place < len(row) and row[place] for row in below)]
