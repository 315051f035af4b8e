"""The whole database as one file, and back: SQLite by its own backup, PostgreSQL by its own programs."""

import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from operations.errors import BackupError

SQLITE: Final = "database.sqlite3"
POSTGRESQL: Final = "database.pgdump"


def dump_name() -> str:
    """The name of the file that `dump_database` makes of the database in use."""
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def dump_database(path: Path) -> None:
    """Write everything that was committed at one moment to `path`; the program may go on working.

    Raises:
        BackupError: the programs of PostgreSQL are missing or failed; the message is theirs.
    """
    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
        return
    connection.ensure_connection()
    target = sqlite3.connect(path)
    try:
        connection.connection.backup(target)
        # One file: the journal of the copy is written into it.
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()


def load_database(path: Path) -> None:
    """Fill the empty database in use from a file of `dump_database`.

    Raises:
        BackupError: as above, or the file is of the other kind of database.
    """
    if path.name != dump_name():
        raise BackupError(_("The backup was made of another kind of database; set SEN_DATABASE_URL accordingly."))
    if connection.vendor == "postgresql":
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(path))
        return
    connection.ensure_connection()
    source = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        source.backup(connection.connection)
    finally:
        source.close()
    connection.close()


def is_empty() -> bool:
    """Whether the database in use has no table at all."""
    return not connection.introspection.table_names()


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the database in use; its password never stands in the command line."""
    settings = connection.settings_dict
    named = {
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    environment = {**os.environ, **{name: value for name, value in named.items() if value}}
    command = [program, f"--dbname={settings['NAME']}", *arguments]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise BackupError(
            _("%(program)s was not found. Install the client programs of PostgreSQL.") % {"program": program}
        ) from error
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()}")
