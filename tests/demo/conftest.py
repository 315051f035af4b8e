"""One small demonstration for the whole module: building 3,500 units takes seconds, and two courses are enough."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from committees.domain.reference import load_reference_committees
from courses.domain.preparation import prepare_authoring
from demo.domain.campaigns import MAIN_COURSE
from demo.domain.loading import load_demo
from interop.domain.packages import import_package
from interop.domain.starter import STARTER

PEOPLE = 40
OTHER_COURSE = "kiem-chung-thong-tin"


def silent(_line: str) -> None:
    """What a command would print."""


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Stands in a transaction around those of the tests, and is rolled back after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_committees()
        prepare_authoring()
        for slug in (MAIN_COURSE, OTHER_COURSE):
            import_package(STARTER / slug, actor=None, publish=True)
        load_demo(scale="office", seed=11, people=PEOPLE, say=silent)
        yield
        transaction.set_rollback(True)
