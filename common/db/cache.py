"""The cache in the database, which does not hide that it could not write."""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, IntegrityError, connections, router


class HonestDatabaseCache(DatabaseCache):
    """Django's own answers a failed `add` like a key that is there already: whoever throttles by it
    would tell people that they ask too often while the database is locked."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """As Django's.

        Raises:
            DatabaseError: the key is not there, and it could not be written.
        """
        failures: list[DatabaseError] = []

        def note(execute: Callable[..., Any], *call: Any) -> Any:
            try:
                return execute(*call)
            except IntegrityError:
                raise  # another request has just put the same key there
            except DatabaseError as error:
                failures.append(error)
                raise

        alias = router.db_for_write(self.cache_model_class)
        with connections[alias].execute_wrapper(note):
            added = super().add(key, value, timeout=timeout, version=version)
        if failures and not added:
            raise failures[-1]
        return added
