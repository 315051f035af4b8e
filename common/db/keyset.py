from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class KeysetPage:
    items: list[Any]
    has_next: bool
    has_previous: bool
    next_cursor: str | None
    previous_cursor: str | None


class Keyset:
    def __init__(self, queryset: Any, *, fields: tuple[str, ...], per_page: int = 50) -> None: ...

    def page(self, after: str | None = None, before: str | None = None) -> KeysetPage:
        raise NotImplementedError
