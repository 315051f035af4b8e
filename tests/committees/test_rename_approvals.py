"""Renaming one unit: shown first, approved by a second national administrator, dated, in history and trail."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.domain.queries.history import history_of
from committees.domain.rename_approvals import propose_renaming
from committees.domain.renaming import rename_committee
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.errors import CommitteeError
from committees.models import Committee, FormerName
from operations.domain.approvals import approve, is_stale
from operations.errors import ApprovalError
from operations.models import Approval, AuditEntry
from tests.committees.builders import SINCE, reference_centre, units
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FORM = {"name": "Chi bộ  Mới", "short_name": "CBM", "on": "01/03/2026", "decision": "15-QĐ/ĐU"}


class House:
    def __init__(self) -> None:
        (self.province,) = units(reference_centre(), "Tỉnh ủy Sen", kind="province")
        (self.commune,) = units(self.province, "Đảng ủy xã B")
        # As a merger leaves them.
        self.cell, self.alike = units(self.commune, "Chi bộ 1", "Chi bộ 1", kind="cell")
        self.first, self.second, self.local = make_user(), make_user(), make_user()
        for person in (self.first, self.second):
            grant_role(user=person, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
        grant_role(user=self.local, role=Role.COMMITTEE_ADMIN, committee=self.province, actor=None)

    @property
    def address(self) -> str:
        return reverse("unit_rename", args=[self.cell.uuid])

    def propose(self, name: str, on: date | None = None) -> Approval:
        return propose_renaming(
            committee=self.cell, name=name, short_name="", on=on, decision="15-QĐ/ĐU", actor=self.first
        )


@pytest.fixture
def house() -> House:
    return House()


def test_one_of_two_alike_gets_another_name_by_two_persons(house: House, client_for: SignIn) -> None:
    browser = client_for(house.first)
    assert house.address in browser.get(reverse("unit_history", args=[house.cell.uuid])).content.decode()
    shown = browser.post(house.address, FORM)
    assert shown.status_code == 200
    assert "“Chi bộ 1, Đảng ủy xã B, Tỉnh ủy Sen” đổi tên thành “Chi bộ Mới”" in shown.content.decode()
    assert not Approval.objects.exists()
    assert browser.post(house.address, {**FORM, "step": "propose"}).status_code == 302
    house.cell.refresh_from_db()
    assert house.cell.name == "Chi bộ 1"
    found = Approval.objects.get()
    with pytest.raises(ApprovalError):
        approve(approval=found, actor=house.first)
    decider = client_for(house.second)
    title = "“Chi bộ 1, Đảng ủy xã B, Tỉnh ủy Sen” đổi tên thành “Chi bộ Mới”"
    assert title in decider.get(reverse("approvals")).content.decode()
    page = reverse("approval", args=[found.uuid])
    assert title in decider.get(page).content.decode()
    decider.post(page, {"decision": "approved", "reason": ""})
    house.cell.refresh_from_db()
    house.alike.refresh_from_db()
    assert (house.cell.name, house.cell.short_name, house.alike.name) == ("Chi bộ Mới", "CBM", "Chi bộ 1")
    assert FormerName.objects.get().valid_to == date(2026, 2, 28)
    # Afterwards the page still says what was decided.
    assert title in decider.get(page).content.decode()
    line = next(line for line in history_of(house.cell) if line.day == date(2026, 3, 1))
    assert ("Chi bộ Mới" in line.text, line.decision) == (True, "15-QĐ/ĐU")
    entry = AuditEntry.objects.get(action="committees.renamed")
    assert (entry.actor, entry.reason, entry.before["name"]) == (house.second, "15-QĐ/ĐU", "Chi bộ 1")


def test_a_misspelt_name_is_put_right_without_a_day(house: House, client_for: SignIn) -> None:
    shown = client_for(house.first).post(house.address, {**FORM, "on": ""}).content.decode()
    assert "Sửa tên hiện nay" in shown
    approve(approval=house.propose("Chi bộ Một"), actor=house.second)
    house.cell.refresh_from_db()
    assert house.cell.name == "Chi bộ Một"
    assert not FormerName.objects.exists()
    assert [line.decision for line in history_of(house.cell)] == ["", "15-QĐ/ĐU"]


def test_who_takes_a_change_of_name_back_is_told_that_history_loses_it(house: House, client_for: SignIn) -> None:
    told = "sẽ không còn trong lịch sử"
    rename_committee(committee=house.cell, name="Chi bộ Mới", actor=None, on=date(2026, 3, 1))
    browser = client_for(house.first)
    given = {**FORM, "name": "Chi bộ 1", "short_name": ""}
    assert told not in browser.post(house.address, given).content.decode()
    assert told in browser.post(house.address, {**given, "on": ""}).content.decode()


def test_a_name_that_is_taken_is_said_and_may_be_given(house: House, client_for: SignIn) -> None:
    units(house.commune, "Chi bộ 2", kind="cell")
    said = "đã có đơn vị khác tên “CHI BỘ 2”"
    assert said in client_for(house.first).post(house.address, {**FORM, "name": "CHI BỘ 2"}).content.decode()
    page = reverse("approval", args=[house.propose("CHI BỘ 2").uuid])
    assert said in client_for(house.second).get(page).content.decode()
    assert "đã có đơn vị khác" not in client_for(house.first).post(house.address, FORM).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Chi bộ 1", "short_name": ""},
        {"name": "<b>"},
        {"name": "Chi bộ\u202e 2"},
        {"name": "x" * 181},
        {"on": (timezone.localdate() + timedelta(days=2)).strftime("%d/%m/%Y")},
        {"on": (SINCE - timedelta(days=1)).strftime("%d/%m/%Y")},
        {"decision": ""},
    ],
)
def test_what_makes_no_sense_is_refused(house: House, client_for: SignIn, changed: dict[str, str]) -> None:
    answer = client_for(house.first).post(house.address, {**FORM, **changed, "step": "propose"})
    assert answer.status_code == 422
    assert not Approval.objects.exists()


def test_nobody_approves_what_is_no_longer_so(house: House) -> None:
    found = house.propose("Chi bộ Mới")
    Committee.objects.filter(pk=house.cell.pk).update(name="Chi bộ Khác")
    assert is_stale(found)
    with pytest.raises(ApprovalError):
        approve(approval=found, actor=house.second)
    with pytest.raises(ApprovalError):
        house.propose("Chi bộ Khác Nữa")
    with pytest.raises(CommitteeError):
        propose_renaming(
            committee=house.alike, name="Chi bộ 1", short_name="", on=None, decision="15", actor=house.first
        )


def test_it_is_for_national_administrators_alone(house: House, client_for: SignIn) -> None:
    local = client_for(house.local)
    assert local.get(house.address).status_code == 404
    assert local.post(house.address, {**FORM, "step": "propose"}).status_code == 404
    assert house.address not in local.get(reverse("unit_history", args=[house.cell.uuid])).content.decode()
    with pytest.raises(ApprovalError):
        propose_renaming(
            committee=house.cell, name="Chi bộ Mới", short_name="", on=None, decision="15", actor=house.local
        )
