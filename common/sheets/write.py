from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Column:
    header: str
    kind: Literal["text", "integer", "decimal", "date", "datetime"] = "text"
    width: float = 18


@dataclass(frozen=True)
class Written:
    rows: int
    sha256: str
    bytes: int


def write_xlsx(
    path: Path, *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]],
    note: str = "", progress: Callable[[int], None] | None = None,
) -> Written:
    raise NotImplementedError


def write_csv(
    path: Path, *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]],
    note: str = "", progress: Callable[[int], None] | None = None,
) -> Written:
    raise NotImplementedError
