"""Many rows at once for tables whose new ids nobody asks for: COPY on PostgreSQL, one prepared
statement on SQLite. At national scale building a model for each event would take most of the time.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

Row = Sequence[Any]


def append_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of plain values in the order of `columns`, named as in the database.

    Values are written as they are: nothing is validated and no default is filled in.
    """
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([_for_postgresql(value) for value in row])
        else:
            marks = ", ".join(["%s"] * len(columns))
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 names are quoted
            cursor.executemany(sql, [[_for_sqlite(value) for value in row] for row in rows])


def _for_postgresql(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


def _for_sqlite(value: Any) -> Any:
    """As Django's own SQLite backend stores these types."""
    match value:
        case dict():
            return json.dumps(value)
        case UUID():
            return value.hex
        case datetime():
            return connection.ops.adapt_datetimefield_value(value)
        case date():
            return value.isoformat()
        case _:
            return value
