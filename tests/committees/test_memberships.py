"""One unit at a time, from a date, with its history."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.domain.memberships import (
    MembershipChange,
    change_memberships,
    current_membership,
    join_committee,
    leave_committee,
    membership_on,
    move_cadre,
)
from committees.domain.tree import close_committee
from committees.errors import CommitteeError
from committees.models import Membership
from committees.signals import membership_changed
from operations.models import AuditEntry
from tests.committees.builders import SINCE, member, person, reference_centre, units

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 1)


def test_a_move_closes_the_day_before() -> None:
    first, second = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
    cadre = member(first)
    move_cadre(cadre=cadre, committee=second, position_group=2, position="Trưởng ban", on=LATER, actor=None)
    assert [
        membership_on(cadre, day) and membership_on(cadre, day).committee
        for day in (  # type: ignore[union-attr]
            date(2025, 6, 30),
            SINCE,
            date(2026, 2, 28),
            LATER,
        )
    ] == [None, first, first, second]
    assert Membership.objects.filter(cadre=cadre).count() == 2


def test_the_same_again_changes_nothing() -> None:
    first = units(reference_centre(), "Tỉnh A", kind="province")[0]
    cadre = member(first)
    audits = AuditEntry.objects.count()
    change = MembershipChange(cadre_id=cadre.pk, committee=first, position_group=4, position="Chuyên viên", on=LATER)
    assert change_memberships(changes=[change], actor=None) == []
    assert AuditEntry.objects.count() == audits


@pytest.mark.parametrize("on", [SINCE, date(2025, 6, 1), date(2126, 1, 1)])
def test_days_that_would_overlap_or_lie_ahead_are_refused(on: date) -> None:
    first, second = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
    cadre = member(first)
    with pytest.raises(CommitteeError):
        move_cadre(cadre=cadre, committee=second, position_group=4, on=on, actor=None)
    assert Membership.objects.get(cadre=cadre).committee == first


def test_who_left_may_join_again_later() -> None:
    first = units(reference_centre(), "Tỉnh A", kind="province")[0]
    cadre = member(first)
    leave_committee(cadre=cadre, on=LATER, actor=None)
    assert current_membership(cadre) is None
    with pytest.raises(CommitteeError):
        join_committee(cadre=cadre, committee=first, position_group=4, on=date(2026, 2, 28), actor=None)
    join_committee(cadre=cadre, committee=first, position_group=4, on=LATER, actor=None)
    assert membership_on(cadre, date(2026, 2, 28)) != membership_on(cadre, LATER)


def test_nobody_joins_a_closed_unit() -> None:
    first = units(reference_centre(), "Tỉnh A", kind="province")[0]
    close_committee(committee=first, on=date(2026, 1, 1), actor=None)
    with pytest.raises(CommitteeError):
        join_committee(cadre=person(), committee=first, position_group=4, on=date(2025, 8, 1), actor=None)


def test_a_unit_with_people_is_not_closed() -> None:
    first = units(reference_centre(), "Tỉnh A", kind="province")[0]
    member(first)
    with pytest.raises(CommitteeError):
        close_committee(committee=first, on=date(2026, 1, 1), actor=None)


def test_many_at_once_take_as_many_statements_as_few_and_one_signal() -> None:
    first, second = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
    signals: list[Any] = []
    listener = lambda **facts: signals.append(facts["moves"])  # noqa: E731
    membership_changed.connect(listener)
    counts = []
    for count in (3, 30):
        people = [member(first) for _n in range(count)]
        changes = [
            MembershipChange(cadre_id=p.pk, committee=second, position_group=4, position="", on=LATER) for p in people
        ]
        signals.clear()
        with CaptureQueriesContext(connection) as captured:
            change_memberships(changes=changes, actor=None)
        counts.append(len(captured))
        assert [len(moves) for moves in signals] == [count]
        written = AuditEntry.objects.filter(action="committees.joined", committee_id=second.pk).order_by("id")
        assert [entry.object_id for entry in written][-count:] == [str(p.pk) for p in people]
    membership_changed.disconnect(listener)
    assert counts[0] == counts[1] < 20


def test_one_wrong_change_refuses_all() -> None:
    first, second = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
    good, bad = member(first), member(first, since=LATER)
    changes = [
        MembershipChange(cadre_id=p.pk, committee=second, position_group=4, position="", on=LATER) for p in (good, bad)
    ]
    with pytest.raises(CommitteeError):
        change_memberships(changes=changes, actor=None)
    assert Membership.objects.filter(committee=second).count() == 0
