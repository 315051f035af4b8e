"""Accounts with roles are set anew by the national administrator: with a reason, in the trail, never for oneself."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from operations.domain.job_runs import run_job
from operations.models import AuditEntry, Job
from tests.accounts.codes import give_app, sign_in_with_password
from tests.assessments.builders import statements
from tests.factories import make_user
from tests.learning.builders import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
REASON = "Đến trực tiếp, có xuất trình căn cước."


@pytest.fixture
def national() -> User:
    return grant_role(
        user=make_user(full_name="Vũ Toàn Quốc"), role=Role.NATIONAL_ADMIN, committee=None, actor=None
    ).user


def page_of(person: User) -> str:
    return f"/tai-khoan-co-vai-tro/{person.pk}/"


def test_a_lost_telephone_is_forgotten_and_a_new_one_set_up(world: World, national: User, client_for: SignIn) -> None:
    give_app(world.admin)
    holder, browser = client_for(world.admin), client_for(national)
    assert "đã thiết lập" in browser.get(page_of(world.admin)).content.decode()
    done = browser.post(page_of(world.admin), {"what": "second_factor", "reason": REASON})
    assert done["Location"] == page_of(world.admin)
    assert not Authenticator.objects.exists()
    assert holder.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")
    entry = AuditEntry.objects.get(action="person.second_factor_reset")
    assert (entry.actor, entry.reason, entry.object_id) == (national, REASON, str(world.admin.pk))


def test_a_lost_password_is_given_anew_once(world: World, national: User, client_for: SignIn) -> None:
    page = client_for(national).post(page_of(world.admin), {"what": "both", "reason": REASON}).content.decode()
    password = page.partition("<code>")[2].partition("</code>")[0]
    assert sign_in_with_password(world.admin, password).get("/")["Location"] == "/doi-mat-khau/"
    assert AuditEntry.objects.get(action="person.password_reset").reason == REASON


@pytest.mark.parametrize(
    "form", [{}, {"what": "both"}, {"what": "both", "reason": "ngắn"}, {"what": "x", "reason": REASON}]
)
def test_without_a_reason_nothing_happens(
    world: World, national: User, client_for: SignIn, form: dict[str, str]
) -> None:
    give_app(world.admin)
    answer = client_for(national).post(page_of(world.admin), form)
    assert answer.status_code == 422
    assert Authenticator.objects.exists() and not AuditEntry.objects.filter(action__startswith="person.").exists()


def test_not_for_oneself_not_for_cadres_and_by_nobody_else(world: World, national: User, client_for: SignIn) -> None:
    for who, whom in (
        (national, national),
        (national, world.cadre),
        (world.admin, national),
        (world.cadre, world.admin),
    ):
        browser = client_for(who)
        assert browser.get(page_of(whom)).status_code == 404
        assert browser.post(page_of(whom), {"what": "both", "reason": REASON}).status_code == 404
    assert client_for(world.admin).get("/tai-khoan-co-vai-tro/").status_code == 404


def test_the_list_is_found_in_by_name_and_costs_the_same_for_many(
    world: World, national: User, client_for: SignIn
) -> None:
    browser = client_for(national)
    few = statements(lambda: browser.get("/tai-khoan-co-vai-tro/"))
    for number in range(30):
        user = make_user(full_name=f"Đinh Thị Số {number}", username=f"vai-tro-{number}")
        grant_role(user=user, role=Role.COMMITTEE_REVIEWER, committee=world.province, actor=None)
    assert statements(lambda: browser.get("/tai-khoan-co-vai-tro/")) == few
    found = browser.get("/tai-khoan-co-vai-tro/", {"q": "dinh thi so 17"}).content.decode()
    assert "Đinh Thị Số 17" in found and "Đinh Thị Số 18" not in found
    assert "chưa tìm thấy" not in found.lower()
    nobody = browser.get("/tai-khoan-co-vai-tro/", {"q": "khong co ai"}).content.decode()
    assert "Đề nghị thử cách viết khác." in nobody


def test_slips_are_asked_for_on_a_page_and_for_people_ticked(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    address = f"/don-vi/{world.province.uuid}/phieu-mat-khau/"
    assert browser.get(address).status_code == 200
    assert "Chưa đánh dấu ai" in browser.post(address, {"who": "chosen"}).content.decode()
    assert browser.post(address, {"who": "chosen", "person": [str(world.far.pk), "x", "-1"]}).status_code == 422
    sent = browser.post(address, {"who": "chosen", "person": [str(world.cadre.pk), str(world.far.pk)]})
    job = Job.objects.get(kind="committees.password_slips")
    assert sent["Location"] == f"/viec/{job.uuid}/"
    run_job(job.pk)
    world.cadre.refresh_from_db()
    world.far.refresh_from_db()
    assert world.cadre.must_change_password and not world.far.must_change_password
