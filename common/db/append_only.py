"""Tables that only grow: triggers refuse to delete or change a row.

In a migration, after the table exists::

    operations = [AppendOnly("audit_entry", allow_update_columns=("seal",))]

A refused statement raises ``IntegrityError`` with ``append-only: <table>``. The tests' and the
demonstration's way out is ``common.db.erasure.erasure_window``.

SQLite rebuilds a table for most alterations and loses its triggers; ``restore_guards`` puts them
back after every ``migrate``. ``unguarded_tables`` lets the integrity check see it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import NotSupportedError

from common.db import triggers_postgresql, triggers_sqlite
from common.db.erasure import erasure_window
from common.db.guards import Guard
from common.db.row_guards import applied_operations, missing_row_guards, restore_row_guards

__all__ = ["AppendOnly", "erasure_window", "restore_guards", "unguarded_tables"]


class AppendOnly(Guard):
    """Guards a table against DELETE, TRUNCATE and UPDATE.

    Args:
        table: name in the database, as in ``Meta.db_table``.
        allow_update_columns: columns that may still change (a seal); an update that changes any
            other column is refused, one that only repeats their values is not.
    """

    def __init__(self, table: str, allow_update_columns: Sequence[str] = ()) -> None:
        self.table = table
        self.allow_update_columns = tuple(allow_update_columns)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {"table": self.table}
        if self.allow_update_columns:
            kwargs["allow_update_columns"] = self.allow_update_columns
        return type(self).__name__, [], kwargs

    def describe(self) -> str:
        return f"Make {self.table} append-only"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_append_only"

    def create_statements(self, connection: BaseDatabaseWrapper) -> list[str]:
        """SQL that creates the guard or replaces it."""
        return _dialect(connection).create(connection, self.table, self.allow_update_columns)

    def drop_statements(self, connection: BaseDatabaseWrapper) -> list[str]:
        return _dialect(connection).drop(connection, self.table)

    def is_in_place(self, connection: BaseDatabaseWrapper) -> bool:
        """Whether the table has its guard, in the form its columns now need."""
        return _dialect(connection).in_place(connection, self.table, self.allow_update_columns)


def unguarded_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that an applied migration made append-only and that now lack their guard."""
    tables = set(connection.introspection.table_names())
    return missing_row_guards(connection) + [
        operation.table
        for operation in _applied(connection)
        if operation.table in tables and not operation.is_in_place(connection)
    ]


def restore_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Put back guards that an alteration of the table dropped; gives the tables' names."""
    restore_row_guards(connection)
    missing = set(unguarded_tables(connection))
    for operation in _applied(connection) if missing else ():
        if operation.table in missing:
            with connection.cursor() as cursor:
                for statement in operation.create_statements(connection):
                    cursor.execute(statement)
    return sorted(missing)


def _applied(connection: BaseDatabaseWrapper) -> Iterator[AppendOnly]:
    """Operations of applied migrations; the last one for a table counts."""
    last = {
        operation.table: operation for operation in applied_operations(connection) if isinstance(operation, AppendOnly)
    }
    yield from last.values()


class _Dialect(Protocol):
    """A module that writes the triggers of one database."""

    def create(self, connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> list[str]: ...

    def drop(self, connection: BaseDatabaseWrapper, table: str) -> list[str]: ...

    def in_place(self, connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> bool: ...


def _dialect(connection: BaseDatabaseWrapper) -> _Dialect:
    """The module that writes the triggers of the database in use."""
    match connection.vendor:
        case "sqlite":
            return triggers_sqlite
        case "postgresql":
            return triggers_postgresql
    raise NotSupportedError(f"append-only tables are not written for {connection.vendor}")
