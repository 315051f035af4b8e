"""A move of the tree and an import of people at the same time: both end; without the common lock one is thrown out."""

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.models import User
from committees.domain.memberships import MembershipChange, change_memberships
from committees.domain.tree import move_committee
from committees.models import Committee, Membership
from tests.committees.builders import SINCE, person, reference_centre, units

pytestmark = pytest.mark.django_db(transaction=True)
Place = Callable[[User, Committee], None]


class Meeting:
    """Two communes of one district: people come to the second one, then to the first, while the district moves."""

    def __init__(self) -> None:
        self.a, self.b = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
        (self.district,) = units(self.a, "Huyện")
        self.communes = units(self.district, "Xã Một", "Xã Hai")
        self.people = [person(), person()]
        self.errors: list[Exception] = []

    def hold(self, place: Place) -> None:
        """Place both people in one transaction; the move begins between them."""
        mover = threading.Thread(target=self._move)
        try:
            with transaction.atomic():
                place(self.people[0], self.communes[1])
                mover.start()
                _wait_until_one_waits()
                place(self.people[1], self.communes[0])
        except OperationalError as error:
            self.errors.append(error)
        mover.join()

    def _move(self) -> None:
        try:
            move_committee(committee=self.district, parent=self.b, on=timezone.localdate(), actor=None)
        except OperationalError as error:
            self.errors.append(error)
        finally:
            connection.close()


def _wait_until_one_waits() -> None:
    """Until the other transaction waits for a lock of this one; SQLite lets it begin afterwards."""
    if connection.vendor != "postgresql":
        return
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what it saw first
            cursor.execute(sql)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def _by_the_act(cadre: User, unit: Committee) -> None:
    change = MembershipChange(cadre_id=cadre.pk, committee=unit, position_group=4, position="", on=SINCE)
    change_memberships(changes=[change], actor=None)


def _past_the_act(cadre: User, unit: Committee) -> None:
    Membership.objects.create(cadre=cadre, committee=unit, position_group_id=4, valid_from=date(2025, 7, 1))


def test_a_move_waits_for_people_who_are_being_placed() -> None:
    meeting = Meeting()
    meeting.hold(_by_the_act)
    assert meeting.errors == []
    meeting.district.refresh_from_db()
    assert meeting.district.path.startswith(meeting.b.path)
    assert Membership.objects.filter(committee__in=meeting.communes).count() == 2


def test_without_the_common_lock_one_of_the_two_is_thrown_out() -> None:
    """The control of the test above. SQLite has one writer at a time."""
    if connection.vendor != "postgresql":
        return
    meeting = Meeting()
    meeting.hold(_past_the_act)
    assert [("deadlock" in str(error)) for error in meeting.errors] == [True]
