"""The full-text index over `SearchEntry`, kept by the database itself.

SQLite: an FTS5 table over the columns (marks kept, they are told apart in the folded ones) and three triggers.
PostgreSQL: two generated `tsvector` columns with a GIN index each; ASCII punctuation becomes a space first, for
the parser would otherwise take `a.b` for the name of a host.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "content_searchentry"
INDEX = "content_searchindex"
COLUMNS = "title, body, folded_title, folded_body"
NEW = ", ".join(f"new.{name}" for name in COLUMNS.split(", "))
OLD = ", ".join(f"old.{name}" for name in COLUMNS.split(", "))
FORGET = f"INSERT INTO {INDEX}({INDEX}, rowid, {COLUMNS}) VALUES ('delete', old.id, {OLD});"
LEARN = f"INSERT INTO {INDEX}(rowid, {COLUMNS}) VALUES (new.id, {NEW});"

SQLITE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5({COLUMNS}, content='{TABLE}', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN {LEARN} END",
    f"CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN {FORGET} END",
    f"CREATE TRIGGER {INDEX}_update AFTER UPDATE ON {TABLE} BEGIN {FORGET} {LEARN} END",
)


def _vector(title: str, body: str) -> str:
    def of(column: str, weight: str) -> str:
        return rf"setweight(to_tsvector('simple', regexp_replace({column}, '[!-/:-@\[-`{{-~]+', ' ', 'g')), '{weight}')"

    return f"tsvector GENERATED ALWAYS AS ({of(title, 'A')} || {of(body, 'B')}) STORED"


POSTGRESQL = (
    f"ALTER TABLE {TABLE} ADD COLUMN words {_vector('title', 'body')}, "
    f"ADD COLUMN folded_words {_vector('folded_title', 'folded_body')}",
    f"CREATE INDEX {INDEX}_words ON {TABLE} USING gin (words)",
    f"CREATE INDEX {INDEX}_folded ON {TABLE} USING gin (folded_words)",
)
DROP = {
    "sqlite": (
        *(f"DROP TRIGGER {INDEX}_{act}" for act in ("insert", "delete", "update")),
        f"DROP TABLE {INDEX}",
    ),
    "postgresql": (f"ALTER TABLE {TABLE} DROP COLUMN words, DROP COLUMN folded_words",),
}


def create(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]:
        editor.execute(statement, params=None)


def drop(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[editor.connection.vendor]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("content", "0002_search_entry")]

    operations = [migrations.RunPython(create, drop)]
