"""What the planner of the database knows about the rows, gathered anew after a load in bulk."""

from typing import Final

from django.db import connection, models

# Below so many rows every plan is quick.
_FIRST: Final = 2_000


def gather_statistics(table: str = "") -> None:
    """Let the database count what `table` holds, or every table.

    PostgreSQL does so by itself a minute or more after a load, SQLite when it closes; until then
    both choose plans for tables they take for empty, and a question over millions of rows that
    hash in seconds is answered row by row.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}" if table else "ANALYZE")


class BulkLoad:
    """A long load whose own later statements read what it has written: statistics keep pace, at each doubling."""

    def __init__(self, *filled: type[models.Model]) -> None:
        self._tables = [model._meta.db_table for model in filled]
        self._rows = 0
        self._due = _FIRST

    def add(self, rows: int) -> None:
        """So many more are committed."""
        self._rows += rows
        if self._rows < self._due:
            return
        self._due = 2 * self._rows
        for table in self._tables:
            gather_statistics(table)
