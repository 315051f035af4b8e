"""The database itself refuses spans that overlap, memberships outside a life, and circles; with its control."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from committees.domain import integrity
from committees.models import Committee, CommitteeEdge, Membership
from common.db.append_only import unguarded_tables
from common.db.row_guards import lift_row_guards, restore_row_guards
from tests.committees.builders import SINCE, member, person, reference_centre, units

pytestmark = pytest.mark.django_db


class Place:
    def __init__(self) -> None:
        self.a, self.b = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
        (self.commune,) = units(self.a, "Xã Một")
        (self.cell,) = units(self.commune, "Chi bộ 1", kind="cell")
        self.member: User = member(self.commune)


def _join(cadre: User, unit: Committee, first: date, last: date | None = None) -> None:
    Membership.objects.create(cadre=cadre, committee=unit, position_group_id=4, valid_from=first, valid_to=last)


def _overlap(place: Place) -> None:
    _join(place.member, place.b, date(2025, 9, 1), date(2025, 9, 2))


def _overlap_by_change(place: Place) -> None:
    other = person()
    _join(other, place.b, date(2025, 8, 1), date(2025, 9, 2))
    Membership.objects.filter(cadre=other).update(cadre=place.member)


def _before_the_unit(place: Place) -> None:
    _join(person(), place.b, date(2025, 6, 1))


def _close_over_people(place: Place) -> None:
    Committee.objects.filter(pk=place.commune.pk).update(valid_to=date(2025, 8, 1))


def _circle(place: Place) -> None:
    CommitteeEdge.objects.filter(child=place.commune, valid_to=None).update(parent=place.cell)


CORRUPTIONS: list[Callable[[Place], None]] = [
    _overlap,
    _overlap_by_change,
    _before_the_unit,
    _close_over_people,
    _circle,
]


@pytest.mark.parametrize("corrupt", CORRUPTIONS)
def test_the_database_refuses_it_and_without_the_guard_it_would_stand(corrupt: Callable[[Place], None]) -> None:
    place = Place()
    checks = (integrity.overlapping_memberships, integrity.memberships_outside_lives, integrity.cycles)
    with pytest.raises(IntegrityError), transaction.atomic():
        corrupt(place)
    assert not [finding for check in checks for finding in check()]
    lift_row_guards(connection)
    corrupt(place)
    assert [finding for check in checks for finding in check()]


def test_what_is_sound_passes() -> None:
    place = Place()
    other = person()
    _join(other, place.b, SINCE, date(2025, 8, 1))
    _join(other, place.commune, date(2025, 8, 2))
    Membership.objects.filter(cadre=other, valid_to=None).update(valid_to=date(2025, 9, 1))
    Committee.objects.filter(pk=place.b.pk).update(valid_to=date(2025, 8, 1))
    assert Membership.objects.filter(cadre=other).count() == 2


def test_a_guard_that_is_gone_is_noticed_and_put_back() -> None:
    assert unguarded_tables(connection) == []
    lift_row_guards(connection)
    assert set(unguarded_tables(connection)) == {
        "committees_membership",
        "committees_committeeedge",
        "committees_formername",
    }
    if connection.vendor == "sqlite":
        restore_row_guards(connection)
        assert unguarded_tables(connection) == []
