"""One world for all questions: every request is rolled back, so nobody meets what another has done."""

import logging
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.access.browsing import Browsers
from tests.access.objects import World
from tests.access.world import make_world
from tests.kept import rolled_back_at_last


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Stands in a transaction around those of the tests, and is rolled back after the last of them."""
    before = logging.root.manager.disable
    # Thousands of refused requests would each write a line.
    logging.disable(logging.CRITICAL)
    with rolled_back_at_last(django_db_blocker):
        yield make_world(tmp_path_factory.mktemp("world"))
    logging.disable(before)


@pytest.fixture(scope="package")
def browsers(world: World) -> Browsers:
    return Browsers(world)
