"""Closing accounts and opening them again: by whom, what ends with them, and that nobody works on without a place."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from committees.domain.accounts import close_account, reopen_account
from committees.domain.memberships import current_membership, leave_committee
from committees.domain.merging import merge_committees
from committees.domain.role_days import end_of
from committees.domain.roles import end_role, follow_dates, grant_role
from committees.domain.tree import close_committee
from committees.enums import Role
from committees.errors import CommitteeError
from committees.models import Committee, RoleGrant
from operations.domain.retention import record_kind
from operations.models import AuditEntry
from tests.committees.builders import SINCE, member, person, reference_centre, units

pytestmark = pytest.mark.django_db

PASSWORD = "hoa-sen-no-2027"
SignIn = Callable[[User], Client]


class Place:
    def __init__(self) -> None:
        self.centre = reference_centre()
        self.a, self.b = units(self.centre, "Tỉnh A", "Tỉnh B", kind="province")
        self.commune, self.beside = units(self.a, "Xã Một", "Xã Hai")
        self.cadre = member(self.commune, name="Lê Văn Học")
        self.admin = holder(self.a, Role.COMMITTEE_ADMIN)
        self.national = holder(self.centre, Role.NATIONAL_ADMIN)


def holder(unit: Committee, role: Role, valid_to: object = None) -> User:
    user = member(unit, name=f"Người Giữ {role}")
    scoped = unit if role in (Role.COMMITTEE_ADMIN, Role.COMMITTEE_REVIEWER) else None
    grant_role(user=user, role=role, committee=scoped, actor=None, valid_to=valid_to)  # type: ignore[arg-type]
    return user


@pytest.fixture
def place() -> Place:
    return Place()


def close(client: Client, who: User, why: str = "leaves", reason: str = "Nghỉ hưu") -> int:
    return client.post(reverse("close_account", args=[who.pk]), {"why": why, "reason": reason}).status_code


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("my_data")).status_code == 200


def test_the_administrator_closes_a_cadre_who_is_out_at_the_next_request(place: Place, client_for: SignIn) -> None:
    learner, admin = client_for(place.cadre), client_for(place.admin)
    assert is_signed_in(learner)
    assert close(admin, place.cadre, why="stays", reason="Lộ mật khẩu") == 302
    assert not is_signed_in(learner)
    place.cadre.refresh_from_db()
    membership = current_membership(place.cadre)
    assert (place.cadre.is_active, membership and membership.committee) == (False, place.commune)
    entry = AuditEntry.objects.get(action="person.deactivated")
    assert (entry.object_id, entry.reason, entry.committee_id) == (str(place.cadre.pk), "Lộ mật khẩu", place.commune.pk)
    page = admin.get(reverse("unit_people", args=[place.a.uuid])).content.decode()
    assert "tài khoản đã đóng" in page
    again = admin.post(reverse("reopen_account", args=[place.cadre.pk]), {"reason": "Đã đổi mật khẩu"})
    assert again.status_code == 302
    place.cadre.refresh_from_db()
    assert place.cadre.is_active
    assert AuditEntry.objects.get(action="person.reactivated").reason == "Đã đổi mật khẩu"


def test_who_left_stands_in_the_list_of_the_unit_and_returns_to_it(place: Place, client_for: SignIn) -> None:
    admin = client_for(place.admin)
    assert close(admin, place.cadre) == 302
    assert current_membership(place.cadre) is None
    page = admin.get(reverse("closed_accounts", args=[place.commune.uuid])).content.decode()
    assert "Lê Văn Học" in page
    assert "Xã Một" in page
    assert "Lê Văn Học" not in admin.get(reverse("closed_accounts", args=[place.beside.uuid])).content.decode()
    assert "Lê Văn Học" in admin.get(reverse("closed_accounts", args=[place.a.uuid]), {"q": "van hoc"}).content.decode()
    stranger = client_for(holder(place.b, Role.COMMITTEE_ADMIN))
    assert stranger.get(reverse("reopen_account", args=[place.cadre.pk])).status_code == 404
    assert (
        admin.post(reverse("reopen_account", args=[place.cadre.pk]), {"reason": "Trở lại công tác"}).status_code == 302
    )
    membership = current_membership(place.cadre)
    assert membership is not None
    assert (membership.committee, membership.position, membership.valid_from) == (
        place.commune,
        "Chuyên viên",
        timezone.localdate(),
    )


def test_a_reason_is_needed_and_whoever_has_no_unit_is_asked_for_nothing_else(place: Place, client_for: SignIn) -> None:
    assert close(client_for(place.admin), place.cadre, reason="") == 422
    outside = person("Người Ngoài")
    national = client_for(place.national)
    assert "why" not in national.get(reverse("close_account", args=[outside.pk])).context["form"].fields
    assert national.post(reverse("close_account", args=[outside.pk]), {"reason": "Hết việc"}).status_code == 302
    outside.refresh_from_db()
    assert not outside.is_active


def test_accounts_with_roles_are_the_national_administrators_and_the_roles_end_too(
    place: Place, client_for: SignIn
) -> None:
    reviewer = holder(place.commune, Role.COMMITTEE_REVIEWER)
    assert close(client_for(place.admin), reviewer) == 404
    assert close(client_for(place.national), reviewer) == 302
    grant = RoleGrant.objects.get(user=reviewer)
    assert (grant.is_over(), grant.ended_by, grant.end_reason) == (True, place.national, "Nghỉ hưu")
    reviewer.refresh_from_db()
    reopen_account(person=reviewer, actor=place.national, reason="Trở lại")
    assert RoleGrant.objects.get(user=reviewer).is_over()


def test_nobody_closes_the_own_account_nor_silently_that_of_who_watches(place: Place, client_for: SignIn) -> None:
    assert close(client_for(place.admin), place.admin) == 404
    auditor = holder(place.centre, Role.AUDITOR)
    answer = client_for(place.national).post(
        reverse("close_account", args=[auditor.pk]), {"why": "leaves", "reason": "Nghỉ hưu"}
    )
    assert answer.status_code == 422
    assert "hai người" in answer.content.decode()
    auditor.refresh_from_db()
    assert auditor.is_active
    assert not RoleGrant.objects.get(user=auditor).is_over()


def test_leaving_takes_no_role_along_and_nobody_takes_down_the_own(place: Place) -> None:
    today = timezone.localdate()
    with pytest.raises(CommitteeError, match="đang giữ vai trò"):
        leave_committee(cadre=place.admin, on=today, actor=place.national)
    cadre = member(place.commune)
    with pytest.raises(CommitteeError):
        leave_committee(cadre=cadre, on=today, actor=cadre)
    assert current_membership(place.admin) is not None
    assert current_membership(cadre) is not None


def test_leavers_come_due_and_who_only_cannot_sign_in_does_not(place: Place) -> None:
    stays = member(place.commune)
    close_account(person=place.cadre, leaves=True, actor=place.admin, reason="Nghỉ hưu")
    close_account(person=stays, leaves=False, actor=place.admin, reason="Nghỉ dài hạn")
    kind = record_kind("people-left")
    assert set(kind.due(timezone.now() + timedelta(minutes=1))) == {place.cadre}
    assert not kind.due(timezone.now() - timedelta(days=1)).exists()


def test_the_unit_to_return_to_is_the_one_that_followed(place: Place) -> None:
    today = timezone.localdate()
    for cadre in (place.cadre, moved := member(place.beside)):
        close_account(person=cadre, leaves=True, actor=place.admin, reason="Nghỉ")
    (new,) = units(place.a, "Xã Mới", since=SINCE)
    merge_committees(old=[place.commune], new=new, on=today, actor=None)
    close_committee(committee=place.beside, on=today, actor=None)
    reopen_account(person=place.cadre, actor=place.admin, reason="Trở lại")
    membership = current_membership(place.cadre)
    assert membership is not None
    assert membership.committee == new
    with pytest.raises(CommitteeError):
        reopen_account(person=moved, actor=place.admin, reason="Trở lại")
    moved.refresh_from_db()
    assert not moved.is_active


def test_who_has_neither_unit_nor_role_is_told_so_at_sign_in(place: Place, client: Client, settings: Settings) -> None:
    settings.SEN_SECOND_FACTOR_REQUIRED = False
    outside = person("Giảng viên mời", "giangvien.moi")
    outside.set_password(PASSWORD)
    outside.save()
    grant = grant_role(user=outside, role=Role.TRAINER, committee=None, actor=None)
    answer = {"login": "giangvien.moi", "password": PASSWORD}
    assert client.post(reverse("account_login"), answer).status_code == 302
    assert is_signed_in(client)
    end_role(grant=grant, actor=place.national, reason="Hết hợp đồng")
    assert not is_signed_in(client)
    refused = client.post(reverse("account_login"), answer)
    assert refused.status_code == 403
    assert "không thuộc đơn vị nào" in refused.content.decode()
    assert not is_signed_in(client)
    grant_role(user=outside, role=Role.TRAINER, committee=None, actor=None)
    assert client.post(reverse("account_login"), answer).status_code == 302


def test_sessions_end_once_with_a_role_that_runs_out(
    place: Place, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    reviewer = holder(place.commune, Role.COMMITTEE_REVIEWER, end_of(today))
    browser = client_for(reviewer)
    assert follow_dates() == 0
    assert is_signed_in(browser)
    RoleGrant.objects.filter(user=reviewer).update(
        valid_from=timezone.now() - timedelta(days=2), valid_to=timezone.now() - timedelta(seconds=1)
    )
    assert follow_dates() == 1
    assert not is_signed_in(browser)
    entry = AuditEntry.objects.get(action="committees.role_ran_out")
    assert (entry.actor, entry.committee_id) == (None, place.commune.pk)
    reviewer.refresh_from_db()
    browser = client_for(reviewer)
    assert follow_dates() == 0
    assert is_signed_in(browser)
