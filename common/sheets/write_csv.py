"""CSV as Excel opens it under Vietnamese settings: UTF-8 with mark, semicolons, CRLF."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from common.sheets.columns import Column
from common.sheets.formulas import FIRST, protected
from common.sheets.output import Row, Written, counted, replacing, written


def write_csv(
    path: Path,
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    note: str = "",
    progress: Callable[[int], None] | None = None,
) -> Written:
    """Write a head row and the rows, in constant memory; text that Excel would run is guarded.

    Args:
        path: replaced when the file is complete, not before.
        title: not written: the first row of a CSV is its head.
        columns: heads; the kinds do not matter here, values are written by their type.
        rows: one value for each column.
        note: such as *Số liệu minh họa*; stands in a row of its own after the data.
        progress: called with the number of rows every 500 rows and at the end.
    """
    total = 0
    with replacing(path) as part:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([protected(column.header) for column in columns])
            for row in counted(rows, progress):
                writer.writerow([v if type(v) is int else _text(v) for v in row])
                total += 1
            if note:
                writer.writerow([protected(note)])
        return written(part, total)


def _text(value: object) -> object:
    """A value as text; numbers with a decimal comma and no thousands separator."""
    if type(value) is str:
        return protected(value) if value[:1] in FIRST else value
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return int(value)
        case float() | Decimal():
            return format(Decimal(str(value)), "f").replace(".", ",")
        case datetime():
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return f"{local:%d/%m/}{local.year:04d} {local:%H:%M}"
        case date():
            return f"{value:%d/%m/}{value.year:04d}"
        case _:
            return protected(str(value))
