"""One table out of a file that somebody sent: .xlsx, .xls, .ods or .csv."""

from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any, Final

from django.core.files import File

from common.sheets.delimited import read_delimited
from common.sheets.errors import BadSpreadsheet
from common.sheets.messages import refuse
from common.sheets.workbook import check_workbook, is_workbook, read_workbook

__all__ = ["BadSpreadsheet", "Table", "read_table"]

MEGABYTE: Final = 1_000_000
_TEXT: Final = frozenset({".csv", ".txt", ".tsv"})
_WORKBOOKS: Final = frozenset({".xlsx", ".xls", ".ods"})
_MACROS: Final = frozenset({".xlsm", ".xltm", ".xlsb", ".xlam", ".xla"})


@dataclass(frozen=True)
class Table:
    """Rows of text as they stand in the sheet; ``rows[0]`` is the sheet's row 1, no header is
    singled out. Rows may differ in length; those after the last one with text are left off.

    Attributes:
        sheet: name of the sheet, empty for a text file.
        rows: cells as a clerk reads them: composed Unicode without white space at the ends,
            whole numbers without point, decimal comma, dates dd/mm/yyyy, *001* as *001*. A cell
            merged over several rows stands in each of them.
        numbers: of each row the columns, from 0, that hold a number and no text, so that zeros in front
            may be lost; a number that an .xlsx shows with them (format *000000*) has them and is not among
            these. Empty for a text file.
    """

    sheet: str
    rows: list[list[str]]
    numbers: list[tuple[int, ...]] = field(default_factory=list)


def read_table(
    file: "Path | bytes | IO[bytes] | File[Any]",
    *,
    name: str,
    max_bytes: int = 20 * MEGABYTE,
    max_rows: int = 200_000,
    max_columns: int = 60,
) -> Table:
    """The first visible sheet with data, or the rows of a text file.

    Costs a process of about a tenth of a second for a workbook; for a request, small lists only.

    Args:
        file: path, bytes, or a stream at its start.
        name: the sender's name of the file; its ending says what is expected, its bytes decide.
        max_bytes: of the file as sent; the message speaks in millions.
        max_rows: up to and with the last row that has anything in it.
        max_columns: likewise.

    Raises:
        BadSpreadsheet: with a message for the sender and a ``reason``.
    """
    ending = PurePath(name).suffix.lower()
    if ending in _MACROS:
        refuse("macros")
    if ending not in _TEXT | _WORKBOOKS:
        refuse("type")
    data = _content(file, max_bytes)
    sheet, numbers = "", list[tuple[int, ...]]()
    if is_workbook(data):
        check_workbook(data)
        sheet, rows, numbers = read_workbook(data, max_rows, max_columns)
    elif ending in _TEXT or not data:
        rows = read_delimited(data, max_rows, max_columns)
    else:
        refuse("corrupt")
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        refuse("empty")
    return Table(sheet=sheet, rows=rows, numbers=numbers[: len(rows)])


def _content(file: "Path | bytes | IO[bytes] | File[Any]", max_bytes: int) -> bytes:
    if isinstance(file, Path):
        with file.open("rb") as stream:
            return _content(stream, max_bytes)
    data = file if isinstance(file, bytes) else bytes(file.read(max_bytes + 1))
    if len(data) > max_bytes:
        refuse("bytes", max(1, max_bytes // MEGABYTE))
    return data
