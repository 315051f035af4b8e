"""How quick the machine is at this moment: without it no figure can be compared with another day's."""

import os
import platform
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.processor import busy_seconds

LOOP: Final = 1_000_000
COMMIT_SECONDS: Final = 1.5


def calibrate(connect: Callable[[], Any]) -> dict[str, Any]:
    """Machine, CPU of a fixed loop (ms, best of five), commits a second of one connection, load of others."""
    return {
        "machine": machine(),
        "others_percent": round(others_percent(), 0),
        "python_loop_ms": round(min(_loop_ms() for _ in range(5)), 1),
        "commits_per_second": round(commits_per_second(connect, COMMIT_SECONDS), 0),
    }


def machine() -> str:
    model = ""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{os.cpu_count()} × {model or platform.machine()}, Python {platform.python_version()}"


def others_percent(seconds: float = 1.0) -> float:
    """Share of all processors that is at work while this process sleeps."""
    before = busy_seconds()
    time.sleep(seconds)
    return 100 * (busy_seconds() - before) / (seconds * (os.cpu_count() or 1))


def commits_per_second(connect: Callable[[], Any], seconds: float) -> float:
    """Transactions of one small insert each, on a connection of their own."""
    connection = connect()
    try:
        return count_commits(connection, seconds) / seconds
    finally:
        connection.close()


def count_commits(connection: Any, seconds: float) -> int:
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        connection.execute("BEGIN IMMEDIATE" if isinstance(connection, sqlite3.Connection) else "BEGIN")
        connection.execute("INSERT INTO bench_commit (value) VALUES (1)")
        connection.execute("COMMIT")
        done += 1
    return done


def connect_postgresql(address: str) -> Any:
    return psycopg.connect(address, autocommit=True)


def connect_sqlite(path: Path) -> Any:
    """With the same durability as Sen's own connections."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=20)
    connection.executescript("PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;")
    return connection


def _loop_ms() -> float:
    before = time.process_time()
    total = 0
    for number in range(LOOP):
        total += number * number % 7
    return 1000 * (time.process_time() - before)
