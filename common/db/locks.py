"""One at a time, by name, until the transaction ends.

PostgreSQL: an advisory lock of the transaction. SQLite: the transaction itself, which begins
IMMEDIATE and so is alone among writers; nothing more is taken.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from hashlib import sha256

from django.db import connections, transaction


@contextmanager
def advisory_lock(name: str, *, using: str = "default") -> Iterator[None]:
    """Waits until nobody else holds the lock ``name``.

    Opens a transaction if there is none. In an outer transaction the lock is kept until that one
    ends. Take several locks in the order of their names, or two takers may wait for each other.
    """
    with _transaction(using):
        _execute("SELECT pg_advisory_xact_lock(%s)", name, using)
        yield


def share_advisory_lock(name: str, *, using: str = "default") -> None:
    """Keeps others from holding the lock ``name`` until the caller's transaction ends; many may share it.

    Take it before any row, in the order of names with other locks. Who shares it must not ask for it alone later.
    """
    _execute("SELECT pg_advisory_xact_lock_shared(%s)", name, using)


@contextmanager
def try_advisory_lock(name: str, *, using: str = "default") -> Iterator[bool]:
    """Gives True with the lock taken, False at once when another holds it.

    On SQLite always True: other takers wait for the transaction.
    """
    with _transaction(using):
        yield _execute("SELECT pg_try_advisory_xact_lock(%s)", name, using)


def lock_number(name: str) -> int:
    """The signed 64-bit number of a lock's name, the same in every process and version."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


def _transaction(using: str) -> "transaction.Atomic | nullcontext[None]":
    if connections[using].in_atomic_block:
        return nullcontext()
    return transaction.atomic(using=using)


def _execute(sql: str, name: str, using: str) -> bool:
    connection = connections[using]
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(sql, [lock_number(name)])
        return cursor.fetchone()[0] is not False
