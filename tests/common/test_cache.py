"""A cache that could not write says so instead of looking full."""

import sqlite3
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def _locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write is answered as by a database that another process holds."""
    execute = CursorWrapper._execute

    def refuse_writes(self: Any, sql: str, *more: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")):
            raise OperationalError("database is locked") from sqlite3.OperationalError("database is locked")
        return execute(self, sql, *more)

    monkeypatch.setattr(CursorWrapper, "_execute", refuse_writes)


def test_a_key_is_added_once() -> None:
    assert cache.add("mot lan", 1) is True
    assert cache.add("mot lan", 2) is False
    assert cache.get("mot lan") == 1


@pytest.mark.usefixtures("_locked")
def test_a_write_that_failed_is_no_key_that_is_there() -> None:
    with pytest.raises(OperationalError):
        cache.add("bi khoa", 1)
    # The control: Django's own says that the key is there.
    assert DatabaseCache("sen_cache", {}).add("bi khoa", 1) is False
