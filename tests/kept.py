"""What the tests of a file begin with, made once for the file; each test is rolled back to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

T = TypeVar("T")


@contextmanager
def rolled_back_at_last(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around those of several tests. It counts as theirs: the program is still to have its own."""
    with blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]
        with around:
            yield
            transaction.set_rollback(True)


def made_once(make: Callable[[Path], T]) -> Any:
    """A fixture of what `make` makes in a folder, for all tests of a file. A test that changes it takes a deep copy.

    Once a test has asked for it, it stands in the database for every later test of the file. Not for tests that
    commit: their transaction has to be the outermost.
    """

    @pytest.fixture(scope="module")
    def made(
        django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[T]:
        # A fixture of a file comes before those of a test, which put the language right.
        with rolled_back_at_last(django_db_blocker), translation.override(settings.LANGUAGE_CODE):
            yield make(tmp_path_factory.mktemp("made"))

    return made
