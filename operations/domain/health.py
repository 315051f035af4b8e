"""Is this process able to serve? Rooms may add checks; only the database decides the status."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import DEFAULT_DB_ALIAS, Error, connections

from operations.domain.outbox import delay
from operations.domain.preparedness import count_pending_migrations
from operations.domain.worker_life import is_silent

Check = Callable[[], str]

OK: Final = "ok"
LATE: Final = timedelta(minutes=2)

_checks: dict[str, Check] = {}
_migrated_aliases: set[str] = set()


@dataclass(frozen=True)
class Health:
    ready: bool
    parts: dict[str, str]


def register_health(name: str, check: Check) -> None:
    """Add a check; it gives "ok" or a word for what is wrong, and is shown to anybody."""
    _checks[name] = check


def health() -> Health:
    parts = {"database": _database()}
    ready = parts["database"] == OK
    if ready:
        parts |= {name: _answer(check) for name, check in sorted(_checks.items())}
    return Health(ready, parts)


def worker_health() -> str:
    """Late when nothing is heard of it, or when what was due minutes ago still waits: it cannot keep up."""
    return "late" if is_silent() or delay() >= LATE else OK


def _database() -> str:
    try:
        if not _is_migrated():
            return "migrations pending"
        # Asked each time: a database put in the place of ours answers too, but has none of our rows.
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            return OK if cursor.fetchone() else "unavailable"
    except Error:
        return "unavailable"


def _is_migrated() -> bool:
    """Asked until it is so once: a process serves the schema it started with."""
    if DEFAULT_DB_ALIAS not in _migrated_aliases:
        if count_pending_migrations():
            return False
        _migrated_aliases.add(DEFAULT_DB_ALIAS)
    return True


def _answer(check: Check) -> str:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - a broken check is an answer too
        return type(error).__name__
