"""Changes of the tree for a day to come: approved before, shown, cancelled or carried out on that day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.domain import integrity
from committees.domain.planned import cancel_change, carry_out_due
from committees.domain.reorganising import JOB, LONGEST_AHEAD, effect_of
from committees.domain.roles import end_role, grant_role
from committees.domain.tree import close_committee, move_committee
from committees.domain.tree_approvals import propose_reorganisation
from committees.enums import PlanState, Role, TreeAct
from committees.errors import CommitteeError
from committees.models import Membership, PlannedChange, RoleGrant
from operations.domain.approvals import approve
from operations.domain.jobs import run_job
from operations.domain.notices import Notices
from operations.enums import JobState
from operations.errors import ApprovalError
from operations.models import Approval, AuditEntry, Job
from tests.committees.builders import member, reference_centre, units
from tests.factories import make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SignIn = Callable[[User], Client]
Come = Callable[[date], None]


class Country:
    def __init__(self) -> None:
        (self.a,) = units(reference_centre(), "Tỉnh ủy A", kind="province")
        self.one, self.two = units(self.a, "Đảng ủy xã Một", "Đảng ủy xã Hai")
        (self.cell,) = units(self.one, "Chi bộ 1", kind="cell")
        self.in_one = member(self.one)
        self.first, self.second, self.local = make_user(), make_user(), make_user()
        for person in (self.first, self.second):
            grant_role(user=person, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
        grant_role(user=self.local, role=Role.COMMITTEE_ADMIN, committee=self.a, actor=None)
        self.on = timezone.localdate() + 30 * DAY

    def propose(self, on: date | None = None) -> Approval:
        return propose_reorganisation(
            act=TreeAct.MERGE,
            committee=self.one,
            target=self.two,
            on=on or self.on,
            decision="15-QĐ/TU",
            actor=self.first,
        )

    def plan(self) -> PlannedChange:
        approve(approval=self.propose(), actor=self.second)
        return PlannedChange.objects.get(state=PlanState.WAITING)

    def end_roles_of(self, *people: User) -> None:
        """Somebody else has to hold the role of the last national administrator."""
        grant_role(user=make_user(), role=Role.NATIONAL_ADMIN, committee=None, actor=None)
        for grant in RoleGrant.objects.filter(user__in=people):
            end_role(grant=grant, actor=None, reason="Chuyển công tác")


@pytest.fixture
def country() -> Country:
    return Country()


@pytest.fixture
def come(monkeypatch: pytest.MonkeyPatch) -> Come:
    """`come(day)`: it is that day."""
    return lambda day: monkeypatch.setattr(timezone, "localdate", lambda _value=None, _zone=None: day)


def test_what_is_approved_waits_for_its_day_and_happens_then(country: Country, come: Come) -> None:
    decision = approve(approval=country.propose(), actor=country.second)
    planned = PlannedChange.objects.get()
    assert decision.outcome == {"waits_for": country.on.isoformat()}
    assert not Job.objects.filter(kind=JOB).exists()
    come(country.on - DAY)
    assert carry_out_due() == 0
    country.one.refresh_from_db()
    assert country.one.valid_to is None
    come(country.on)
    assert carry_out_due() == 1
    assert carry_out_due() == 0
    run_job(Job.objects.get(kind=JOB).pk)
    country.one.refresh_from_db()
    planned.refresh_from_db()
    assert (country.one.valid_to, planned.state) == (country.on - DAY, PlanState.BEGUN)
    membership = Membership.objects.get(cadre=country.in_one, valid_to=None)
    assert (membership.committee, membership.valid_from) == (country.two, country.on)
    assert AuditEntry.objects.filter(action="committees.plan_begun", committee_id=country.one.pk).count() == 1
    assert not list(integrity.paths_against_edges())


def test_it_happens_though_the_roles_of_both_have_ended(country: Country, come: Come) -> None:
    country.plan()
    country.end_roles_of(country.first, country.second)
    come(country.on)
    carry_out_due()
    job = Job.objects.get(kind=JOB)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.message


def test_a_job_that_only_says_it_was_planned_needs_the_right(country: Country) -> None:
    planned = country.plan()
    cancel_change(planned=planned, actor=country.first, reason="Đổi ngày")
    approve(approval=country.propose(on=timezone.localdate()), actor=country.second)
    job = Job.objects.get(kind=JOB)
    Job.objects.filter(pk=job.pk).update(parameters={**job.parameters, "planned": planned.pk})
    country.end_roles_of(country.second)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_it_can_be_cancelled_before_and_not_twice(country: Country, come: Come) -> None:
    planned = country.plan()
    for actor, reason in ((country.local, "Không có quyền"), (country.first, " ")):
        with pytest.raises(CommitteeError):
            cancel_change(planned=planned, actor=actor, reason=reason)
    cancel_change(planned=planned, actor=country.first, reason="Nghị quyết đã thay đổi")
    with pytest.raises(CommitteeError):
        cancel_change(planned=planned, actor=country.second, reason="Lần nữa")
    entry = AuditEntry.objects.get(action="committees.plan_cancelled")
    assert (entry.actor_id, entry.reason) == (country.first.pk, "Nghị quyết đã thay đổi")
    come(country.on + DAY)
    assert carry_out_due() == 0
    assert not Job.objects.filter(kind=JOB).exists()


def test_one_change_of_a_unit_waits_at_a_time(country: Country) -> None:
    country.plan()
    with pytest.raises(CommitteeError, match="chờ đến ngày"):
        country.propose()


def test_two_proposals_do_not_become_two_plans(country: Country) -> None:
    """One may have been asked for before the other was approved."""
    asked = country.propose()
    PlannedChange.objects.create(
        approval=asked,
        act=TreeAct.MOVE,
        committee=country.one,
        target=country.two,
        on=country.on,
        decision="14",
        approved_by=country.first,
    )
    with pytest.raises(ApprovalError, match="chờ đến ngày"):
        approve(approval=asked, actor=country.second)


def test_what_can_no_longer_happen_says_why(country: Country, come: Come) -> None:
    planned = country.plan()
    close_committee(committee=country.two, on=timezone.localdate(), actor=country.first, reason="Kết thúc")
    come(country.on)
    assert carry_out_due() == 1
    planned.refresh_from_db()
    assert planned.state == PlanState.FAILED
    assert "Đảng ủy xã Hai" in planned.message
    assert not Job.objects.filter(kind=JOB).exists()
    told = [[dated.notice.title for dated in Notices(person)] for person in (country.second, country.local)]
    assert [any("Không thực hiện được" in title for title in titles) for titles in told] == [True, False]


def test_no_day_to_come_is_written_at_once(country: Country) -> None:
    with pytest.raises(CommitteeError, match="Chưa đến ngày"):
        move_committee(committee=country.cell, parent=country.two, on=country.on, actor=country.first)
    with pytest.raises(CommitteeError, match="Chưa đến ngày"):
        close_committee(committee=country.cell, on=country.on, actor=country.first)
    late = timezone.localdate() + LONGEST_AHEAD + DAY
    with pytest.raises(CommitteeError, match="một năm"):
        effect_of(act=TreeAct.MOVE, committee=country.cell, target=country.two, on=late)


def test_the_pages_say_on_which_day(country: Country, client_for: SignIn) -> None:
    first, second, local = client_for(country.first), client_for(country.second), client_for(country.local)
    day = f"{country.on:%d/%m/%Y}"
    form = {"act": "merge", "target": country.two.name, "on": day, "decision": "15-QĐ/TU"}
    address = reverse("unit_change", args=[country.one.uuid])
    assert f"chờ đến ngày {day} mới thực hiện" in first.post(address, form).content.decode()
    first.post(address, {**form, "step": "propose"})
    approval = reverse("approval", args=[Approval.objects.get().uuid])
    assert f"Sẽ thực hiện ngày {day}, không sớm hơn." in second.get(approval).content.decode()
    told = second.post(approval, {"decision": "approved", "reason": ""}, follow=True).content.decode()
    assert f"Đã phê duyệt. Sẽ thực hiện ngày {day}." in told
    assert "Trước ngày đó còn hủy được." in told
    cancel = reverse("cancel_planned", args=[country.one.uuid])
    for unit in (country.one, country.two):
        page = reverse("unit_history", args=[unit.uuid])
        assert f"Sẽ thực hiện ngày {day}" in local.get(page).content.decode()
        assert cancel not in local.get(page).content.decode()
        assert (cancel in first.get(page).content.decode()) is (unit == country.one)
    assert local.post(cancel, {"reason": "Không có quyền"}).status_code == 404
    assert "Cần ghi lý do." in first.post(cancel, {"reason": ""}, follow=True).content.decode()
    shown = first.post(cancel, {"reason": "Nghị quyết đã thay đổi"}, follow=True).content.decode()
    assert "Đã hủy thay đổi đã đặt ngày." in shown
    assert f"Sẽ thực hiện ngày {day}" not in shown
    assert "Nghị quyết đã thay đổi" in second.get(approval).content.decode()
    assert "không còn chờ" in first.post(cancel, {"reason": "Lần nữa"}, follow=True).content.decode()
