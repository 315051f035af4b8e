"""Long lists of values in parts short enough for one statement."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
MOST_VALUES: Final = 1000


def slices(values: Sequence[T], size: int = MOST_VALUES) -> Iterator[Sequence[T]]:
    """Short lists for `IN (…)`: SQLite takes a limited number of variables."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
