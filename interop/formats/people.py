"""A table of people as a clerk writes it: which column is what, and what each row says.

Pure: it knows no database. Titles above the header, a numbering column and unknown columns are
tolerated; text stays text; dates are dd/mm/yyyy.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from django.utils.translation import gettext as _

from common.text.names import name_fault
from common.text.vietnamese import fold
from interop.formats.headers import Headers
from interop.formats.layout import BadTable, Layout, cell_of, clean_cells, require_layout, rows_below, stands_alone

HEADERS: Final = Headers(
    fields={
        "code": (
            "ma can bo *", "ma so can bo *", "ma cb *", "ma cbccvc *", "ma cbcc *", "ma cong chuc *",
            "ma vien chuc *", "ma nhan vien *", "ma nv *", "ma dinh danh can bo *", "ma so cbcc *",
            "ma so cbccvc *", "ma so cong chuc *", "ma so vien chuc *", "ma so nhan vien *", "so hieu can bo *",
            "so hieu cong chuc *", "so hieu vien chuc *", "so hieu nhan vien *", "so hieu cb *", "so hieu cbcc *",
            "so hieu cbccvc *", "so hieu cc *", "so hieu vc *", "ma hieu can bo *", "ma hieu cbcc *",
            "ma hieu cbccvc *", "ma cc *", "ma vc *", "ten dang nhap *", "ma so", "so hieu", "tai khoan", "ma",
        ),
        "full_name": (
            "ho va ten *", "ho ten *", "ho chu dem va ten *", "ho dem va ten *", "ho ten dem va ten *",
            "ten can bo *", "ten dong chi *", "dong chi",
        ),
        "birth_year": (
            "nam sinh *", "ngay sinh *", "ngay thang nam sinh *", "ngay thang sinh *", "sinh nam", "sinh ngay *",
        ),
        "unit": (
            "don vi *", "ten don vi *", "ma don vi *", "co quan *", "ten co quan *", "noi cong tac *",
            "noi lam viec *", "to chuc dang *", "to chuc co so dang *", "dang bo", "chi bo", "chi bo sinh hoat *",
            "noi sinh hoat dang *", "phong ban *", "cap uy",
        ),
        "position": ("chuc vu *", "chuc danh *", "vi tri viec lam *", "vi tri cong tac *", "nhiem vu *"),
        "group": ("nhom chuc danh *", "nhom chuc vu *", "nhom doi tuong *", "nhom"),
        "email": (
            "thu dien tu *", "email *", "e mail *", "dia chi email *", "dia chi e mail *", "dia chi thu dien tu *",
            "hop thu *", "thu cong vu *", "mail",
        ),
        "sorts_by": ("ten sap xep *", "ten dung de sap xep *", "sap xep theo *"),
    },
    needed="full_name",
    names=("full_name", "code"),
    others=(
        "ho va ten dem", "ho va ten lot", "ho ten dem", "ho va ten khai sinh *", "ho va ten cha *", "ho va ten bo *",
        "ho va ten me *", "ho va ten vo *", "ho va ten chong *", "ho va ten nguoi *", "ho ten cha *", "ho ten me *",
        "ho ten vo *", "ho ten chong *", "don vi tinh *", "don vi cap tren *", "co quan cap tren *", "don vi cu *",
        "don vi truoc *", "co quan cu *", "chuc vu cu *", "chuc vu truoc *",
    ),
)  # fmt: skip
OLDEST, YOUNGEST = 100, 16
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CODE: Final = re.compile(r"[\w.@-]{3,64}")
LONGEST: Final = {"position": 150, "email": 254, "sorts_by": 60}
Fault = tuple[str, str]
"""The field, and a sentence about it."""


class BadPeopleTable(BadTable):
    """The table cannot be read as a list of people; the text is meant for the clerk."""


@dataclass(slots=True)
class PersonRow:
    """One row: `number` as the spreadsheet counts, values by field ("" where empty), problems as sentences."""

    number: int
    values: dict[str, str]
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PeopleTable:
    """`layout`: where the header stands and which column holds which field."""

    layout: Layout
    rows: list[PersonRow]


def read_people(rows: Sequence[list[str]], *, today: date, layout: Layout | None = None) -> PeopleTable:
    """Read every row with a name or a code below the header, which is found unless `layout` names it.

    Raises:
        BadPeopleTable: no header row with a column of names was found, nothing stands below it, or
            the file is written in an old font.
    """
    refusal = BadPeopleTable(_("No header row was found. One row must name the columns, with “Họ và tên” among them."))
    layout = layout or require_layout(rows, HEADERS, refusal=refusal)
    read = partial(_read_row, layout, rows[layout.header], column_of_women(rows, layout), today)
    people = rows_below(rows, layout, HEADERS, read=read, error=BadPeopleTable)
    return PeopleTable(layout=layout, rows=people)


def column_of_women(rows: Sequence[list[str]], layout: Layout) -> int | None:
    """Lists of the Party part the day of birth into *Nam* and *Nữ*, in a row of its own below the header."""
    birth = layout.columns.get("birth_year")
    if birth is None or layout.header + 1 >= len(rows):
        return None
    below = [fold(cell) for cell in rows[layout.header + 1][birth : birth + 2]]
    return birth + 1 if below == ["nam", "nu"] else None


def _read_row(
    layout: Layout, heads: list[str], women: int | None, today: date, number: int, cells: list[str]
) -> tuple[PersonRow, bool]:
    row = PersonRow(number, {name: cell_of(cells, layout, name) for name in HEADERS.fields})
    if women is not None and not row.values["birth_year"] and women < len(cells):
        row.values["birth_year"] = cells[women]
    is_old = clean_cells(row.values, row.problems)
    if stands_alone(cells, heads):
        row.problems.append(
            _("Nothing but “%(text)s” stands in this row. If it is a person, fill in a second column.")
            % {"text": row.values["full_name"][:60]}
        )
    row.problems += [sentence for _name, sentence in faults_of(row.values, today=today)]
    return row, is_old


def faults_of(values: dict[str, str], *, today: date) -> list[Fault]:
    """What is wrong with what is said of one person. A day of birth in the values becomes its year."""
    return [
        *_name_faults(values),
        *_code_faults(values),
        *_birth_faults(values, today),
        *_length_faults(values),
        *_email_faults(values),
    ]


def _name_faults(values: dict[str, str]) -> Iterator[Fault]:
    name = values["full_name"]
    if not name:
        yield "full_name", _("The full name is missing.")
    elif fault := name_fault(name):
        yield "full_name", fault


def _code_faults(values: dict[str, str]) -> Iterator[Fault]:
    if values["code"] and not _CODE.fullmatch(values["code"]):
        text = _("The code “%(text)s” may hold only letters, digits, dots and dashes, at least three.")
        yield "code", text % {"text": values["code"][:60]}


def _birth_faults(values: dict[str, str], today: date) -> Iterator[Fault]:
    text = values["birth_year"]
    if not text:
        return
    year = _year_of(text)
    if year is not None and today.year - OLDEST <= year <= today.year - YOUNGEST:
        values["birth_year"] = str(year)
    else:
        values["birth_year"] = ""
        fault = _("“%(text)s” is not a year or day of birth. Write day/month/year, the year with four digits.")
        yield "birth_year", fault % {"text": text[:20]}


def _year_of(text: str) -> int | None:
    """The year of `1985`, `05/09/1985`, `5.9.1985` or `1985-09-05`; None for a day that does not exist."""
    if re.fullmatch(r"[0-9]{4}", text):
        return int(text)
    parts = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    written = parts and (parts[3], parts[2], parts[1])
    if not written and (parts := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)):
        written = (parts[1], parts[2], parts[3])
    if not written:
        return None
    try:
        return date(int(written[0]), int(written[1]), int(written[2])).year
    except ValueError:
        return None


def _length_faults(values: dict[str, str]) -> Iterator[Fault]:
    for name, longest in LONGEST.items():
        if len(values[name]) > longest:
            text = _("“%(text)s…” is too long: at most %(count)d characters.")
            yield name, text % {"text": values[name][:40], "count": longest}


def _email_faults(values: dict[str, str]) -> Iterator[Fault]:
    if values["email"] and not _EMAIL.fullmatch(values["email"]):
        yield "email", _("“%(text)s” is not an e-mail address.") % {"text": values["email"][:60]}
