"""Append-only triggers for PostgreSQL 15 or newer. One function serves all tables.

The trigger's arguments are the columns that may change. Rows are compared as ``jsonb`` without
those columns, so that a column added later is guarded too.
"""

from collections.abc import Sequence
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from common.db.erasure import SETTING

_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION sen_append_only() RETURNS trigger LANGUAGE plpgsql AS $sen$
BEGIN
    IF current_setting('{SETTING}', true) = 'on' THEN
        IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
        IF to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$sen$
"""
_ROW: Final = "sen_append_only_row"
_TRUNCATE: Final = "sen_append_only_truncate"


def create(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> list[str]:
    """SQL that creates both triggers or replaces them."""
    name = connection.ops.quote_name(table)
    arguments = ", ".join(_literal(column) for column in columns)
    return [
        _FUNCTION,
        f"CREATE OR REPLACE TRIGGER {_ROW} BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION sen_append_only({arguments})",
        f"CREATE OR REPLACE TRIGGER {_TRUNCATE} BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION sen_append_only()",
    ]


def drop(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """SQL that removes the triggers; the function stays for the other tables."""
    name = connection.ops.quote_name(table)
    return [f"DROP TRIGGER IF EXISTS {trigger} ON {name}" for trigger in (_ROW, _TRUNCATE)]


def in_place(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> bool:
    """Whether both triggers exist and none is disabled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname IN (%s, %s) AND tgenabled <> 'D'",
            [connection.ops.quote_name(table), _ROW, _TRUNCATE],
        )
        return bool(cursor.fetchone()[0] == 2)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
