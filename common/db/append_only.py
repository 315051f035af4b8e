from collections.abc import Iterator
from contextlib import contextmanager
from django.db.migrations.operations.base import Operation


class AppendOnly(Operation):
    def __init__(self, table: str, allow_update_columns: tuple[str, ...] = ()) -> None:
        self.table, self.allow_update_columns = table, allow_update_columns


@contextmanager
def erasure_window(using: str = "default") -> Iterator[None]:
    yield
