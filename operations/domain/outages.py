"""Telling a database that is away, full or busy from a fault in a statement."""

from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError

_POSTGRESQL_CLASSES: Final = ("08", "53", "57P")
"""Connection, resources, shutdown: PostgreSQL manual, appendix A."""
_SQLITE_NAMES: Final = (
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_CORRUPT",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_NOTADB",
    "SQLITE_PROTOCOL",
    "SQLITE_READONLY",
)


def is_outage(error: BaseException | None) -> bool:
    """Whether trying again later may help, with nothing changed in the program."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    if sqlite_name := getattr(cause, "sqlite_errorname", None):
        return str(sqlite_name).startswith(_SQLITE_NAMES)
    if not isinstance(error, OperationalError):
        return False
    # psycopg knows no state when the connection itself was refused or lost.
    state = getattr(cause, "sqlstate", None)
    return state is None or str(state).startswith(_POSTGRESQL_CLASSES)
