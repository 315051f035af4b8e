"""What Sen holds about a person, shown to that person. Rooms register what they hold, in words.

Never in it: keys of questions, names of other people, free texts others wrote about the person in passing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone

from operations.domain import audit

if TYPE_CHECKING:
    from accounts.models import User

FORMAT: Final = "sen.personal-data/1"


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


Cell = str | int | bool | Decimal | date | datetime | Link | None


@dataclass(frozen=True, slots=True)
class Section:
    """A table. `columns`: name in the file and label on the screen, `note`: what there is to say about it."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: list[tuple[Cell, ...]]
    note: str = ""
    is_cut: bool = False


Read = Callable[["User", int | None], Section]
"""Reads the newest rows of a person, at most as many as asked, all for None; few statements, however many rows."""

_sections: dict[str, tuple[int, Read]] = {}


def register_personal_data(order: int, code: str, read: Read) -> None:
    """Orders in use: 10 account, 20 units, 30 learning, 40 attempts, 50 certificates, 60 authoring, 90 the log."""
    _sections[code] = (order, read)


def personal_data(person: "User", most: int | None = None) -> Iterator[tuple[str, Section]]:
    """Every section by its code; with `most`, longer ones are cut and say so."""
    for code, (_order, read) in sorted(_sections.items(), key=lambda item: (item[1][0], item[0])):
        section = read(person, None if most is None else most + 1)
        if most is not None and len(section.rows) > most:
            section = Section(section.title, section.columns, section.rows[:most], section.note, is_cut=True)
        yield code, section


def section_title(code: str, person: "User") -> str:
    """What the section is called; empty for a code that nobody registered. Reads no row."""
    registered = _sections.get(code)
    return registered[1](person, 0).title if registered else ""


@transaction.atomic
def export_personal_data(*, person: "User", more: dict[str, Section]) -> dict[str, Any]:
    """Everything, fit for a JSON file; that it was taken is in the audit trail. `more`: what only the browser knows."""
    audit.record(action="personal_data.exported", actor=person, target=person)
    sections = {**dict(personal_data(person)), **more}
    return {
        "format": FORMAT,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "sections": {code: _as_json(section) for code, section in sections.items()},
    }


def _as_json(section: Section) -> dict[str, Any]:
    names = [name for name, _label in section.columns]
    rows = [dict(zip(names, map(_plain, row), strict=True)) for row in section.rows]
    return {"title": section.title, "columns": dict(section.columns), "note": section.note, "rows": rows}


def _plain(cell: Cell) -> str | int | bool | None:
    match cell:
        case Link():
            return cell.text
        case datetime():
            return timezone.localtime(cell).isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
        case Decimal():
            return str(cell)
    return cell
