"""The one way past the append-only guards: a window open in one transaction of one thread.

Only ``drop_demo`` (invented records) and the clean-up after tests may open it. It is a guard
against mistakes and casual edits: who may run any SQL can open it too, and is found by the hash
chain, not by a trigger.

PostgreSQL triggers read the setting ``sen.allow_erasure``, set for the transaction only. SQLite
triggers call the function ``sen_erasure_open()``, which each of our connections brings along; a
foreign tool has no such function, so its deletes fail.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from sqlite3 import Connection as SQLiteConnection
from typing import Any, Final

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

SETTING: Final = "sen.allow_erasure"
FUNCTION: Final = "sen_erasure_open"

_open_aliases: ContextVar[frozenset[str]] = ContextVar("open_aliases", default=frozenset())


@contextmanager
def erasure_window(using: str = "default") -> Iterator[None]:
    """Within it append-only rows may be deleted and changed; runs in a transaction.

    Closed again at the end, also after an error. Windows may nest.
    """
    if using in _open_aliases.get():
        yield
        return
    with transaction.atomic(using=using):
        _set(using, "on")
        token = _open_aliases.set(_open_aliases.get() | {using})
        try:
            yield
        finally:
            _open_aliases.reset(token)
        _set(using, "off")


def prepare_connection(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of ``connection_created``: gives a SQLite connection what the triggers need.

    Recursive triggers make ``INSERT OR REPLACE`` fire the delete trigger of the row it replaces.
    """
    if connection.vendor != "sqlite":
        return
    alias = connection.alias
    raw: SQLiteConnection = connection.connection
    raw.create_function(FUNCTION, 0, lambda: int(alias in _open_aliases.get()))
    raw.execute("PRAGMA recursive_triggers = ON")


def _set(using: str, value: str) -> None:
    """An error in the window rolls the setting back together with the rows."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
