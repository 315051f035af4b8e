"""Append-only triggers for SQLite 3.37 or newer. Each table has a delete and an update trigger.

The update trigger names every column that may not change, so it must be written again when a
column is added; ``in_place`` compares it with the columns of the day.
"""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from common.db.erasure import FUNCTION


def create(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> list[str]:
    """SQL that creates both triggers or replaces them."""
    return [*drop(connection, table), *_triggers(connection, table, columns).values()]


def drop(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """SQL that removes the triggers."""
    quote = connection.ops.quote_name
    return [f"DROP TRIGGER IF EXISTS {quote(name)}" for name in _names(table)]


def in_place(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> bool:
    """Whether both triggers exist exactly as they would be written now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        found = dict(cursor.fetchall())
    wanted = _triggers(connection, table, columns)
    return all(found.get(name) == sql for name, sql in wanted.items())


def _names(table: str) -> tuple[str, str]:
    return f"sen_append_only_{table}_delete", f"sen_append_only_{table}_update"


def _triggers(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> dict[str, str]:
    quote = connection.ops.quote_name
    on_delete, on_update = _names(table)
    refuse = "BEGIN SELECT RAISE(ABORT, 'append-only: {}'); END".format(table.replace("'", "''"))
    closed = f"{FUNCTION}() = 0"
    changed = _changed(connection, table, columns) if columns else ""
    return {
        on_delete: f"CREATE TRIGGER {quote(on_delete)} BEFORE DELETE ON {quote(table)} "
        f"FOR EACH ROW WHEN {closed} {refuse}",
        on_update: f"CREATE TRIGGER {quote(on_update)} BEFORE UPDATE ON {quote(table)} "
        f"FOR EACH ROW WHEN {closed}{changed} {refuse}",
    }


def _changed(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> str:
    """Condition that any column outside ``columns`` gets another value."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        fields = connection.introspection.get_table_description(cursor, table)
    guarded = [quote(field.name) for field in fields if field.name not in columns]
    if not guarded:  # the table does not exist yet: sqlmigrate only shows the statements
        return ""
    return f" AND ({' OR '.join(f'OLD.{name} IS NOT NEW.{name}' for name in guarded)})"
