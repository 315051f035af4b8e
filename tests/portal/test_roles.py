"""The screens of roles: who holds what, giving in two steps, ending; only the own subtree."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from committees.domain.roles import grant_role, roles_in_force
from committees.enums import Role
from committees.models import RoleGrant
from common.text.formats import short_date
from operations.models import Approval
from tests.factories import make_user
from tests.learning.builders import World
from tests.portal.test_learner_pages import statements

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
REASON = "Quyết định số 12-QĐ/TU"


@pytest.fixture
def national() -> User:
    user = make_user(full_name="Vũ Toàn Quốc")
    return grant_role(user=user, role=Role.NATIONAL_ADMIN, committee=None, actor=None).user


def text_of(browser: Client, address: str, **query: str) -> str:
    return browser.get(address, query).content.decode()


def test_who_holds_a_role_is_listed_with_its_days(world: World, national: User, client_for: SignIn) -> None:
    centre = f"/don-vi/{world.province.get_parent().uuid}/vai-tro/"
    own = f"/don-vi/{world.province.uuid}/vai-tro/"
    tomorrow = timezone.now() + timedelta(days=1)
    grant_role(
        user=world.cadre, role=Role.COMMITTEE_REVIEWER, committee=world.communes[0], actor=national, valid_from=tomorrow
    )
    past = grant_role(user=world.other, role=Role.COMMITTEE_REVIEWER, committee=world.communes[0], actor=national)
    RoleGrant.objects.filter(pk=past.pk).update(valid_to=timezone.now())
    browser = client_for(world.admin)
    held = text_of(browser, own)
    assert "Lê Thị Quản" in held and world.cadre.full_name not in held and world.other.full_name not in held
    assert world.cadre.full_name in text_of(browser, own, phan="sap-toi")
    assert short_date(tomorrow) in text_of(browser, own, phan="sap-toi")
    assert world.other.full_name in text_of(browser, own, phan="da-het")
    # What hangs on no unit stands at the Centre, for who administers all.
    listed, elsewhere = (text_of(client_for(national), page).partition("<table")[2] for page in (centre, own))
    assert "Vũ Toàn Quốc" in listed and "Vũ Toàn Quốc" not in elsewhere and "Lê Thị Quản" in elsewhere


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ({"q": "le thi quan"}, True),
        ({"q": "sen hong"}, True),
        ({"q": "khong co ai"}, False),
        ({"vai-tro": "committee_admin"}, True),
        ({"vai-tro": "committee_reviewer"}, False),
        ({"vai-tro": "x", "page": "99", "phan": "x"}, True),
    ],
)
def test_a_role_is_found_by_name_unit_and_kind(
    world: World, client_for: SignIn, query: dict[str, str], is_there: bool
) -> None:
    page = text_of(client_for(world.admin), f"/don-vi/{world.province.uuid}/vai-tro/", **query)
    assert ("Lê Thị Quản" in page.partition("<table")[2]) == is_there


def test_a_list_of_many_costs_as_much_as_one_of_few(world: World, national: User, client_for: SignIn) -> None:
    browser, address = client_for(world.admin), f"/don-vi/{world.province.uuid}/vai-tro/"
    few = statements(lambda: browser.get(address))
    for number in range(60):
        user = make_user(full_name=f"Nguyễn Văn {number}")
        grant_role(user=user, role=Role.COMMITTEE_REVIEWER, committee=world.communes[0], actor=national)
    assert statements(lambda: browser.get(address)) == few
    assert "Trang 1/2" in text_of(browser, address) or "Trang sau" in text_of(browser, address)


def gift(**more: str) -> dict[str, str]:
    return {"role": "committee_reviewer", "person": "nguyen van hoc", "reason": REASON, **more}


def test_a_role_is_shown_in_words_and_given_at_the_second_press(
    world: World, national: User, client_for: SignIn
) -> None:
    browser, address = client_for(national), f"/don-vi/{world.province.uuid}/vai-tro/giao/"
    shown = browser.post(address, gift())
    assert shown.status_code == 200 and "Xem số liệu và danh sách" in shown.content.decode()
    assert not RoleGrant.objects.filter(user=world.cadre).exists()
    done = browser.post(address, gift(step="give", person=world.cadre.username))
    assert done["Location"] == f"/don-vi/{world.province.uuid}/vai-tro/"
    grant = roles_in_force(world.cadre).get()
    assert (grant.role, grant.committee, grant.granted_by, grant.reason) == (
        Role.COMMITTEE_REVIEWER,
        world.province,
        national,
        REASON,
    )
    # It counts at the next page, without a sign-in.
    assert client_for(world.cadre).get("/bao-cao/").status_code == 302


def test_who_administers_a_unit_only_asks(world: World, national: User, client_for: SignIn) -> None:
    address = f"/don-vi/{world.communes[0].uuid}/vai-tro/giao/"
    done = client_for(world.admin).post(address, gift(role="committee_admin", step="give"))
    approval = Approval.objects.get()
    assert done["Location"] == f"/phe-duyet/{approval.uuid}/"
    page = text_of(client_for(national), done["Location"])
    assert "Nguyễn Văn Học" in page and "Quản lý cán bộ của đơn vị" in page and REASON in page
    client_for(national).post(done["Location"], {"decision": "approved"})
    assert roles_in_force(world.cadre).get().approval == approval


def test_of_several_of_one_name_one_is_chosen(world: World, national: User, client_for: SignIn) -> None:
    twin = make_user(full_name="Nguyễn Văn Học")
    browser, address = client_for(national), f"/don-vi/{world.province.uuid}/vai-tro/giao/"
    asked = browser.post(address, gift())
    assert asked.status_code == 422
    assert f'value="{twin.pk}"' in asked.content.decode() and f'value="{world.cadre.pk}"' in asked.content.decode()
    chosen = browser.post(address, gift(chosen=str(twin.pk)))
    assert chosen.status_code == 200
    assert f'name="person" value="{twin.username}"' in chosen.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"person": "khong co ai ca"}, "Không tìm thấy ai phù hợp"),
        ({"person": "pham van xa"}, "Không tìm thấy ai phù hợp"),
        ({"person": "le thi quan"}, "Không tìm thấy ai phù hợp"),
        ({"role": "national_admin"}, "vai trò"),
        ({"role": "trainer"}, "vai trò"),
        ({"reason": ""}, "Đề nghị nhập nội dung này"),
        ({"first_day": "01/01/2020"}, "từ hôm nay trở đi"),
        ({"last_day": "01/01/2020"}, "đứng trước ngày bắt đầu"),
        ({"last_day": "31/02/2030"}, "ngày"),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_nothing_is_lost(
    world: World, client_for: SignIn, wrong: dict[str, str], said: str
) -> None:
    address = f"/don-vi/{world.province.uuid}/vai-tro/giao/"
    answer = client_for(world.admin).post(
        address, gift(step="give", **wrong) if "person" not in wrong else gift() | wrong
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert not Approval.objects.exists() and RoleGrant.objects.count() == 1
    assert wrong.get("reason", REASON) in page


def test_a_role_is_ended_with_a_reason_and_its_history_stays(world: World, national: User, client_for: SignIn) -> None:
    grant = roles_in_force(world.admin).get()
    holder, address = client_for(world.admin), f"/vai-tro/{grant.pk}/"
    assert holder.get("/don-vi/").status_code == 302
    without = client_for(national).post(address, {"reason": ""})
    assert without.status_code == 422 and roles_in_force(world.admin).exists()
    done = client_for(national).post(address, {"reason": REASON})
    assert done["Location"] == f"/don-vi/{world.province.uuid}/vai-tro/"
    assert holder.get("/don-vi/")["Location"].startswith("/dang-nhap/")
    page = text_of(client_for(national), address)
    assert "người kết thúc: Vũ Toàn Quốc" in page and REASON in page and "<textarea" not in page


def test_a_last_day_is_set_and_a_second_person_is_asked_for_the_watchers(
    world: World, national: User, client_for: SignIn
) -> None:
    grant = roles_in_force(world.admin).get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    client_for(national).post(f"/vai-tro/{grant.pk}/", {"reason": REASON, "last_day": short_date(tomorrow)})
    grant.refresh_from_db()
    assert grant.last_day is not None and timezone.localtime(grant.last_day).date() == tomorrow
    assert not grant.is_over()
    # Until then it is a role of today for whoever resets accounts.
    listed = text_of(client_for(national), "/tai-khoan-co-vai-tro/", q="le thi quan").partition("<table")[2]
    assert "quản trị đơn vị" in listed.lower()
    auditor = grant_role(user=make_user(), role=Role.AUDITOR, committee=None, actor=None)
    asked = client_for(national).post(f"/vai-tro/{auditor.pk}/", {"reason": REASON})
    assert asked["Location"] == f"/phe-duyet/{Approval.objects.get().uuid}/"
    assert "đang chờ người thứ hai duyệt" in text_of(client_for(national), f"/vai-tro/{auditor.pk}/")


def test_out_of_the_own_subtree_there_is_nothing(world: World, national: User, client_for: SignIn) -> None:
    far = grant_role(user=world.far, role=Role.COMMITTEE_REVIEWER, committee=world.far_province, actor=national)
    trainer = grant_role(user=world.other, role=Role.TRAINER, committee=None, actor=national)
    browser = client_for(world.admin)
    for grant in (far, trainer):
        assert browser.get(f"/vai-tro/{grant.pk}/").status_code == 404
        assert browser.post(f"/vai-tro/{grant.pk}/", {"reason": REASON}).status_code == 404
    for page in ("", "giao/"):
        assert browser.get(f"/don-vi/{world.far_province.uuid}/vai-tro/{page}").status_code == 404
        assert client_for(world.cadre).get(f"/don-vi/{world.province.uuid}/vai-tro/{page}").status_code == 404
