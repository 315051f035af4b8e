"""Roles by two persons: who may give and end what alone, who asks, who is told, and what dates do."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from committees.domain.access import access_of
from committees.domain.role_approvals import give, take
from committees.domain.roles import end_role, follow_dates, grant_role, roles_in_force
from committees.enums import Role
from committees.errors import CommitteeError
from committees.models import Committee, RoleGrant
from committees.rules import people_offered_roles, roles_offered
from operations.domain.approvals import approvals_waiting_for, approve, can_decide, propose, refuse
from operations.domain.notices import Notices
from operations.errors import ApprovalError
from operations.models import Approval, AuditEntry
from tests.committees.builders import member, reference_centre, units
from tests.factories import make_user

pytestmark = pytest.mark.django_db
REASON = "Quyết định số 12-QĐ/TU"


class Offices:
    """Two national administrators, the administrator of a province, a cadre of it and one of another."""

    def __init__(self) -> None:
        self.centre = reference_centre()
        self.province, self.other = units(self.centre, "Tỉnh ủy Sen", "Tỉnh ủy Súng", kind="province")
        self.commune = units(self.province, "Đảng ủy xã Một")[0]
        self.first, self.second = (self._holder(Role.NATIONAL_ADMIN) for _ in range(2))
        self.admin = self._holder(Role.COMMITTEE_ADMIN, self.province)
        self.cadre, self.far = member(self.commune), member(self.other)

    def _holder(self, role: Role, committee: Committee | None = None) -> User:
        user = make_user(full_name=f"Người Giữ {role.value}")
        grant_role(user=user, role=role, committee=committee, actor=None)
        return user

    def ask(self, role: Role, committee: Committee | None = None, actor: User | None = None) -> RoleGrant | Approval:
        return give(user=self.cadre, role=role, committee=committee, reason=REASON, actor=actor or self.first)


@pytest.fixture
def offices() -> Offices:
    return Offices()


def titles(person: User) -> list[str]:
    return [dated.notice.title for dated in Notices(User.objects.get(pk=person.pk))[0:50]]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.TRAINER, Role.COMMITTEE_REVIEWER)])
def test_what_weighs_much_is_given_by_two(offices: Offices, role: Role) -> None:
    committee = offices.province if role == Role.COMMITTEE_ADMIN else None
    approval = offices.ask(role, committee)
    assert isinstance(approval, Approval)
    assert not roles_in_force(offices.cadre).exists()
    assert not can_decide(offices.first, approval) and not can_decide(offices.admin, approval)
    approve(approval=approval, actor=offices.second)
    grant = roles_in_force(offices.cadre).get()
    assert (grant.role, grant.committee, grant.approval) == (role, committee, approval)
    assert (grant.granted_by, grant.reason) == (offices.second, REASON)
    assert AuditEntry.objects.get(action="committees.role_granted", object_id=str(grant.pk)).after["approval"]
    assert "Được giao vai trò" in titles(offices.cadre)[0]


def test_what_weighs_little_is_given_by_one_but_not_for_the_whole_country(offices: Offices) -> None:
    assert isinstance(offices.ask(Role.TRAINER), RoleGrant)
    assert isinstance(offices.ask(Role.COMMITTEE_REVIEWER, offices.province), RoleGrant)
    assert isinstance(offices.ask(Role.COMMITTEE_REVIEWER, offices.centre), Approval)


def test_the_administrator_of_a_unit_asks_and_only_for_the_own_subtree(offices: Offices) -> None:
    approval = offices.ask(Role.COMMITTEE_REVIEWER, offices.commune, actor=offices.admin)
    assert isinstance(approval, Approval)
    assert approval in approvals_waiting_for(offices.first)
    refuse(approval=approval, actor=offices.first, reason="chưa cần")
    for user, role, committee in (
        (offices.cadre, Role.COMMITTEE_ADMIN, offices.other),
        (offices.cadre, Role.COMMITTEE_ADMIN, offices.centre),
        (offices.far, Role.COMMITTEE_ADMIN, offices.province),
        (offices.cadre, Role.TRAINER, None),
        (offices.cadre, Role.NATIONAL_ADMIN, None),
        (offices.cadre, Role.NATIONAL_ADMIN, offices.province),
        (offices.admin, Role.COMMITTEE_ADMIN, offices.commune),
    ):
        with pytest.raises(CommitteeError):
            give(user=user, role=role, committee=committee, reason=REASON, actor=offices.admin)
    assert roles_offered(offices.admin, offices.other) == ()
    assert set(people_offered_roles(offices.admin)) == {offices.cadre}


def test_nobody_gives_or_approves_a_role_of_their_own(offices: Offices) -> None:
    with pytest.raises(CommitteeError):
        give(user=offices.first, role=Role.AUDITOR, committee=None, reason=REASON, actor=offices.first)
    approval = give(user=offices.second, role=Role.AUDITOR, committee=None, reason=REASON, actor=offices.first)
    assert isinstance(approval, Approval)
    for person in (offices.first, offices.second):
        with pytest.raises(ApprovalError):
            approve(approval=approval, actor=person)
    assert not approvals_waiting_for(offices.second).exists()
    # Nor by going round the screens.
    with pytest.raises(ApprovalError):
        propose(
            kind=approval.kind,
            target=offices.first,
            reason=REASON,
            actor=offices.first,
            parameters={**approval.parameters, "user": offices.first.pk},
        )


def test_one_proposal_at_a_time_and_none_for_what_is_held(offices: Offices) -> None:
    first = offices.ask(Role.AUDITOR)
    assert isinstance(first, Approval)
    with pytest.raises(CommitteeError, match="chờ người thứ hai"):
        offices.ask(Role.DATA_PROTECTION)
    approve(approval=first, actor=offices.second)
    with pytest.raises(CommitteeError, match="chưa có ngày kết thúc"):
        offices.ask(Role.AUDITOR)


def test_a_proposal_does_not_outlive_the_account(offices: Offices) -> None:
    approval = offices.ask(Role.AUDITOR)
    assert isinstance(approval, Approval)
    User.objects.filter(pk=offices.cadre.pk).update(is_active=False)
    with pytest.raises(ApprovalError):
        approve(approval=approval, actor=offices.second)
    assert not RoleGrant.objects.filter(user=offices.cadre).exists()


def test_an_ended_role_takes_the_sessions_with_it(offices: Offices) -> None:
    epoch = User.objects.get(pk=offices.admin.pk).session_epoch
    grant = roles_in_force(offices.admin).get()
    ended = take(grant=grant, reason=REASON, actor=offices.first)
    assert isinstance(ended, RoleGrant)
    assert (ended.ended_by, ended.end_reason) == (offices.first, REASON)
    admin = User.objects.get(pk=offices.admin.pk)
    assert admin.session_epoch > epoch and not access_of(admin).grants
    assert "Vai trò đã kết thúc: Quản trị đơn vị – Tỉnh ủy Sen" in titles(admin)


def test_the_administrator_of_a_unit_asks_to_end_a_role(offices: Offices) -> None:
    grant = grant_role(user=offices.cadre, role=Role.COMMITTEE_REVIEWER, committee=offices.commune, actor=offices.first)
    asked = take(grant=grant, reason=REASON, actor=offices.admin)
    assert isinstance(asked, Approval) and roles_in_force(offices.cadre).exists()
    approve(approval=asked, actor=offices.second)
    assert not roles_in_force(offices.cadre).exists()
    far = grant_role(user=offices.far, role=Role.COMMITTEE_REVIEWER, committee=offices.other, actor=offices.first)
    with pytest.raises(ApprovalError):
        take(grant=far, reason=REASON, actor=offices.admin)


def test_an_auditor_is_never_removed_silently(offices: Offices) -> None:
    auditor, colleague = (make_user(full_name=f"Kiểm Tra {name}") for name in ("Hà", "Thu"))
    for person in (auditor, colleague):
        grant_role(user=person, role=Role.AUDITOR, committee=None, actor=None)
    asked = take(grant=roles_in_force(auditor).get(), reason=REASON, actor=offices.first)
    assert isinstance(asked, Approval) and access_of(auditor).has(Role.AUDITOR)
    to_come = "Có đề nghị kết thúc vai trò kiểm tra, giám sát của Kiểm Tra Hà"
    for person in (auditor, colleague, offices.second):
        assert to_come in titles(person)
    assert to_come not in titles(offices.admin)
    approve(approval=asked, actor=offices.second)
    assert "Vai trò đã kết thúc: Người kiểm tra, giám sát" in titles(auditor)
    for person in (colleague, offices.first, offices.second):
        assert "Đã kết thúc vai trò kiểm tra, giám sát của Kiểm Tra Hà" in titles(person)
    assert titles(offices.cadre) == []


def test_the_last_national_administrator_is_not_removed_by_two_either(offices: Offices) -> None:
    asked = take(grant=roles_in_force(offices.first).get(), reason=REASON, actor=offices.second)
    assert isinstance(asked, Approval)
    end_role(grant=roles_in_force(offices.second).get(), actor=None)
    third = make_user()
    grant_role(user=third, role=Role.NATIONAL_ADMIN, committee=None, actor=None, valid_to=timezone.now() + timedelta(1))
    # Who is there until tomorrow only is not counted on.
    with pytest.raises(ApprovalError, match="cuối cùng"):
        approve(approval=asked, actor=third)


def test_a_role_holds_from_its_first_day_to_its_last(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    begin, end = now + timedelta(days=2), now + timedelta(days=4)
    trainer = Role.TRAINER
    grant = grant_role(
        user=offices.cadre, role=trainer, committee=None, actor=offices.first, valid_from=begin, valid_to=end
    )

    def held_on(day: int) -> tuple[bool, bool]:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=day))
        follow_dates()
        user = User.objects.get(pk=offices.cadre.pk)
        return access_of(user).has(trainer), Group.objects.filter(name="Giảng viên", user=user).exists()

    assert held_on(0) == (False, False)
    assert grant.is_to_come()
    assert held_on(3) == (True, True)
    assert held_on(5) == (False, False)
    assert follow_dates() == 0
    assert grant.is_over()


def test_the_same_role_is_not_held_twice_at_a_time(offices: Offices) -> None:
    now = timezone.now()
    give_until = {"user": offices.cadre, "role": Role.TRAINER, "committee": None, "actor": offices.first}
    held = grant_role(**give_until, valid_to=now + timedelta(days=9))
    assert grant_role(**give_until, valid_to=now + timedelta(days=8)) == held
    with pytest.raises(CommitteeError):
        grant_role(**give_until, valid_to=now + timedelta(days=10))
    with pytest.raises(CommitteeError):
        grant_role(**give_until, valid_from=now + timedelta(days=8), valid_to=now + timedelta(days=10))
    later = grant_role(**give_until, valid_from=held.valid_to, valid_to=now + timedelta(days=10))
    # Taken back before its first day it never held, and is told to nobody.
    end_role(grant=later, actor=offices.first)
    assert later.is_over() and not later.is_to_come()
    assert [title for title in titles(offices.cadre) if title.startswith("Được giao")] == [
        "Được giao vai trò: Giảng viên"
    ]


def test_an_end_to_come_can_be_set_and_then_be_sooner(offices: Offices) -> None:
    grant = roles_in_force(offices.admin).get()
    later = timezone.now() + timedelta(days=5)
    epoch = offices.admin.session_epoch
    end_role(grant=grant, actor=offices.first, at=later)
    assert access_of(User.objects.get(pk=offices.admin.pk)).has(Role.COMMITTEE_ADMIN)
    assert User.objects.get(pk=offices.admin.pk).session_epoch == epoch
    with pytest.raises(CommitteeError):
        end_role(grant=grant, actor=offices.first, at=later + timedelta(days=1))
    end_role(grant=grant, actor=offices.first)
    with pytest.raises(CommitteeError):
        end_role(grant=grant, actor=offices.first)


def test_nobody_is_given_a_role_on_a_closed_unit(offices: Offices) -> None:
    closed = units(offices.province, "Đảng ủy xã Cũ")[0]
    Committee.objects.filter(pk=closed.pk).update(valid_to=timezone.localdate())
    closed.refresh_from_db()
    with pytest.raises(CommitteeError):
        grant_role(user=offices.cadre, role=Role.COMMITTEE_ADMIN, committee=closed, actor=offices.first)
    assert roles_offered(offices.first, closed) == ()
