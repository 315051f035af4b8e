"""The row of who has a role and has given the password only: every address but a few leads to the second factor."""

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.access.asking import url_of
from tests.access.browsing import secrets_from
from tests.access.line import Line
from tests.access.objects import World
from tests.access.oracle import LINES, OPEN, SET_UP, WITHOUT_SESSION
from tests.access.oracle_authoring import PAGE_LINES
from tests.accounts.codes import give_app, sign_in_with_password
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

# That of keys sends on to that of codes, for who has no key.
ASK: Final = frozenset({"mfa_reauthenticate"})
# Each stands for a scope: everything, a subtree, counts only, courses.
ROLES: Final = ("NA", "CM", "AU", "TR")


@pytest.fixture(params=ROLES)
def who(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _half_signed_in(who: User) -> Client:
    # A copy: the world's own person is that of the tests after this one, whose database knows nothing of it.
    person = User.objects.get(pk=who.pk)
    person.set_password(PASSWORD)
    person.save()
    client = sign_in_with_password(person, PASSWORD)
    assert client.session["_auth_user_id"] == str(person.pk)
    return client


def _asked(world: World, client: Client) -> Iterator[tuple[Line, str, Any]]:
    cookies = client.cookies.output(attrs=[], header="", sep=";")
    for line in (*LINES, *PAGE_LINES):
        url, _used = url_of(line, world, "A")
        for send in (client.get, client.post):
            client.cookies = SimpleCookie(cookies)
            with transaction.atomic():
                yield line, send.__name__, send(url)
                transaction.set_rollback(True)


def _let_through(world: World, client: Client, who: str, door: str, is_open: Callable[[Line], bool]) -> list[str]:
    wrong, asked = [], 0
    for line, method, answer in _asked(world, client):
        asked += 1
        where = answer.headers.get("Location", "")
        is_turned_away = answer.status_code == 302 and where.startswith(door)
        if is_open(line) is is_turned_away:
            wrong.append(f"{who} {method} {line.route}: {answer.status_code} {where}")
        # What stands in the address was known before.
        told = [word for word in secrets_from("AN") if word in where and word not in answer.request["PATH_INFO"]]
        if is_turned_away and told:
            wrong.append(f"{who} {method} {line.route} tells {where}")
    assert asked > 150
    return wrong


def test_before_setting_up_nothing_else_opens(world: World, who: str) -> None:
    client = _half_signed_in(world.people[who])
    wrong = _let_through(
        world, client, who, reverse("mfa_index"), lambda line: line.route in WITHOUT_SESSION | OPEN | SET_UP
    )
    assert not wrong


def test_with_a_factor_not_yet_shown_nothing_else_opens(world: World, who: str) -> None:
    person = world.people[who]
    client = _half_signed_in(person)
    give_app(person)
    wrong = _let_through(
        world, client, who, reverse("mfa_reauthenticate"), lambda line: line.route in WITHOUT_SESSION | OPEN | ASK
    )
    assert not wrong


def test_a_cadre_is_not_turned_away(world: World) -> None:
    """The control: the same walk of somebody who needs no second factor."""
    client = _half_signed_in(world.people["CA"])
    turned_away = [
        line.route
        for line, _method, answer in _asked(world, client)
        if answer.headers.get("Location", "").startswith(reverse("mfa_index"))
    ]
    assert not turned_away
