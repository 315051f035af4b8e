"""Moving or merging a committee from a day: shown first, approved by a second person, done by a job."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain import integrity
from committees.domain.access import access_of
from committees.domain.memberships import leave_committee
from committees.domain.queries.history import history_of, roles_ended_with
from committees.domain.renaming import rename_committee
from committees.domain.reorganising import JOB, effect_of, reorganise
from committees.domain.roles import end_role, grant_role
from committees.enums import Role, TreeAct
from committees.errors import CommitteeError
from committees.models import Committee, Membership, RoleGrant
from operations.domain.approvals import approve
from operations.domain.jobs import run_job
from operations.models import Approval, AuditEntry, Job
from tests.committees.builders import member, reference_centre, units
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 1)


class Country:
    def __init__(self) -> None:
        self.a, self.b = units(reference_centre(), "Tỉnh ủy A", "Tỉnh ủy B", kind="province")
        self.one, self.two = units(self.a, "Đảng ủy xã Một", "Đảng ủy xã Hai")
        (self.cell,) = units(self.one, "Chi bộ 1", kind="cell")
        self.in_cell, self.in_one = member(self.cell), member(self.one)
        self.first, self.second = make_user(), make_user()
        for person in (self.first, self.second):
            grant_role(user=person, role=Role.NATIONAL_ADMIN, committee=None, actor=None)


@pytest.fixture
def country() -> Country:
    return Country()


def test_the_effect_is_shown_then_a_second_person_lets_it_happen(
    country: Country, client_for: Callable[[User], Client]
) -> None:
    grant = grant_role(user=country.in_one, role=Role.COMMITTEE_ADMIN, committee=country.one, actor=None)
    form = {"act": "merge", "target": "dang uy xa hai", "on": "01/03/2026", "decision": "15-QĐ/TU"}
    address = reverse("unit_change", args=[country.one.uuid])
    shown = client_for(country.first).post(address, form).content.decode()
    assert country.in_one.full_name in shown
    assert not Approval.objects.exists()
    client_for(country.first).post(address, {**form, "step": "propose"})
    approve(approval=Approval.objects.get(), actor=country.second)
    run_job(Job.objects.get(kind=JOB).pk)
    country.one.refresh_from_db()
    assert country.one.valid_to == date(2026, 2, 28)
    assert Membership.objects.get(cadre=country.in_one, valid_to=None).committee == country.two
    assert Membership.objects.get(cadre=country.in_cell).committee == country.cell
    grant.refresh_from_db()
    assert grant.valid_to is not None
    page = client_for(country.first).get(reverse("unit_history", args=[country.one.uuid])).content.decode()
    assert country.in_one.full_name in page
    assert "15-QĐ/TU" in page
    assert not [finding for result in (integrity.paths_against_edges(), integrity.cycles()) for finding in result]


def test_roles_end_with_the_unit_and_reach_nothing_afterwards(country: Country) -> None:
    grant_role(user=country.in_one, role=Role.COMMITTEE_ADMIN, committee=country.one, actor=None)
    kept = grant_role(user=country.in_cell, role=Role.COMMITTEE_REVIEWER, committee=country.cell, actor=None)
    reorganise(
        act=TreeAct.MERGE, committee=country.one, target=country.two, on=LATER, decision="15", actor=country.first
    )
    holder = User.objects.get(pk=country.in_one.pk)
    assert not access_of(holder).has(Role.COMMITTEE_ADMIN)
    kept.refresh_from_db()
    assert kept.valid_to is None
    entry = AuditEntry.objects.filter(action="committees.merged").latest("pk")
    assert entry.after["roles_ended"] == [RoleGrant.objects.get(user=holder).pk]


def test_the_history_lists_only_the_roles_that_ended_with_the_unit(
    country: Country, client_for: Callable[[User], Client]
) -> None:
    before = member(country.one)
    User.objects.filter(pk=before.pk).update(full_name="Lê Thị Trước")
    end_role(grant=grant_role(user=before, role=Role.TRAINER, committee=country.one, actor=None), actor=None)
    grant_role(user=country.in_one, role=Role.COMMITTEE_ADMIN, committee=country.one, actor=None)
    reorganise(
        act=TreeAct.MERGE, committee=country.one, target=country.two, on=LATER, decision="15", actor=country.first
    )
    country.one.refresh_from_db()
    assert [grant.user for grant in roles_ended_with(country.one)] == [country.in_one]
    page = client_for(country.first).get(reverse("unit_history", args=[country.one.uuid])).content.decode()
    listed = page.partition(_("Roles that ended with the unit"))[2]
    assert country.in_one.full_name in listed
    assert "Lê Thị Trước" not in listed


def test_doing_it_twice_is_doing_it_once(country: Country) -> None:
    for _n in range(2):
        reorganise(
            act=TreeAct.MOVE, committee=country.one, target=country.b, on=LATER, decision="15", actor=country.first
        )
        country.one.refresh_from_db()
    assert country.one.get_parent() == country.b
    assert country.one.parent_edges.count() == 2


def test_what_makes_no_sense_is_refused_with_the_reason(country: Country, client_for: Callable[[User], Client]) -> None:
    late = member(country.one, since=date(2026, 4, 1))
    with pytest.raises(CommitteeError, match="1"):
        effect_of(act=TreeAct.MERGE, committee=country.one, target=country.two, on=LATER)
    Membership.objects.filter(cadre=late).delete()
    for act, target, on in (
        (TreeAct.MERGE, country.cell, LATER),
        (TreeAct.MOVE, country.cell, LATER),
        (TreeAct.MOVE, country.a, LATER),
        (TreeAct.MERGE, country.two, date(2126, 1, 1)),
    ):
        with pytest.raises(CommitteeError):
            effect_of(act=act, committee=country.one, target=target, on=on)
    form = {"act": "move", "target": "Không Có", "on": "01/03/2026", "decision": "15"}
    answer = client_for(country.first).post(reverse("unit_change", args=[country.one.uuid]), form)
    assert answer.status_code == 422
    assert "Không Có" in answer.content.decode()


def test_who_left_on_that_day_or_later_stands_in_the_way_of_a_merger(country: Country) -> None:
    left_on = date(2026, 4, 2)
    leave_committee(cadre=country.in_one, on=left_on, actor=None)
    with pytest.raises(CommitteeError, match="1"):
        effect_of(act=TreeAct.MERGE, committee=country.one, target=country.two, on=LATER)
    assert effect_of(act=TreeAct.MERGE, committee=country.one, target=country.two, on=left_on).people_attached == 0


def test_the_history_reads_from_the_first_day_to_the_last(country: Country) -> None:
    reorganise(
        act=TreeAct.MOVE,
        committee=country.one,
        target=country.b,
        on=date(2026, 1, 1),
        decision="14-QĐ/TW",
        actor=country.first,
    )
    country.one.refresh_from_db()
    reorganise(
        act=TreeAct.MERGE, committee=country.one, target=country.two, on=LATER, decision="15-QĐ/TU", actor=country.first
    )
    country.one.refresh_from_db()
    rename_committee(committee=country.one, actor=country.first, name="Đảng ủy xã Mốt")
    lines = [(line.day, line.unit.name if line.unit else "") for line in history_of(country.one)]
    assert lines[:3] == [
        (date(2025, 7, 1), "Tỉnh ủy A"),
        (date(2026, 1, 1), "Tỉnh ủy B"),
        (LATER, "Đảng ủy xã Hai"),
    ]
    assert "Mốt" in history_of(country.one)[3].text
    assert [line.unit.name for line in history_of(country.two) if line.unit][1] == "Đảng ủy xã Mốt"


def test_the_history_costs_a_few_statements(
    country: Country, client_for: Callable[[User], Client], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = client_for(country.first)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        assert client.get(reverse("unit_history", args=[country.one.uuid])).status_code == 200
    assert Committee.objects.filter(pk=country.one.pk).exists()


def test_what_will_be_called_alike_is_said_before(country: Country, client_for: Callable[[User], Client]) -> None:
    units(country.two, "Chi bộ 1", "Chi bộ 3", kind="cell")
    said = "Trong “Đảng ủy xã Hai” sẽ có hai đơn vị cùng tên “Chi bộ 1”"
    form = {"act": "merge", "target": "Đảng ủy xã Hai", "on": "01/03/2026", "decision": "15-QĐ/TU"}
    browser = client_for(country.first)
    assert said in browser.post(reverse("unit_change", args=[country.one.uuid]), form).content.decode()
    assert (
        said in browser.post(reverse("unit_change", args=[country.cell.uuid]), {**form, "act": "move"}).content.decode()
    )
    browser.post(reverse("unit_change", args=[country.one.uuid]), {**form, "step": "propose"})
    page = client_for(country.second).get(reverse("approval", args=[Approval.objects.get().uuid])).content.decode()
    assert said in page
    units(country.one, "Chi bộ 4", kind="cell")
    effect = effect_of(act=TreeAct.MERGE, committee=country.one, target=country.two, on=LATER)
    assert effect.alike == ["Chi bộ 1"]


def test_what_goes_into_its_own_unit_above_is_not_alike_with_itself(country: Country) -> None:
    effect = effect_of(act=TreeAct.MERGE, committee=country.cell, target=country.one, on=LATER)
    assert effect.alike == []
    (inner,) = units(country.one, "Đảng ủy xã Một", kind="cell")
    assert effect_of(act=TreeAct.MOVE, committee=inner, target=country.a, on=LATER).alike == ["Đảng ủy xã Một"]


def test_the_history_names_the_document_of_a_move_and_of_what_a_merger_carried_along(
    country: Country, client_for: Callable[[User], Client]
) -> None:
    form = {"act": "move", "target": "Tỉnh ủy B", "on": "01/01/2026", "decision": "14-QĐ/TW", "step": "propose"}
    client_for(country.first).post(reverse("unit_change", args=[country.one.uuid]), form)
    approve(approval=Approval.objects.get(), actor=country.second)
    run_job(Job.objects.get(kind=JOB).pk)
    page = client_for(country.first).get(reverse("unit_history", args=[country.one.uuid])).content.decode()
    assert "14-QĐ/TW" in page.partition("Tỉnh ủy B")[2]
    country.one.refresh_from_db()
    reorganise(
        act=TreeAct.MERGE, committee=country.one, target=country.two, on=LATER, decision="15-QĐ/TU", actor=country.first
    )
    moved = [(line.day, line.decision) for line in history_of(country.one) if line.order == 2]
    assert moved == [(date(2026, 1, 1), "14-QĐ/TW")]
    assert [line.decision for line in history_of(country.cell)] == ["", "15-QĐ/TU"]
