"""A table of committees: names, kinds, codes, the unit above, days, and what former ones went into.

Pure: it knows no database.
"""

import re
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
        "name": (
            "ten don vi *", "ten cap uy *", "ten to chuc dang *", "ten dang bo *", "ten co quan *", "ten to chuc *",
            "don vi", "cap uy", "to chuc dang", "ten", "name", "name_vi", "ten xa phuong *", "ten dang uy *",
        ),
        "short_name": ("ten ngan *", "ten viet tat *", "ten tat *", "ten goi tat *", "viet tat"),
        "kind": ("loai *", "kieu don vi *", "cap don vi *", "cap", "kind"),
        "code": ("ma don vi *", "ma dv *", "ma so don vi *", "ma to chuc *", "ma xa *", "ma", "ma so", "code"),
        "parent": (
            "don vi cap tren *", "ten don vi cap tren *", "ma don vi cap tren *", "ma cap tren *", "cap tren *",
            "cap uy cap tren *", "truc thuoc *", "thuoc don vi *", "don vi chu quan *", "don vi quan ly *",
            "ma tinh *", "ten tinh", "tinh", "tinh thanh pho", "parent", "province_code",
        ),
        "valid_from": (
            "tu ngay *", "ngay thanh lap *", "ngay bat dau *", "hieu luc tu *", "ngay hieu luc *", "ngay co hieu luc *",
        ),
        "valid_to": (
            "den ngay *", "den het ngay *", "ngay ket thuc *", "ngay giai the *", "het hieu luc *",
            "ngay het hieu luc *",
        ),
        "successor": (
            "don vi ke thua *", "ten don vi ke thua *", "ma don vi ke thua *", "ke thua *", "sap nhap vao *",
            "nhap vao *", "don vi sau sap nhap *",
        ),
    },
    needed="name",
    names=("name",),
    others=("loai bo *", "ma so thue *", "ten don vi cu *", "ten don vi tieng anh *", "ten cu *"),
)  # fmt: skip
_AREAS: Final = (("phuong", "ward"), ("xa", "commune"), ("dac khu", "special_zone"))
LONGEST_NAME: Final = 180
_CODE: Final = re.compile(r"[\w.-]{1,20}")


class BadCommitteeTable(BadTable):
    """The table cannot be read as a list of committees; the text is meant for the clerk."""


@dataclass(slots=True)
class CommitteeRow:
    """One row: values by field ("" where empty), its days, problems as sentences."""

    number: int
    values: dict[str, str]
    valid_from: date | None = None
    valid_to: date | None = None
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CommitteeTable:
    layout: Layout
    rows: list[CommitteeRow]


def read_committees(rows: Sequence[list[str]], *, layout: Layout | None = None) -> CommitteeTable:
    """Read every row with a name below the header, which is found unless `layout` names it.

    Raises:
        BadCommitteeTable: no header row with a column of names, nothing below it, or an old font.
    """
    refusal = BadCommitteeTable(
        _("No header row was found. One row must name the columns, with “Tên đơn vị” among them.")
    )
    layout = layout or require_layout(rows, HEADERS, refusal=refusal)
    read = partial(_read_row, layout)
    found = rows_below(rows, layout, HEADERS, read=read, error=BadCommitteeTable)
    return CommitteeTable(layout, found)


def _read_row(layout: Layout, number: int, cells: list[str]) -> tuple[CommitteeRow, bool]:
    row = CommitteeRow(number, {name: cell_of(cells, layout, name) for name in HEADERS.fields})
    is_old = clean_cells(row.values, row.problems)
    _check(row)
    return row, is_old


def committee_name(name: str) -> str:
    """The committee of an administrative unit: *Phường Ba Đình* is led by *Đảng ủy phường Ba Đình*."""
    is_area = any(fold(name).startswith(f"{word} ") for word, _kind in _AREAS)
    return f"Đảng ủy {name[0].lower()}{name[1:]}" if is_area else name


def area_kind(text: str) -> str:
    """The kind of committee of `xa`, `phuong`, `dac_khu`, of a name beginning so, or ""."""
    folded = fold(text).replace("_", " ")
    return next((kind for word, kind in _AREAS if folded == word or folded.startswith(f"{word} ")), "")


def name_fault(name: str) -> str:
    """Why this is no name of a unit; empty where it may be one."""
    if len(name) > LONGEST_NAME or not fold(name) or set(name) & set("<>"):
        return _("“%(text)s” does not look like a name.") % {"text": name[:60]}
    return ""


def _check(row: CommitteeRow) -> None:
    values = row.values
    if not values["name"]:
        row.problems.append(_("The name is missing."))
    elif fault := name_fault(values["name"]):
        row.problems.append(fault)
    if len(values["short_name"]) > 60:
        row.problems.append(
            _("“%(text)s…” is too long: at most %(count)d characters.")
            % {"text": values["short_name"][:40], "count": 60}
        )
    if values["code"] and not _CODE.fullmatch(values["code"]):
        row.problems.append(
            _("The code “%(text)s” may hold only letters, digits, dots and dashes.") % {"text": values["code"][:60]}
        )
    row.valid_from, row.valid_to = read_span(row.values, row.problems)
