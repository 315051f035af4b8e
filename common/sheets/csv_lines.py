"""Rows as lines of CSV, hashed while they are written, and the last line of a file that says what stands above it.

The hash is the SHA-256 of the head and the rows as they stand in the CSV: UTF-8 without its mark, semicolons, CRLF.
The XLSX of the same rows carries the same one, so the two can be told to say the same. Without Sen:
`tail -c +4 tep.csv | head -n -1 | sha256sum`, with `-n -2` where a note stands above the last line.
"""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import IO, Final, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from common.sheets.formulas import FIRST, protected
from common.sheets.output import Row

DELIMITER: Final = ";"
FOOT_MARK: Final = "# "
"""How the last line of a CSV begins; no row of data has but one cell."""
_FOOT: Final = re.compile(rb"# [^\r\n;]*?([0-9]+)\. SHA-256: ([0-9a-f]{64})\r\n\Z")
_LONGEST_FOOT: Final = 400


class _Writes(Protocol):
    def write(self, text: str, /) -> object: ...


class CsvLines:
    """Writes rows to `file` and hashes them; without a file it only hashes."""

    def __init__(self, file: _Writes | None = None) -> None:
        self._file = file
        self._digest = sha256()
        self._writer = csv.writer(self, delimiter=DELIMITER)

    def write(self, text: str) -> None:
        self._digest.update(text.encode())
        if self._file is not None:
            self._file.write(text)

    def add(self, row: Row) -> None:
        self._writer.writerow([v if type(v) is int else _text(v) for v in row])

    def hash(self) -> str:
        return self._digest.hexdigest()


def foot_of(rows: int, digest: str) -> str:
    """The words of the last line; the numeral without separators, and no semicolon, so that a CSV needs no quotes."""
    return _("Rows: %(count)d. SHA-256: %(digest)s") % {"count": rows, "digest": digest}


def is_whole(file: IO[bytes], rows: int, rows_sha256: str) -> bool:
    """Whether a CSV ends with the foot that says so, and these rows stand above it. In constant memory."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _LONGEST_FOOT))
    foot = _FOOT.search(file.read())
    if foot is None or (int(foot[1]), foot[2].decode()) != (rows, rows_sha256):
        return False
    file.seek(0)
    digest = sha256()
    records = csv.reader(_lines(file, digest.update), delimiter=DELIMITER)
    seen = sum(1 for _record in zip(range(rows + 1), records, strict=False))
    return seen == rows + 1 and digest.hexdigest() == rows_sha256


def _lines(file: IO[bytes], tell: Callable[[bytes], None]) -> Iterator[str]:
    """The lines as text; `tell` gets the bytes of each when it is asked for."""
    for number, line in enumerate(file):
        raw = line.removeprefix(BOM_UTF8) if number == 0 else line
        tell(raw)
        yield raw.decode("utf-8", "replace")


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
