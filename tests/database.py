"""A migrated database made once and copied for every worker: migrations are most of a short test run.

The template is named after the digest of all migrations and of the requirements, so a change of
either makes a new one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from django.db import connections

CHECKOUT: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = CHECKOUT / "var" / "test-templates"


def template_digest() -> str:
    """Of everything that decides what a fresh database looks like."""
    digest = hashlib.sha256(sys.version.encode())
    paths = [*CHECKOUT.glob("*/migrations/*.py"), *CHECKOUT.glob("common/db/*.py"), CHECKOUT / "requirements.txt"]
    for path in sorted(paths):
        digest.update(path.relative_to(CHECKOUT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def copy_template(alias: str = "default") -> None:
    """Put a migrated copy where the test run expects its database."""
    connection = connections[alias]
    name = connection.creation._get_test_db_name()
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    # Workers start together; one builds, the others wait.
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            copy_postgresql(connection, name)
        else:
            copy_sqlite(Path(name))


def copy_sqlite(target: Path) -> None:
    template = TEMPLATES / f"{template_digest()}.sqlite3"
    if not template.exists():
        for old in TEMPLATES.glob("*.sqlite3"):
            old.unlink()
        folder = TEMPLATES / "building"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "sen.sqlite3").touch()
        _migrate({"SEN_DATA": str(folder), "SEN_DATABASE_URL": ""})
        (folder / "sen.sqlite3").rename(template)
        shutil.rmtree(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    for leftover in target.parent.glob(f"{target.name}*"):
        leftover.unlink()
    shutil.copyfile(template, target)


def copy_postgresql(connection: Any, target: str) -> None:
    template = f"sen_template_{template_digest()}"
    settings = connection.settings_dict
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() is None:
            building = f"{template}_building"
            cursor.execute(f'DROP DATABASE IF EXISTS "{building}"')
            cursor.execute(f"CREATE DATABASE \"{building}\" ENCODING 'UTF8' TEMPLATE template0")
            _migrate({"SEN_DATABASE_URL": database_url(settings, building)})
            cursor.execute(f'ALTER DATABASE "{building}" RENAME TO "{template}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def database_url(settings: dict[str, Any], name: str) -> str:
    """The address of another database of the same server."""
    user, password, port = settings["USER"], settings["PASSWORD"], settings["PORT"]
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    host = settings["HOST"]
    if host.startswith("/"):
        return f"postgres://{login}/{name}?host={host}"
    return f"postgres://{login}{host or 'localhost'}{f':{port}' if port else ''}/{name}"


def _migrate(environment: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.test", **environment},
        check=True,
    )
