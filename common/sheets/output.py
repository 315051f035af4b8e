"""A file that appears whole or not at all, with its size and hash."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Final

PROGRESS_STEP: Final = 500

Row = Sequence[object]


@dataclass(frozen=True)
class Written:
    """What was written: rows of data (no head, no foot), SHA-256 in hexadecimal, bytes.

    `rows_sha256`: of the rows alone, as the foot of a sealed file says it.
    """

    rows: int
    sha256: str
    bytes: int
    rows_sha256: str = ""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; moved over it at the end, removed after an error."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def written(path: Path, rows: int, rows_sha256: str = "") -> Written:
    """Size and hash of a finished file."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256")
    return Written(rows=rows, sha256=digest.hexdigest(), bytes=path.stat().st_size, rows_sha256=rows_sha256)


def counted(rows: Iterable[Row], progress: Callable[[int], None] | None) -> Iterator[Row]:
    """The rows; every 500 the number so far is reported, the sum at the end."""
    count = 0
    for count, row in enumerate(rows, start=1):
        yield row
        if progress and count % PROGRESS_STEP == 0:
            progress(count)
    if progress:
        progress(count)
