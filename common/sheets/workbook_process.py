"""Reads one workbook in a process of its own: ``python -I workbook_process.py ROWS COLUMNS``.

A few kilobytes of spreadsheet can claim a cell in the last row of the last column and make any
reader ask for gigabytes. Here that ends this process, which has a ceiling of memory and time, and
not the site. The file comes on standard input; standard output gets lines of JSON: the sheet's
name, then each row as its texts and the columns whose cell is a number, or one ``{"error": reason}``.

Runs without Django and without any other module of ours.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from python_calamine import (
    CalamineError,
    CalamineSheet,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

MEMORY_BYTES = 640_000_000
"""Address space; 100,000 rows of ten columns take 110 MB."""
CPU_SECONDS = 60
MAX_CELL_CHARACTERS = 32_767
"""Excel's own limit."""
MAX_TEXT_CHARACTERS = 100_000_000
MAX_SHEETS_TRIED = 20
_ZEROS = re.compile("0{2,30}")
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Unreadable(Exception):
    """Carries the reason word of ``BadSpreadsheet``."""


Row = tuple[list[str], list[int]]
"""The texts of a row, and which of them were numbers whose zeros in front, if they had any, are gone."""


def read_rows(data: bytes, max_rows: int, max_columns: int) -> tuple[str, Iterator[Row]]:
    """Name and rows of the first visible sheet that has data; row 1 of the sheet comes first.

    Raises:
        Unreadable: password, corrupt, empty, rows, columns; while iterating: bomb.
    """
    try:
        workbook = load_workbook(BytesIO(data))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        for name in visible[:MAX_SHEETS_TRIED]:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.start is not None and sheet.end is not None:
                return name, _rows(sheet, data, sheet.start, sheet.end, max_rows, max_columns)
    except PasswordError as error:
        raise Unreadable("password") from error
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("corrupt") from error
    raise Unreadable("empty")


def _rows(
    sheet: CalamineSheet,
    data: bytes,
    start: tuple[int, int],
    end: tuple[int, int],
    max_rows: int,
    max_columns: int,
) -> Iterator[Row]:
    if end[0] >= max_rows:
        raise Unreadable("rows")
    if end[1] >= max_columns:
        raise Unreadable("columns")
    return _texts(sheet, _zero_padded(data, sheet.name), columns_before=start[1])


def _texts(sheet: CalamineSheet, padded: dict[tuple[int, int], int], columns_before: int) -> Iterator[Row]:
    """Rows from A1. The reader gives the empty rows above the data, not the columns before it."""
    left = [""] * columns_before
    budget = MAX_TEXT_CHARACTERS
    merged = _MergedDown(sheet)
    for number, cells in enumerate(sheet.iter_rows()):
        row = left + [text_of(cell) for cell in cells]
        numbers: list[int] = []
        for column, cell in enumerate(cells, start=columns_before):
            if type(cell) in (int, float):
                digits = padded.get((number, column), 0) if row[column].isdecimal() else 0
                row[column] = row[column].zfill(digits)
                if not digits:
                    numbers.append(column)
        row = merged.fill(number, row)
        budget -= sum(map(len, row))
        if budget < 0 or max(map(len, row), default=0) > MAX_CELL_CHARACTERS:
            raise Unreadable("bomb")
        yield row, numbers


def _zero_padded(data: bytes, sheet_name: str) -> dict[tuple[int, int], int]:
    """How many digits a cell shows, where an .xlsx says so by a number format of zeros alone; by (row, column) from 0.

    The reader knows no formats, so the parts of the file are looked at once more; only where there is such a format.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            digits = _zero_styles(archive)
            return _cells_of_styles(archive, _part_of_sheet(archive, sheet_name), digits) if digits else {}
    except (BadZipFile, KeyError, StopIteration, ValueError, ParseError, DefusedXmlException):
        return {}  # no .xlsx, or one that only the reader understands: numbers then come as numbers


def _elements(archive: ZipFile, part: str, *names: str) -> Iterator[Any]:
    with archive.open(part) as stream:
        for _event, element in iterparse(stream, forbid_dtd=True):
            if element.tag.rpartition("}")[2] in names:
                yield element
                element.clear()


def _zero_styles(archive: ZipFile) -> dict[str, int]:
    """Number of a style, as cells name it, to the digits it asks for."""
    formats: dict[str, int] = {}
    found: dict[str, int] = {}
    for element in _elements(archive, "xl/styles.xml", "numFmt", "cellXfs"):
        if element.tag.endswith("numFmt"):
            if _ZEROS.fullmatch(element.get("formatCode", "")):
                formats[element.get("numFmtId", "")] = len(element.get("formatCode"))
            continue
        styles = [style.get("numFmtId", "") for style in element]
        found = {str(place): formats[name] for place, name in enumerate(styles) if name in formats}
    return found


def _part_of_sheet(archive: ZipFile, sheet_name: str) -> str:
    sheets = _elements(archive, "xl/workbook.xml", "sheet")
    wanted = next(each.get(_RELATION) for each in sheets if each.get("name") == sheet_name)
    relations = _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    target = next(str(each.get("Target")) for each in relations if each.get("Id") == wanted)
    return normpath(join("xl", target)) if not target.startswith("/") else target[1:]


def _cells_of_styles(archive: ZipFile, part: str, digits: dict[str, int]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for row in _elements(archive, part, "row"):
        for cell in row:
            place = _PLACE.fullmatch(cell.get("r", "")) if cell.get("s") in digits else None
            if place:
                column = 0
                for letter in place[1]:
                    column = column * 26 + ord(letter) - 64
                found[int(place[2]) - 1, column - 1] = digits[cell.get("s")]
    return found


class _MergedDown:
    """A cell merged over several rows says its text for each of them; the file holds it once.

    Cells merged over several columns are titles: their text stays in the first column.
    """

    def __init__(self, sheet: CalamineSheet) -> None:
        self._begins: dict[int, list[tuple[int, int]]] = {}
        self._open: dict[int, tuple[int, str]] = {}
        for (first, column), (last, _last_column) in sheet.merged_cell_ranges or ():
            if last > first:
                self._begins.setdefault(first, []).append((column, last))

    def fill(self, number: int, row: list[str]) -> list[str]:
        for column, (last, text) in list(self._open.items()):
            if number > last:
                del self._open[column]
            elif column < len(row) and not row[column]:
                row[column] = text
        for column, last in self._begins.get(number, ()):
            if column < len(row):
                self._open[column] = (last, row[column])
        return row


def text_of(cell: object) -> str:
    """A cell as a clerk reads it: whole numbers without point, decimal comma, dd/mm/yyyy.

    The number format of a cell is not known here: a number shown as *001* comes as *1* (`_zero_padded`
    sees to that), the text *001* stays.
    """
    match cell:
        case str():
            return unicodedata.normalize("NFC", cell).strip()
        case bool():
            return "TRUE" if cell else "FALSE"
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() else format(cell, ".15g").replace(".", ",")
        case datetime():
            day = f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}"
            return f"{day} {_clock(cell.time())}" if cell.time() != time.min else day
        case date():
            return f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}"
        case time():
            return _clock(cell)
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
        case _:
            return ""


def _clock(moment: time) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def _limit_resources() -> None:
    """A ceiling of memory and time where the system knows one (not on Windows)."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def main() -> None:
    _limit_resources()
    max_rows, max_columns = int(sys.argv[1]), int(sys.argv[2])
    out = sys.stdout
    try:
        name, rows = read_rows(sys.stdin.buffer.read(), max_rows, max_columns)
        out.write(json.dumps(name) + "\n")
        for row in rows:
            out.write(json.dumps(row) + "\n")
    except Unreadable as error:
        out.write(json.dumps({"error": str(error)}) + "\n")
    except MemoryError:
        out.write('{"error": "bomb"}\n')
    except BaseException:  # noqa: BLE001 - the reader's panics are no Exception
        out.write('{"error": "corrupt"}\n')


if __name__ == "__main__":
    main()
