"""A person's own data as the screen shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.http.display import display_of
from common.text.formats import NO_VALUE, number, short_date
from operations.domain.personal_data import Cell, Link, Section, section_title

DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class ShownCell:
    label: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownSection:
    code: str
    section: Section
    rows: list[list[ShownCell]]


def display_section(request: HttpRequest) -> Section:
    """How pages look: the only thing that is kept in the browser and not by Sen."""
    theme, size = display_of(request)
    rows: list[tuple[Cell, ...]] = [(_("Appearance"), str(theme.label)), (_("Text size"), str(size.label))]
    columns = (("what", _("What")), ("value", _("Value")))
    return Section(_("How pages look"), columns, rows, _("Kept in this browser alone, for whoever sits at it."))


def title_of(code: str, person: User) -> str:
    """What a section of the page is called."""
    return _("How pages look") if code == DISPLAY else section_title(code, person)


def shown(sections: Iterable[tuple[str, Section]]) -> list[ShownSection]:
    return [ShownSection(code, section, [_row(section, row) for row in section.rows]) for code, section in sections]


def _row(section: Section, row: tuple[Cell, ...]) -> list[ShownCell]:
    return [
        ShownCell(label, cell.text, cell.url) if isinstance(cell, Link) else ShownCell(label, _text(cell))
        for (_name, label), cell in zip(section.columns, row, strict=True)
    ]


def _text(cell: str | int | bool | Decimal | date | None) -> str:
    match cell:
        case None:
            return NO_VALUE
        case bool():
            return _("yes") if cell else _("no")
        case datetime():
            return f"{timezone.localtime(cell):%H:%M} {short_date(cell)}"
        case date():
            return short_date(cell)
        case Decimal():
            return number(cell.normalize())
        case int():
            return number(cell)
    return cell
