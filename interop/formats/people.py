"""A table of people as a clerk writes it: which column is what, and what each row says.

Pure: it knows no database. Titles above the header, a numbering column and unknown columns are
tolerated; text stays text; dates are dd/mm/yyyy.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from common.text.legacy import detect_legacy_encoding
from common.text.vietnamese import UnsafeText, clean_line, fold

HEADERS: Final = {
    "code": (
        "ma can bo",
        "ma so can bo",
        "ma so",
        "so hieu",
        "so hieu can bo",
        "ten dang nhap",
        "tai khoan",
        "ma nhan vien",
    ),
    "full_name": ("ho va ten", "ho ten", "ho va ten can bo", "ten can bo", "ho, chu dem va ten"),
    "birth_year": ("nam sinh", "ngay sinh", "ngay thang nam sinh", "ngay, thang, nam sinh", "sinh nam"),
    "unit": (
        "don vi",
        "don vi cong tac",
        "ten don vi",
        "ma don vi",
        "co quan",
        "chi bo",
        "noi cong tac",
        "to chuc dang",
    ),
    "position": ("chuc vu", "chuc danh", "chuc vu, chuc danh", "vi tri viec lam"),
    "group": ("nhom chuc danh", "nhom chuc vu", "nhom"),
    "email": ("thu dien tu", "email", "e-mail", "hop thu cong vu", "thu cong vu"),
}
HEADER_SEARCHED_ROWS: Final = 20
OLDEST, YOUNGEST = 100, 16
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CODE: Final = re.compile(r"[\w.@-]{3,64}")
_YEAR: Final = re.compile(r"(?:\d{1,2}[/.-]\d{1,2}[/.-])?(\d{4})")


class BadPeopleTable(Exception):
    """The table cannot be read as a list of people; the text is meant for the clerk."""


@dataclass(slots=True)
class PersonRow:
    """One row: `number` as the spreadsheet counts, values by field ("" where empty), problems as sentences."""

    number: int
    values: dict[str, str]
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PeopleTable:
    """`columns`: field to the header it was recognised by."""

    columns: dict[str, str]
    rows: list[PersonRow]


def read_people(rows: list[list[str]], *, today: date) -> PeopleTable:
    """Find the header and read every row with a name or a code below it.

    Raises:
        BadPeopleTable: no header row with a column of names was found, or nothing stands below it.
    """
    place, columns = _find_header(rows)
    people = [
        _read_row(number, cells, columns, today)
        for number, cells in enumerate(rows[place + 1 :], start=place + 2)
        if _has_person(cells, columns)
    ]
    if not people:
        raise BadPeopleTable(_("There is no row below the header."))
    return PeopleTable(columns={name: rows[place][index] for name, index in columns.items()}, rows=people)


def _find_header(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] | None = None
    for place, cells in enumerate(rows[:HEADER_SEARCHED_ROWS]):
        columns = _recognise(cells)
        if "full_name" in columns and (best is None or len(columns) > len(best[1])):
            best = (place, columns)
    if best is None:
        raise BadPeopleTable(_("No header row was found. One row must name the columns, with “Họ và tên” among them."))
    return best


def _recognise(cells: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        name = fold(cell).strip(" :*")
        for column, words in HEADERS.items():
            if name in words and column not in columns:
                columns[column] = index
    return columns


def _has_person(cells: list[str], columns: dict[str, int]) -> bool:
    """Whether the row is one of people: blank rows, totals and signatures below the list have no name."""
    return any(_cell(cells, columns, name) for name in ("full_name", "code"))


def _cell(cells: list[str], columns: dict[str, int], name: str) -> str:
    index = columns.get(name)
    return cells[index] if index is not None and index < len(cells) else ""


def _read_row(number: int, cells: list[str], columns: dict[str, int], today: date) -> PersonRow:
    row = PersonRow(number, {name: _cell(cells, columns, name) for name in HEADERS})
    _check_text(row)
    _check_name(row)
    _check_code(row)
    _check_birth(row, today)
    if row.values["email"] and not _EMAIL.fullmatch(row.values["email"]):
        row.problems.append(_("“%(text)s” is not an e-mail address.") % {"text": row.values["email"]})
    return row


def _check_text(row: PersonRow) -> None:
    for name, value in row.values.items():
        if not value:
            continue
        if detect_legacy_encoding(value):
            row.problems.append(
                _("“%(text)s” is written in an old font (TCVN3 or VNI). Convert the file to Unicode first.")
                % {"text": value[:60]}
            )
            continue
        try:
            row.values[name] = clean_line(value)
        except UnsafeText:
            row.values[name] = ""
            row.problems.append(_("A cell holds characters that cannot be seen. Please type it again."))


def _check_name(row: PersonRow) -> None:
    name = row.values["full_name"]
    if not name:
        row.problems.append(_("The full name is missing."))
    elif len(name) > 150 or any(character.isdigit() for character in name):
        row.problems.append(_("“%(text)s” does not look like a name.") % {"text": name[:60]})


def _check_code(row: PersonRow) -> None:
    if row.values["code"] and not _CODE.fullmatch(row.values["code"]):
        row.problems.append(
            _("The code “%(text)s” may hold only letters, digits, dots and dashes, at least three.")
            % {"text": row.values["code"][:60]}
        )


def _check_birth(row: PersonRow, today: date) -> None:
    text = row.values["birth_year"]
    if not text:
        return
    found = _YEAR.fullmatch(text)
    if found and today.year - OLDEST <= int(found[1]) <= today.year - YOUNGEST:
        row.values["birth_year"] = found[1]
    else:
        row.problems.append(_("“%(text)s” is not a year or day of birth.") % {"text": text[:20]})
