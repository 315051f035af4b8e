# ruff: noqa: S608 - the table name is this file's own

import sqlite3
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from common.db import append_only
from common.db.append_only import AppendOnly, erasure_window, restore_guards, unguarded_tables

pytestmark = pytest.mark.django_db

TABLE = "common odd's Log"
NAME = f'"{TABLE}"'


class Rollback(Exception):
    pass


def run(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def apply(operation: AppendOnly, *, backwards: bool = False) -> None:
    editor = connection.SchemaEditorClass(connection)
    move = operation.database_backwards if backwards else operation.database_forwards
    move("common", editor, ProjectState(), ProjectState())


@pytest.fixture
def table() -> Iterator[None]:
    """A table of the test's own with one row; gone with the test's transaction."""
    with suppress(Rollback), transaction.atomic():
        run(f"CREATE TABLE {NAME} (id integer PRIMARY KEY, fact text, seal text)")
        run(f"INSERT INTO {NAME} VALUES (1, 'a', NULL)")
        yield
        raise Rollback


def refused(sql: str) -> bool:
    try:
        with transaction.atomic():
            run(sql)
    except IntegrityError as error:
        assert "append-only: common" in str(error)
        return True
    return False


@pytest.mark.usefixtures("table")
def test_rows_can_be_added_and_neither_changed_nor_deleted() -> None:
    apply(AppendOnly(TABLE))

    assert run(f"INSERT INTO {NAME} VALUES (2, 'b', NULL)") == 1
    assert refused(f"DELETE FROM {NAME}")
    assert refused(f"UPDATE {NAME} SET fact = 'x'")
    assert refused(f"UPDATE {NAME} SET fact = fact")
    assert refused(f"INSERT INTO {NAME} VALUES (1, 'x', NULL) ON CONFLICT (id) DO UPDATE SET fact = 'x'")
    assert run(f"DELETE FROM {NAME} WHERE id = 99") == 0
    if connection.vendor == "postgresql":
        assert refused(f"TRUNCATE {NAME}")
    else:
        assert refused(f"INSERT OR REPLACE INTO {NAME} VALUES (1, 'x', NULL)")


@pytest.mark.usefixtures("table")
def test_listed_columns_may_change_alone() -> None:
    apply(AppendOnly(TABLE, allow_update_columns=("seal",)))

    assert not refused(f"UPDATE {NAME} SET seal = 's'")
    assert not refused(f"UPDATE {NAME} SET seal = 't', fact = fact")
    assert refused(f"UPDATE {NAME} SET seal = 'u', fact = 'x'")
    assert refused(f"UPDATE {NAME} SET fact = NULL")
    assert refused(f"UPDATE {NAME} SET id = 5")
    assert refused(f"DELETE FROM {NAME}")


@pytest.mark.usefixtures("table")
def test_guard_can_be_taken_off_and_put_on_again() -> None:
    operation = AppendOnly(TABLE)
    assert not operation.is_in_place(connection)
    apply(operation)
    apply(operation)
    assert operation.is_in_place(connection)

    apply(operation, backwards=True)

    assert not operation.is_in_place(connection)
    assert not refused(f"DELETE FROM {NAME}")


@pytest.mark.usefixtures("table")
def test_a_column_added_later_is_guarded_or_seen_as_unguarded() -> None:
    operation = AppendOnly(TABLE, allow_update_columns=("seal",))
    apply(operation)
    run(f"ALTER TABLE {NAME} ADD COLUMN later text")

    if not operation.is_in_place(connection):
        apply(operation)
    assert refused(f"UPDATE {NAME} SET later = 'x'")


@pytest.mark.usefixtures("table")
def test_erasure_window_opens_and_closes() -> None:
    apply(AppendOnly(TABLE))

    with erasure_window():
        with erasure_window():
            run(f"UPDATE {NAME} SET fact = 'x'")
        assert run(f"DELETE FROM {NAME}") == 1
        run(f"INSERT INTO {NAME} VALUES (3, 'c', NULL)")
    assert refused(f"DELETE FROM {NAME}")

    with suppress(Rollback), erasure_window():
        run(f"DELETE FROM {NAME}")
        raise Rollback
    assert refused(f"UPDATE {NAME} SET fact = 'x'")


@pytest.mark.usefixtures("table")
def test_a_foreign_tool_cannot_delete_in_sqlite() -> None:
    if connection.vendor != "sqlite":
        return
    operation = AppendOnly("log")
    raw = sqlite3.connect(":memory:")
    raw.execute("CREATE TABLE log (id integer PRIMARY KEY)")
    for statement in operation.create_statements(connection):
        raw.execute(statement)
    raw.execute("INSERT INTO log VALUES (1)")
    with pytest.raises(sqlite3.OperationalError, match="sen_erasure_open"):
        raw.execute("DELETE FROM log")


def test_operation_survives_a_migration_file() -> None:
    _, args, kwargs = AppendOnly("log", allow_update_columns=["seal"]).deconstruct()
    again = AppendOnly(*args, **kwargs)
    assert (again.table, again.allow_update_columns) == ("log", ("seal",))
    assert (again.reversible, again.migration_name_fragment) == (True, "log_append_only")


@pytest.mark.usefixtures("table")
def test_guards_that_an_alteration_dropped_are_seen_and_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    operation = AppendOnly(TABLE)
    monkeypatch.setattr(append_only, "_applied", lambda _: iter([operation, AppendOnly("gone")]))
    apply(operation)
    assert unguarded_tables(connection) == []
    apply(operation, backwards=True)
    assert unguarded_tables(connection) == [TABLE]

    assert restore_guards(connection) == [TABLE]

    assert restore_guards(connection) == []
    assert refused(f"DELETE FROM {NAME}")
