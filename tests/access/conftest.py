"""One world for all questions: every request is rolled back, so nobody meets what another has done."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.access.browsing import Browsers
from tests.access.objects import World
from tests.access.world import make_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Stands in a transaction around those of the tests, and is rolled back after the last of them."""
    before = logging.root.manager.disable
    # Thousands of refused requests would each write a line.
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(tmp_path_factory.mktemp("world"))
        transaction.set_rollback(True)
    logging.disable(before)


@pytest.fixture(scope="package")
def browsers(world: World) -> Browsers:
    return Browsers(world)
