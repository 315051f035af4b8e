"""Invented people are told from real ones on every page, however they came into the database."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain import demonstration
from tests.factories import make_user

pytestmark = pytest.mark.django_db
BANNER = "Số liệu minh họa"


@pytest.fixture(autouse=True)
def asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.SEN_DEMO == "0"
    monkeypatch.setattr(demonstration, "_asked_at", float("-inf"))
    monkeypatch.setattr(demonstration, "_answer", False)


def sign_in_page() -> str:
    return Client().get(reverse("account_login")).content.decode()


def test_invented_people_are_enough() -> None:
    make_user("bia.dat", is_demo=True)
    assert BANNER in sign_in_page()


def test_without_them_nothing_is_said() -> None:
    make_user("that")
    assert BANNER not in sign_in_page()


def test_the_database_is_asked_once_a_minute() -> None:
    with CaptureQueriesContext(connection) as statements:
        demonstration.shows_demonstration()
        demonstration.shows_demonstration()
    assert len(statements) == 1


def test_a_page_that_tells_of_a_lost_database_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> bool:
        raise OperationalError

    monkeypatch.setattr(demonstration, "is_demonstration", lost)
    assert demonstration.shows_demonstration() is False
