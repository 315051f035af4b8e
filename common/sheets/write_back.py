"""Rows of somebody's own file written back as they came: no title or foot of ours, every cell text."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from common.sheets.columns import NUMBER_FORMATS
from common.sheets.formulas import protected
from common.sheets.output import Written, counted, replacing, written
from common.sheets.write_xlsx import MAX_CELL_CHARACTERS

_FONT: Final = {"font_name": "Times New Roman", "font_size": 12}
_NARROWEST, _WIDEST = 8, 44


def write_back_xlsx(
    path: Path,
    *,
    rows: Iterable[Sequence[str]],
    header: int,
    widths: Sequence[int],
    progress: Callable[[int], None] | None = None,
) -> Written:
    """One sheet in constant memory. No cell is ever a formula or a link.

    Args:
        path: replaced when the file is complete, not before.
        rows: from the first row of the sheet on.
        header: place of the row that names the columns, from 0; rows above it are titles.
        widths: of the columns, in characters; kept within bounds that can be read.
        progress: called with the number of rows every 500 rows and at the end.
    """
    total = 0
    with replacing(path) as part:
        with xlsxwriter.Workbook(part, {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            text = workbook.add_format({**_FONT, "num_format": NUMBER_FORMATS["text"]})
            title = workbook.add_format({**_FONT, "bold": True})
            head = workbook.add_format({**_FONT, "bold": True, "text_wrap": True, "border": 1, "bg_color": "#E8EEF4"})
            for index, width in enumerate(widths):
                sheet.set_column(index, index, min(max(width + 2, _NARROWEST), _WIDEST), text)
            for place, row in enumerate(counted(rows, progress)):
                style = title if place < header else head if place == header else text
                for index, value in enumerate(row):
                    if value:
                        sheet.write_string(place, index, str(value)[:MAX_CELL_CHARACTERS], style)
                total += 1
            sheet.freeze_panes(header + 1, 0)
        return written(part, total)


def write_back_csv(
    path: Path,
    *,
    rows: Iterable[Sequence[str]],
    delimiter: str,
    progress: Callable[[int], None] | None = None,
) -> Written:
    """A text file with the sender's own delimiter, in UTF-8 with its mark; text that Excel would run is guarded."""
    total = 0
    with replacing(path) as part:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            for row in counted(rows, progress):
                writer.writerow([protected(str(value)) for value in row])
                total += 1
        return written(part, total)
