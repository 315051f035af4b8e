"""A table of roles: who is to hold which role on which unit, from when to when.

Pure: it knows no database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from common.text.vietnamese import fold
from interop.formats.layout import (
    BadTable,
    Layout,
    cell_of,
    clean_cells,
    find_layout,
    is_data,
    read_day,
    refuse_old_fonts,
)

HEADERS: Final = {
    "full_name": ("ho va ten", "ho ten", "ten can bo", "nguoi giu vai tro", "name", "full name"),
    "code": ("ma can bo", "ma", "ten dang nhap", "code", "username"),
    "role": ("vai tro", "quyen", "role"),
    "unit": ("don vi", "ten don vi", "ma don vi", "tai don vi", "giu vai tro tai", "unit"),
    "valid_from": ("tu ngay", "hieu luc tu ngay", "ngay bat dau"),
    "valid_to": ("den ngay", "den het ngay", "ngay ket thuc"),
}
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
    layout = layout or find_layout(rows, HEADERS, needed="role")
    if layout is None:
        refuse_old_fonts(rows, BadRoleTable)
        raise BadRoleTable(_("No header row was found. One row must name the columns, with “Vai trò” among them."))
    found: list[RoleRow] = []
    in_old_font = 0
    for number, cells in enumerate(rows[layout.header + 1 :], start=layout.header + 2):
        if is_data(cells, layout, HEADERS, names=("full_name", "code")):
            row = RoleRow(number, {name: cell_of(cells, layout, name) for name in HEADERS})
            in_old_font += clean_cells(row.values, row.problems)
            _check(row)
            found.append(row)
    if not found:
        raise BadRoleTable(_("There is no row below the header."))
    if in_old_font * 2 > len(found):
        refuse_old_fonts(rows, BadRoleTable)
    return RoleTable(layout, found)


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
    row.valid_from, row.valid_to = (read_day(row.values[name], row.problems) for name in ("valid_from", "valid_to"))
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        row.problems.append(_("The last day lies before the first one."))
