"""A throw-away installation: its own database and folder, prepared as `bin/start` does, gone afterwards."""

import contextlib
import io
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg

from bench.calibration import calibrate, connect_postgresql, connect_sqlite
from bench.server import Server

DEFAULT_POSTGRESQL: Final = "postgres://postgres@127.0.0.1:5432/postgres"


@dataclass(frozen=True, slots=True)
class Stage:
    """`address` names the PostgreSQL database; empty means the SQLite file in `data`."""

    data: Path
    address: str
    server: Server
    calibration: dict[str, Any]

    def connect(self) -> Any:
        """A plain connection of the driver, without Django."""
        return connect_postgresql(self.address) if self.address else connect_sqlite(self.data / "sen.sqlite3")


@contextlib.contextmanager
def open_stage(*, embedded: bool) -> Iterator[Stage]:
    """Make the installation; Django is set up on it when this yields, the web server is not started yet."""
    admin = "" if embedded else os.environ.get("SEN_BENCH_DATABASE_URL", DEFAULT_POSTGRESQL)
    name = f"sen_bench_{os.getpid()}"
    address = urlunsplit(urlsplit(admin)._replace(path=f"/{name}")) if admin else ""
    data = Path(tempfile.mkdtemp(prefix="sen-bench-"))
    if address:
        _execute(admin, f'CREATE DATABASE "{name}"')
    server = Server(lambda: _backends(admin, name) if address else [])
    try:
        _set_up(data, address)
        stage = Stage(data, address, server, {})
        stage.calibration.update(calibrate(stage.connect))
        yield stage
    finally:
        server.stop()
        _close()
        if address:
            _execute(admin, f'DROP DATABASE "{name}" WITH (FORCE)')
        shutil.rmtree(data, ignore_errors=True)


def _set_up(data: Path, address: str) -> None:
    os.environ.update(
        SEN_DATA=str(data),
        SEN_DATABASE_URL=address,
        SEN_DEMO="0",
        SEN_WEB_WORKERS=os.environ.get("SEN_WEB_WORKERS", "2"),
        DJANGO_SETTINGS_MODULE="bench.settings",
    )
    (data / "tmp").mkdir()
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 (needs the settings above)
    from django.db import connection  # noqa: PLC0415

    from bench.bare import TABLE  # noqa: PLC0415

    logging.disable(logging.WARNING)
    with contextlib.redirect_stdout(io.StringIO()):
        call_command("prepare")
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("CREATE TABLE bench_commit (value integer NOT NULL)")


def _close() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    if settings.configured:
        connections.close_all()


def _execute(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def _backends(admin: str, name: str) -> list[int]:
    with psycopg.connect(admin, autocommit=True) as connection:
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name])
        return [row[0] for row in rows]
