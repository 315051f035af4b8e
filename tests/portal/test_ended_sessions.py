"""What ends with a role or an account ends at the next request, in the middle of a quiz too; what was saved stays."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.domain.people import deactivate_person, reactivate_person, reset_password
from accounts.models import User
from assessments.domain.queries.attempts import current_answers
from assessments.models import Attempt
from committees.domain.roles import end_role, grant_role
from committees.enums import Role
from tests.factories import make_user
from tests.learning.builders import World, assign, begin_quiz, right_form

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SCRIPT = {"Accept": "application/json", "X-Requested-With": "fetch"}


@pytest.fixture
def attempt(world: World, client_for: SignIn) -> tuple[Client, Attempt]:
    """A quiz begun, with its first page saved."""
    assign(world)
    browser = client_for(world.cadre)
    begun = begin_quiz(browser)
    sent = right_form(begun).dict()
    saved = browser.post(f"/lam-bai/{begun.uuid}/luu/", {**sent, "positions": "1", "sequence": "1"})
    assert saved.status_code == 200
    return browser, begun


@pytest.mark.parametrize(
    "end",
    [
        lambda person: deactivate_person(person=person, actor=None, reason="nghỉ hưu"),
        lambda person: reset_password(person=person, password="mat-khau-tam-77", actor=None),
    ],
    ids=["the account ends", "the password is set anew"],
)
def test_a_running_attempt_takes_nothing_more_and_keeps_what_it_had(
    world: World, attempt: tuple[Client, Attempt], end: Callable[[User], None], client_for: SignIn
) -> None:
    browser, begun = attempt
    before = current_answers(begun)
    assert before
    end(world.cadre)
    address = f"/lam-bai/{begun.uuid}/"
    more = {**right_form(begun, right=False).dict(), "positions": "1", "sequence": "2"}
    assert browser.post(f"{address}luu/", more, headers=SCRIPT).status_code == 401
    assert browser.post(f"{address}nop/", more)["Location"].startswith("/dang-nhap/")
    assert browser.get(address)["Location"].startswith("/dang-nhap/")
    assert current_answers(begun) == before
    begun.refresh_from_db()
    assert begun.closed_at is None


def test_who_comes_back_goes_on_where_it_was(world: World, attempt: tuple[Client, Attempt], client_for: SignIn) -> None:
    _browser, begun = attempt
    deactivate_person(person=world.cadre, actor=None, reason="nhầm")
    reactivate_person(person=world.cadre, actor=None, reason="đính chính")
    back = client_for(User.objects.get(pk=world.cadre.pk))
    assert back.get(f"/lam-bai/{begun.uuid}/").status_code == 200


@pytest.mark.parametrize(
    ("role", "address"),
    [(Role.COMMITTEE_ADMIN, "can-bo/"), (Role.COMMITTEE_ADMIN, "phieu-mat-khau/"), (Role.COMMITTEE_ADMIN, "nhap/")],
)
def test_a_role_that_ends_ends_the_session_and_gives_nothing_back(
    world: World, client_for: SignIn, role: Role, address: str
) -> None:
    grant = grant_role(user=make_user(), role=role, committee=world.province, actor=None)
    browser = client_for(grant.user)
    page = f"/don-vi/{world.province.uuid}/{address}"
    assert browser.get(page).status_code == 200
    end_role(grant=grant, actor=world.admin)
    assert browser.get(page)["Location"].startswith("/dang-nhap/")
    assert client_for(User.objects.get(pk=grant.user.pk)).get(page).status_code == 404
