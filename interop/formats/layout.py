"""Where the header of a table stands, which column holds which field, and how a cell is cleaned.

The same for people, committees and roles. Pure: it knows no database.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from common.text.legacy import detect_legacy_encoding
from common.text.vietnamese import UnsafeText, clean_line, fold
from interop.formats.headers import Headers, exact_field, recognise

HEADER_SEARCHED_ROWS: Final = 20
_NUMBERING: Final = re.compile(r"\(?(?:[0-9]{1,2}|[a-z])\)?")
# What stands below the last row of a list: who drew it up, who signs it and when, the total. Folded.
_FOOT: Final = re.compile(
    r"nguoi (?:lap|tong hop|ke khai|bao cao|ky|duyet|kiem tra|phu trach)\b.*|thu truong\b.*|xac nhan\b.*|noi nhan\b.*"
    r"|\(?\s*(?:da )?ky(?: ten|,).*|(?:t/m|tm\.|kt\.|tl\.|t/l)\s.*|(?:tong )?cong(?:\s*:.*|\s+[0-9].*)?"
    r"|tong so(?:\s*:.*|\s+[0-9].*)?|.*\bngay\b.*\bthang\b.*\bnam\b.*|(?:so dong|rows)\s*:.*"
)
_CODE: Final = re.compile(r"\S+")
# Lists of the Party part the day of birth, in a second row of the header.
_SECOND_HEADS: Final = frozenset({"nam", "nu"})
R = TypeVar("R")


class BadTable(Exception):
    """The table cannot be read; the text is meant for the clerk."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`header`: place of the header row, from 0. `columns`: field to place of its column, from 0."""

    header: int
    columns: dict[str, int]


def find_layout(rows: Sequence[list[str]], headers: Headers) -> Layout | None:
    """The row of the first twenty that names most columns, the needed one among them; of two the plainer one."""
    best: Layout | None = None
    most = (0, 0)
    for place, cells in enumerate(rows[:HEADER_SEARCHED_ROWS]):
        columns = recognise(cells, headers)
        plain = sum(exact_field(cells[index], headers) == name for name, index in columns.items())
        if headers.needed in columns and (len(columns), plain) > most:
            best, most = Layout(place, columns), (len(columns), plain)
    return best


def require_layout(rows: Sequence[list[str]], headers: Headers, *, refusal: BadTable) -> Layout:
    """The layout that is found.

    Raises:
        BadTable: `refusal`, or in its place what to do about an old font, where there is none.
    """
    found = find_layout(rows, headers)
    if found is None:
        refuse_old_fonts(rows, type(refusal))
        raise refusal
    return found


def rows_below(
    rows: Sequence[list[str]],
    layout: Layout,
    headers: Headers,
    *,
    read: Callable[[int, list[str]], tuple[R, bool]],
    error: type[BadTable],
) -> list[R]:
    """Every row of data below the header, by `read(number, cells)`: the row, and whether it is in an old font.

    Raises:
        BadTable: as `error`, where nothing stands below the header or most of it is in an old font.
    """
    found: list[R] = []
    in_old_font = 0
    for number, cells in enumerate(rows[layout.header + 1 :], start=layout.header + 2):
        if is_data(cells, layout, headers):
            row, is_old = read(number, cells)
            found.append(row)
            in_old_font += is_old
    if not found:
        raise error(_("There is no row below the header."))
    if in_old_font * 2 > len(found):
        refuse_old_fonts(rows, error)
    return found


def cell_of(cells: Sequence[str], layout: Layout, name: str) -> str:
    index = layout.columns.get(name)
    return cells[index] if index is not None and index < len(cells) else ""


def is_data(cells: Sequence[str], layout: Layout, headers: Headers) -> bool:
    """Whether a row says something: an empty one does not; totals, dates and signatures say so in their first cell.

    Nor does what stands alone where a code would and is none. Nor is it the header once more, its second row,
    or the row of column numbers that stands below many a header. A row without a name is one all the same.
    """
    names = headers.names
    said = [name for name in names if cell_of(cells, layout, name)]
    if not said:
        return _lacks_its_name(cells, layout, headers)
    if names[0] not in said and sum(map(bool, cells)) < 2 and not _CODE.fullmatch(cell_of(cells, layout, said[0])):
        return False
    if any(exact_field(cell_of(cells, layout, name), headers) == name for name in names):
        return False
    if _FOOT.fullmatch(fold(cell_of(cells, layout, said[0]))):
        return False
    return not _are_column_numbers(cells) or sum(map(bool, cells)) < 2


def _lacks_its_name(cells: Sequence[str], layout: Layout, headers: Headers) -> bool:
    """A row of somebody whose name was left out: something stands in a column that is read, or beside a number.

    A number alone is a row that was prepared and not filled in; a text in another column alone is a heading.
    """
    written = [cell for cell in cells if cell]
    if not written or _are_column_numbers(cells):
        return False
    if any(exact_field(cell, headers) or fold(cell) in _SECOND_HEADS for cell in written):
        return False
    if cells[0].isdecimal() and 0 not in layout.columns.values():
        return True
    known = any(index < len(cells) and cells[index] for index in layout.columns.values())
    return known and not _FOOT.fullmatch(fold(written[0]))


def _are_column_numbers(cells: Sequence[str]) -> bool:
    return all(_NUMBERING.fullmatch(fold(cell)) for cell in cells if cell)


def stands_alone(cells: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a row has one cell where the header names several columns: hardly a row of the list."""
    return sum(map(bool, cells)) < 2 <= sum(map(bool, heads))


def read_day(text: str, problems: list[str]) -> date | None:
    """A day as day/month/year or year-month-day; None for none, or for what is none and so a problem."""
    if not text:
        return None
    parts = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    try:
        if parts:
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
        return date.fromisoformat(text)
    except ValueError:
        problems.append(_("“%(text)s” is not a day written as day/month/year.") % {"text": text[:20]})
        return None


def read_span(values: Mapping[str, str], problems: list[str]) -> tuple[date | None, date | None]:
    """`valid_from` and `valid_to`, the last day included."""
    first, last = (read_day(values[name], problems) for name in ("valid_from", "valid_to"))
    if first and last and last < first:
        problems.append(_("The last day lies before the first one."))
    return first, last


def clean_cells(values: dict[str, str], problems: list[str]) -> bool:
    """Bring the values into normal form; what cannot be is a problem. True where an old font was met."""
    is_old = False
    for name, value in values.items():
        if not value:
            continue
        if value.isascii() and value.isprintable() and "  " not in value:
            continue
        if detect_legacy_encoding(value):
            is_old = True
            problems.append(
                _("“%(text)s” is written in an old font (TCVN3 or VNI). Convert it to Unicode first.")
                % {"text": value[:60]}
            )
            continue
        try:
            values[name] = _printable(clean_line(value))
        except UnsafeText:
            values[name] = ""
            problems.append(_("A cell holds characters that cannot be seen. Please type it again."))
    return is_old


def _printable(line: str) -> str:
    """Code points that are no characters pass as text, but nobody can see them."""
    if not line.isprintable():
        raise UnsafeText
    return line


def refuse_old_fonts(rows: Sequence[list[str]], error: type[BadTable]) -> None:
    """Raise `error` with what to do where the table is written in TCVN3 or VNI; otherwise nothing."""
    found = (detect_legacy_encoding(cell) for cells in rows[:200] for cell in cells)
    encoding = next((kind for kind in found if kind), None)
    if encoding:
        raise error(
            _(
                "The file is written in an old font, %(font)s, and was not read: its letters would come out wrong. "
                "Convert it to Unicode (with the converter of the Vietnamese keyboard program), "
                "choose a Unicode font such as Times New Roman, look at the names, save it and send it again."
            )
            % {"font": "TCVN3 (ABC, .VnTime)" if encoding == "tcvn3" else "VNI (VNI-Times)"}
        )
