"""CSV as Excel opens it under Vietnamese settings: UTF-8 with mark, semicolons, CRLF."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from common.sheets.columns import Column
from common.sheets.csv_lines import FOOT_MARK, CsvLines, foot_of
from common.sheets.output import Row, Written, counted, replacing, written


def write_csv(
    path: Path,
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    note: str = "",
    progress: Callable[[int], None] | None = None,
    sealed: bool = False,
) -> Written:
    """Write a head row and the rows, in constant memory; text that Excel would run is guarded.

    Args:
        path: replaced when the file is complete, not before.
        title: not written: the first row of a CSV is its head.
        columns: heads; the kinds do not matter here, values are written by their type.
        rows: one value for each column.
        note: such as *Số liệu minh họa*; stands in a row of its own after the data.
        progress: called with the number of rows every 500 rows and at the end.
        sealed: whether a last line says how many rows there are and their hash, so that a half file is known.
    """
    total = 0
    with replacing(path) as part:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            lines = CsvLines(file)
            lines.add([column.header for column in columns])
            for row in counted(rows, progress):
                lines.add(row)
                total += 1
            digest = lines.hash() if sealed else ""
            if note:
                lines.add([note])
            if sealed:
                lines.add([FOOT_MARK + foot_of(total, digest)])
        return written(part, total, digest)
