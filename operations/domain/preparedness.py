"""Commands that read the whole record need a database with its tables."""

from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor


def count_pending_migrations() -> int:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require_prepared_database() -> None:
    """
    Raises:
        CommandError: tables are missing or of an older version.
    """
    if not _has_its_file() or count_pending_migrations():
        raise CommandError("The database is not prepared: run bin/start, or manage.py prepare.")


def _has_its_file() -> bool:
    """Whether there is anything to ask: an SQLite file that is not there is made by `prepare` alone."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        connection.ensure_connection()
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
        return False
    return True
