"""The file of the embedded database: made by who prepares an installation, never by who serves it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.db import connection


def make_database_file() -> None:
    """An empty file is an empty database to SQLite; one that is there stays as it is."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and name.startswith("file:"):
        Path(unquote(urlsplit(name).path)).touch()
