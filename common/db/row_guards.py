"""Invariants between rows that a constraint of the model cannot say, held by the database itself.

In a migration, after the tables exist::

    operations = [RowGuard("membership_overlap", "committees_membership", sqlite={…}, postgresql={…})]

SQLite: triggers, by name. They are made after every ``migrate`` and taken away before it, because SQLite
refuses to rebuild a table that a trigger of another table names. PostgreSQL: any object, by name, with
the statement that makes it and the one that drops it. A violation raises ``IntegrityError``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from common.db.guards import Guard

__all__ = ["RowGuard", "applied_operations", "lift_row_guards", "missing_row_guards", "restore_row_guards"]


class RowGuard(Guard):
    """Guards rows of a table.

    Args:
        name: of the guard, unique.
        table: whose absence from its guard an integrity check reports.
        sqlite: name of each trigger to the statement that creates it.
        postgresql: name of a constraint or trigger to (statement that creates it, statement that drops it).
    """

    def __init__(
        self, name: str, table: str, sqlite: Mapping[str, str], postgresql: Mapping[str, Sequence[str]]
    ) -> None:
        self.name = name
        self.table = table
        self.sqlite = dict(sqlite)
        self.postgresql = dict(postgresql)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        kwargs = {"name": self.name, "table": self.table, "sqlite": self.sqlite, "postgresql": self.postgresql}
        return type(self).__name__, [], kwargs

    def describe(self) -> str:
        return f"Guard {self.table}: {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.name}_guard"

    def create_statements(self, connection: BaseDatabaseWrapper) -> list[str]:
        """None on SQLite, where they are made after all migrations."""
        return [create for create, _drop in self.postgresql.values()] if connection.vendor == "postgresql" else []

    def drop_statements(self, connection: BaseDatabaseWrapper) -> list[str]:
        if connection.vendor == "postgresql":
            return [drop for _create, drop in self.postgresql.values()]
        return [f'DROP TRIGGER IF EXISTS "{name}"' for name in self.sqlite]

    def is_in_place(self, connection: BaseDatabaseWrapper) -> bool:
        """Whether every part exists; on SQLite exactly as it would be written now."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                names = list(self.postgresql)
                cursor.execute(
                    "SELECT count(*) FROM (SELECT conname AS name FROM pg_constraint WHERE convalidated UNION ALL "
                    "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal) AS parts "
                    "WHERE name = ANY(%s)",
                    [names],
                )
                return bool(cursor.fetchone()[0] >= len(names))
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
        return all(found.get(name) == statement for name, statement in self.sqlite.items())


def applied_operations(connection: BaseDatabaseWrapper) -> Iterator[Operation]:
    """The operations of the applied migrations, in their order."""
    loader = MigrationLoader(connection)
    order = (key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf))
    for key in dict.fromkeys(order):
        if key in loader.applied_migrations:
            yield from loader.graph.nodes[key].operations


def missing_row_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that an applied migration guarded and that now lack a guard."""
    return [guard.table for guard in _guards(connection) if not guard.is_in_place(connection)]


def restore_row_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of SQLite anew where they are missing."""
    if connection.vendor != "sqlite":
        return
    for guard in _guards(connection):
        if not guard.is_in_place(connection):
            with connection.cursor() as cursor:
                for statement in (*guard.drop_statements(connection), *guard.sqlite.values()):
                    cursor.execute(statement)


def lift_row_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: before tables are rebuilt, and in tests that plant what they refuse."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table on which deferred checks still wait cannot be altered: they are made now, later ones at the end.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for guard in _guards(connection):
            for statement in guard.drop_statements(connection):
                cursor.execute(statement)


def _guards(connection: BaseDatabaseWrapper) -> list[RowGuard]:
    """The last one of each name counts."""
    found = {op.name: op for op in applied_operations(connection) if isinstance(op, RowGuard)}
    return list(found.values())
