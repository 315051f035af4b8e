"""XLSX in constant memory: title, head, rows, and a foot that says how many rows there are."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from common.sheets.columns import NUMBER_FORMATS, Column
from common.sheets.csv_lines import CsvLines, foot_of
from common.sheets.output import Row, Written, counted, replacing, written

MAX_ROWS: Final = 1_048_576
"""Excel's own limit, with title, head and foot."""
MAX_CELL_CHARACTERS: Final = 32_767

_FONT: Final = {"font_name": "Times New Roman", "font_size": 12}
LONGEST_NAME: Final = 31
_FORBIDDEN_IN_NAME: Final = str.maketrans("[]:*?/\\", "       ")


class TooManyRows(ValueError):
    """More rows than one Excel sheet holds; write CSV."""


def write_xlsx(
    path: Path,
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    note: str = "",
    progress: Callable[[int], None] | None = None,
    sealed: bool = False,
) -> Written:
    """Write one sheet. No cell is ever a formula or a link.

    Args:
        path: replaced when the file is complete, not before.
        title: first row and name of the sheet.
        columns: heads, kinds and widths.
        rows: one value for each column; None is an empty cell.
        note: such as *Số liệu minh họa*; stands under the title.
        progress: called with the number of rows every 500 rows and at the end.
        sealed: whether the foot says the hash of the rows too; not in a sheet that is filled in and sent back.

    Raises:
        TooManyRows: before the file is in place.
    """
    with replacing(path) as part:
        with xlsxwriter.Workbook(part, {"constant_memory": True}) as workbook:
            workbook.set_properties({"title": title, "comments": note})
            sheet = _Sheet(workbook, title, columns, sealed=sealed)
            total = sheet.fill(title, note, counted(rows, progress))
        return written(part, total, sheet.lines.hash() if sheet.lines else "")


def _sheet_name(title: str) -> str:
    """What a workbook takes of a title: 31 characters at most, cut between words, without what it forbids."""
    name = " ".join(title.translate(_FORBIDDEN_IN_NAME).split()).strip("'")
    if len(name) > LONGEST_NAME:
        cut, space, _rest = name[: LONGEST_NAME + 1].rpartition(" ")
        name = cut if space else name[:LONGEST_NAME]
    return name.strip(" ',;:-–·")


class _Sheet:
    def __init__(self, workbook: xlsxwriter.Workbook, title: str, columns: Sequence[Column], *, sealed: bool) -> None:
        self.lines = CsvLines() if sealed else None
        self.sheet = workbook.add_worksheet(_sheet_name(title) or None)
        self.columns = columns
        self.title_format = workbook.add_format({**_FONT, "bold": True, "font_size": 14})
        self.note_format = workbook.add_format({**_FONT, "italic": True})
        self.head_format = workbook.add_format(
            {
                **_FONT,
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
                "bg_color": "#E8EEF4",
            }
        )
        self.formats = [workbook.add_format({**_FONT, "num_format": NUMBER_FORMATS[column.kind]}) for column in columns]
        for index, column in enumerate(columns):
            self.sheet.set_column(index, index, column.width, self.formats[index])
        self.writers = [self._writer(column) for column in columns]

    def fill(self, title: str, note: str, rows: Iterable[Row]) -> int:
        """Write everything from top to bottom; gives the number of rows of data."""
        sheet = self.sheet
        sheet.write_string(0, 0, title, self.title_format)
        if note:
            sheet.write_string(1, 0, note, self.note_format)
        head = 2 if note else 1
        for index, column in enumerate(self.columns):
            sheet.write_string(head, index, column.header, self.head_format)
        sheet.freeze_panes(head + 1, 0)
        if self.lines:
            self.lines.add([column.header for column in self.columns])
        total = 0
        for total, row in enumerate(rows, start=1):
            if head + total + 1 >= MAX_ROWS:
                raise TooManyRows(_("The list has more rows than one Excel sheet can hold."))
            if self.lines:
                self.lines.add(row)
            for index, value in enumerate(row):
                if value is not None:
                    self.writers[index](head + total, index, value, self.formats[index])
        foot = foot_of(total, self.lines.hash()) if self.lines else _("Rows: %(count)d") % {"count": total}
        sheet.write_string(head + total + 1, 0, foot, self.note_format)
        sheet.autofilter(head, 0, head + total, max(0, len(self.columns) - 1))
        sheet.repeat_rows(head)
        return total

    def _writer(self, column: Column) -> Callable[[int, int, Any, Any], None]:
        """What writes a value into a cell of the column: (row, column, value, format)."""
        sheet = self.sheet

        def write_text(row: int, index: int, value: object, style: object) -> None:
            sheet.write_string(row, index, str(value)[:MAX_CELL_CHARACTERS], style)

        def write_number(row: int, index: int, value: object, style: object) -> None:
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                sheet.write_number(row, index, value, style)
            else:
                write_text(row, index, value, style)

        def write_day(row: int, index: int, value: object, style: object) -> None:
            if isinstance(value, datetime) and timezone.is_aware(value):
                value = timezone.make_naive(value)
            if isinstance(value, date) and value.year >= 1900:
                sheet.write_datetime(row, index, value, style)
            else:
                write_text(row, index, value, style)

        match column.kind:
            case "text":
                return write_text
            case "date" | "datetime":
                return write_day
        return write_number
