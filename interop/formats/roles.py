"""A table of roles: who is to hold which role on which unit, from when to when.

Pure: it knows no database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from django.utils.translation import gettext as _

from common.text.vietnamese import fold
from interop.formats.headers import Headers
from interop.formats.layout import (
    BadTable,
    Layout,
    cell_of,
    clean_cells,
    read_span,
    require_layout,
    rows_below,
)

HEADERS: Final = Headers(
    fields={
        "full_name": (
            "ho va ten *", "ho ten *", "ho chu dem va ten *", "ten can bo *", "nguoi giu vai tro *", "dong chi",
            "name", "full name",
        ),
        "code": (
            "ma can bo *", "ma so can bo *", "ma cb *", "ma cbcc *", "ma cbccvc *", "so hieu can bo *", "so hieu cb *",
            "so hieu cbcc *", "so hieu cbccvc *", "ten dang nhap *", "ma", "ma so", "so hieu", "tai khoan", "code",
            "username",
        ),
        "role": ("vai tro *", "ten vai tro *", "quyen", "quyen han", "phan quyen", "role"),
        "unit": (
            "don vi *", "ten don vi *", "ma don vi *", "tai don vi *", "giu vai tro tai *", "co quan *", "cap uy",
            "pham vi *", "unit",
        ),
        "valid_from": ("tu ngay *", "hieu luc tu *", "ngay bat dau *", "ngay hieu luc *"),
        "valid_to": ("den ngay *", "den het ngay *", "ngay ket thuc *", "het hieu luc *", "ngay het hieu luc *"),
    },
    needed="role",
    names=("full_name", "code"),
    others=("ho va ten dem", "ho va ten lot", "ho ten dem", "don vi cu *", "don vi cap tren *"),
)  # fmt: skip
# As a clerk writes them; the other roles are given one by one.
ADMIN_WORDS: Final = ("quan tri don vi", "quan tri", "quan tri vien don vi", "committee_admin")
REVIEWER_WORDS: Final = (
    "nguoi theo doi ket qua cua don vi", "theo doi ket qua", "nguoi theo doi ket qua", "theo doi", "committee_reviewer",
)  # fmt: skip
SINGLE_WORDS: Final = (
    "giang vien", "nguoi tham dinh", "tham dinh", "quan tri toan quoc", "nguoi kiem tra, giam sat", "kiem tra",
    "kiem tra, giam sat", "phu trach bao ve du lieu",
)  # fmt: skip


class BadRoleTable(BadTable):
    """The table cannot be read as a list of roles; the text is meant for the clerk."""


@dataclass(slots=True)
class RoleRow:
    """One row: values by field ("" where empty), the role's code, its days, problems as sentences."""

    number: int
    values: dict[str, str]
    role: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RoleTable:
    layout: Layout
    rows: list[RoleRow]


def read_roles(rows: Sequence[list[str]], *, layout: Layout | None = None) -> RoleTable:
    """Read every row with a person below the header, which is found unless `layout` names it.

    Raises:
        BadRoleTable: no header row with a column of roles, nothing below it, or an old font.
    """
    refusal = BadRoleTable(_("No header row was found. One row must name the columns, with “Vai trò” among them."))
    layout = layout or require_layout(rows, HEADERS, refusal=refusal)
    read = partial(_read_row, layout)
    found = rows_below(rows, layout, HEADERS, read=read, error=BadRoleTable)
    return RoleTable(layout, found)


def _read_row(layout: Layout, number: int, cells: list[str]) -> tuple[RoleRow, bool]:
    row = RoleRow(number, {name: cell_of(cells, layout, name) for name in HEADERS.fields})
    is_old = clean_cells(row.values, row.problems)
    _check(row)
    return row, is_old


def _check(row: RoleRow) -> None:
    text = row.values["role"]
    word = fold(text)
    if word in ADMIN_WORDS:
        row.role = "committee_admin"
    elif word in REVIEWER_WORDS:
        row.role = "committee_reviewer"
    elif word in SINGLE_WORDS:
        row.problems.append(_("The role “%(text)s” is given to one person at a time, not by a list.") % {"text": text})
    else:
        row.problems.append(
            _("The role “%(text)s” is not known; use “quản trị đơn vị” or “theo dõi kết quả”.") % {"text": text[:60]}
        )
    row.valid_from, row.valid_to = read_span(row.values, row.problems)
