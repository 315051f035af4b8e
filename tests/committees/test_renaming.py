"""Names of units in time: another name from a day on, corrections, what was called how on which day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.domain import integrity
from committees.domain.memberships import leave_committee
from committees.domain.personal_data import memberships
from committees.domain.queries.history import history_of
from committees.domain.queries.names import names_on
from committees.domain.renaming import rename_committee
from committees.domain.reorganising import reorganise
from committees.domain.roles import grant_role
from committees.domain.tree import close_committee
from committees.enums import Role, TreeAct
from committees.errors import CommitteeError
from committees.models import Committee, FormerName
from common.db.row_guards import lift_row_guards
from operations.models import AuditEntry
from tests.committees.builders import SINCE, member, reference_centre, units
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 1)
LATER = date(2026, 3, 1)
DAY = timedelta(days=1)


@pytest.fixture
def unit() -> Committee:
    (province,) = units(reference_centre(), "Tỉnh ủy Sen", kind="province")
    return units(province, "Đảng ủy xã Một")[0]


def test_a_unit_keeps_the_name_of_every_day(unit: Committee) -> None:
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Mới", short_name="Xã Mới", on=ON, reason="15-NQ")
    rename_committee(committee=unit, actor=None, name="Đảng ủy phường Mới", on=LATER)
    unit.refresh_from_db()
    assert (unit.name, unit.short_name, unit.search_key) == ("Đảng ủy phường Mới", "Xã Mới", "dang uy phuong moi")
    days = [SINCE - DAY, SINCE, ON - DAY, ON, LATER - DAY, LATER, LATER + 400 * DAY]
    assert names_on((unit, day) for day in days) == [
        *["Đảng ủy xã Một"] * 3, *["Đảng ủy xã Mới"] * 2, *["Đảng ủy phường Mới"] * 2
    ]  # fmt: skip
    assert not list(integrity.names_of_lives())
    entry = AuditEntry.objects.filter(action="committees.renamed").earliest("pk")
    assert (entry.before["name"], entry.after["on"], entry.reason) == ("Đảng ủy xã Một", "2026-01-01", "15-NQ")


def test_a_correction_leaves_no_name_behind(unit: Committee) -> None:
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Môt")
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Một Hai", on=SINCE)
    assert not FormerName.objects.exists()
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Mới", on=ON)
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Mới Hơn", on=ON)
    assert names_on([(unit, ON - DAY)]) == ["Đảng ủy xã Một Hai"]
    assert FormerName.objects.count() == 1
    # The change of name is taken back.
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Một Hai")
    assert not FormerName.objects.exists()
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Một Hai", on=LATER)
    assert not FormerName.objects.exists()


def test_days_on_which_a_name_cannot_begin(unit: Committee) -> None:
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Mới", on=ON)
    today = timezone.localdate()
    for day in (today + DAY, ON - DAY, SINCE):
        with pytest.raises(CommitteeError):
            rename_committee(committee=unit, actor=None, name="Đảng ủy xã Khác", on=day)
    close_committee(committee=unit, on=LATER, actor=None, reason="")
    with pytest.raises(CommitteeError):
        rename_committee(committee=unit, actor=None, name="Đảng ủy xã Khác", on=LATER)
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Khác", on=LATER - DAY)
    assert names_on([(unit, LATER - 2 * DAY)]) == ["Đảng ủy xã Mới"]
    assert not list(integrity.names_of_lives())


def test_a_unit_does_not_end_before_it_got_its_name(unit: Committee) -> None:
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Mới", on=LATER)
    for day in (ON, LATER):
        with pytest.raises(CommitteeError, match="01/03/2026"):
            close_committee(committee=unit, on=day, actor=None, reason="")
    close_committee(committee=unit, on=LATER + DAY, actor=None, reason="")
    assert not list(integrity.names_of_lives())


def test_the_history_speaks_the_names_of_the_day(unit: Committee, client_for: Callable[[User], Client]) -> None:
    province = unit.get_parent()
    other = units(province, "Đảng ủy xã Hai")[0]
    rename_committee(committee=province, actor=None, name="Thành ủy Sen", on=ON)
    rename_committee(committee=other, actor=None, name="Đảng ủy xã Hai Cũ", on=ON)
    reorganise(act=TreeAct.MERGE, committee=other, target=unit, on=LATER, decision="15", actor=make_user())
    rename_committee(committee=unit, actor=None, name="Đảng ủy phường Một", on=LATER + DAY)
    unit.refresh_from_db()
    lines = [(line.day, line.text, line.unit_name) for line in history_of(unit)]
    assert [(day, name) for day, _text, name in lines] == [
        (SINCE, "Tỉnh ủy Sen"), (LATER, "Đảng ủy xã Hai Cũ"), (LATER + DAY, "")
    ]  # fmt: skip
    assert lines[2][1] == "Đổi tên: “Đảng ủy xã Một” thành “Đảng ủy phường Một”"
    other.refresh_from_db()
    assert [line.unit_name for line in history_of(other) if line.unit][-1] == "Đảng ủy xã Một"
    reader = make_user()
    grant_role(user=reader, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
    page = client_for(reader).get(reverse("unit_history", args=[unit.uuid])).content.decode()
    assert "Tỉnh ủy Sen</a>" in page and "Đảng ủy xã Hai Cũ</a>" in page


def test_a_person_s_own_record_has_the_name_of_then(unit: Committee) -> None:
    person = member(unit)
    leave_committee(cadre=person, on=ON, actor=None)
    rename_committee(committee=unit, actor=None, name="Đảng ủy phường Một", on=LATER)
    assert memberships(person, None).rows[0][0] == "Đảng ủy xã Một"


def _keep(unit: Committee, first: date, last: date) -> None:
    FormerName.objects.create(committee=unit, name="Tên cũ", valid_from=first, valid_to=last)


def _two_names(unit: Committee) -> None:
    _keep(unit, ON - DAY, LATER)


def _before_the_unit(unit: Committee) -> None:
    FormerName.objects.filter(committee=unit).update(valid_from=SINCE - DAY)


def _closed_within_a_name(unit: Committee) -> None:
    Committee.objects.filter(pk=unit.pk).update(valid_to=ON - DAY)


@pytest.mark.parametrize("corrupt", [_two_names, _before_the_unit, _closed_within_a_name])
def test_the_database_refuses_it_and_without_the_guard_it_would_stand(
    corrupt: Callable[[Committee], None], unit: Committee
) -> None:
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Mới", on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        corrupt(unit)
    assert not list(integrity.names_of_lives())
    lift_row_guards(connection)
    corrupt(unit)
    assert list(integrity.names_of_lives())


def test_a_gap_between_names_is_found(unit: Committee) -> None:
    rename_committee(committee=unit, actor=None, name="Đảng ủy xã Mới", on=ON)
    FormerName.objects.filter(committee=unit).update(valid_from=SINCE + DAY)
    assert len(list(integrity.names_of_lives())) == 1
