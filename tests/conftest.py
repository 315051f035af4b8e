"""What holds for every test: no network, nothing left over from the test before."""

import socket
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from accounts.domain import demonstration
from accounts.models import User
from common.db.erasure import erasure_window
from common.memory import BoundedMemory
from courses.domain import editions
from operations.domain import audit
from portal import outline
from tests.database import copy_template
from tests.kept import made_once
from tests.learning.builders import World, make_world

LOOPBACK = ("127.", "::1", "localhost")

# How long a loaded machine takes over an example says nothing about what is tested.
hypothesis_settings.register_profile(
    "sen", hypothesis_settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("sen")

_real_connect = socket.socket.connect


def _connect_nearby(self: socket.socket, address: Any) -> None:
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise RuntimeError(f"A test reached for {address[0]}: nothing may come from outside.")
    _real_connect(self, address)


_real_teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _teardown_in_window(self: TransactionTestCase) -> None:
    """Emptying the tables after a test meets the guards of the append-only ones."""
    with erasure_window():
        _real_teardown(self)


_real_force_login = Client.force_login


def _sign_in_whole(self: Client, user: Any, backend: str | None = None) -> None:
    """What a test forces is a whole sign-in, second factor included: most tests are about what comes after it."""
    _real_force_login(self, user, backend)
    session = self.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()


def _is_in_transaction_of_its_own() -> bool:
    """The transaction that is around every test must not hide that the program has none."""
    return any(not block._from_testcase for block in transaction.get_connection().atomic_blocks)


def pytest_configure() -> None:
    audit._is_in_transaction = _is_in_transaction_of_its_own
    Client.force_login = _sign_in_whole  # type: ignore[method-assign]
    socket.socket.connect = _connect_nearby  # type: ignore[method-assign, assignment]
    TransactionTestCase._fixture_teardown = _teardown_in_window  # type: ignore[attr-defined]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that empty the tables begin with what migrations put there (Wagtail's root page).

    They carry a mark of their own, because no other test may follow them on the same database:
    `bin/test` runs them last, by themselves.
    """
    for item in items:
        if _empties_tables(item):
            item.add_marker(pytest.mark.usefixtures("django_db_serialized_rollback"))
            item.add_marker(pytest.mark.empties_tables)


def _empties_tables(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & {"transactional_db", "live_server"} or (mark and mark.kwargs.get("transaction")))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Each run begins with a fresh copy of the migrated template, and keeps it."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        copy_template()


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """The cache is a table, but no model: emptying the models' tables leaves it full."""
    if _empties_tables(request.node):
        request.getfixturevalue("transactional_db")
        cache.clear()
    yield


@pytest.fixture(autouse=True, scope="session")
def _no_demonstration() -> None:
    """The frame of a page asks for invented people once a minute: at any test's count of statements."""
    demonstration._asked_at = float("inf")


@pytest.fixture(autouse=True)
def _no_outline_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test has rendered of an edition is not of the next test's edition, which may get the same id."""
    monkeypatch.setattr(outline, "_pieces", BoundedMemory(limit=outline.REMEMBERED_CHARACTERS))
    monkeypatch.setattr(editions, "_of_quizzes", BoundedMemory(limit=editions.OUTLINES))


@pytest.fixture(autouse=True)
def _in_vietnamese() -> None:
    """A request of the test before may have left the thread in English."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """`client_for(user)`: a browser in which this person is signed in."""

    def sign_in(user: User, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user)
        return client

    return sign_in


# A file whose tests begin with more names another one `kept_world`.
kept_world = made_once(make_world)


@pytest.fixture
def world(kept_world: World, db: None) -> World:
    """A province with people and a published course, made once for the file."""
    return deepcopy(kept_world)
