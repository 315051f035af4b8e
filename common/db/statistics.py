"""What the planner of the database knows about the rows, gathered anew after a load in bulk."""

from django.db import connection


def gather_statistics(table: str = "") -> None:
    """Let the database count what `table` holds, or every table.

    PostgreSQL does so by itself a minute or more after a load, SQLite when it closes; until then
    both choose plans for tables they take for empty, and a question over millions of rows that
    hash in seconds is answered row by row.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}" if table else "ANALYZE")
