"""Text files of rows: CSV as Excel, LibreOffice and Moodle write it."""

import csv
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Final

from common.sheets.formulas import unprotected
from common.sheets.messages import refuse

_DELIMITERS: Final = ";,\t"
_SAMPLE_ROWS: Final = 20


def read_delimited(data: bytes, max_rows: int, max_columns: int) -> list[list[str]]:
    """Rows of a text file; the delimiter is found out, the guard against formulas taken off.

    Raises:
        BadSpreadsheet: encoding, type (binary), corrupt (open quotes), rows, columns.
    """
    text = _decoded(data)
    delimiter, is_declared = _delimiter_in(text)
    rows: list[list[str]] = []
    try:
        for row in _reader(text, delimiter):
            if len(rows) >= max_rows:
                refuse("rows", max_rows)
            if len(row) > max_columns:
                refuse("columns", max_columns)
            rows.append([unprotected(unicodedata.normalize("NFC", c)).strip() for c in row])
    except csv.Error:
        refuse("corrupt")
    return rows[1:] if is_declared else rows


def delimiter_of(data: bytes) -> str:
    """What parts the cells of a text file that has been read."""
    return _delimiter_in(_decoded(data))[0]


def _delimiter_in(text: str) -> tuple[str, bool]:
    """The delimiter, and whether a first line such as `sep=;` declares it."""
    declared = text[:5].lower()
    return (declared[4:], True) if declared.startswith("sep=") else (_delimiter(text), False)


def _decoded(data: bytes) -> str:
    """Text in UTF-8 or, with its mark, UTF-16."""
    encoding = "utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        refuse("type" if b"\0" in data else "encoding")
    if "\0" in text:
        refuse("type")
    return text


def _delimiter(text: str) -> str:
    """The one that parts the first rows into most columns, the same number in each if any does.

    Titles stand above many a table in one cell: where the rows differ, the number that most of them have counts.
    """
    return max(_DELIMITERS, key=lambda delimiter: _columns(text, delimiter))


def _columns(text: str, delimiter: str) -> tuple[bool, int]:
    try:
        sample = [len(row) for row in islice(_reader(text, delimiter, strict=False), _SAMPLE_ROWS) if row]
    except csv.Error:
        return False, 0
    ((usual, rows),) = Counter(sample).most_common(1) or [(0, 0)]
    return usual > 1 and rows == len(sample), usual


def _reader(text: str, delimiter: str, *, strict: bool = True) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=strict)
