"""Two records of one person made one: nothing of the record is lost, the person counts once, and it can be undone."""

from collections.abc import Callable

import pytest
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.identities import of_person
from accounts.errors import PersonError
from accounts.models import PersonMerge, User
from committees.domain.memberships import current_membership
from committees.domain.roles import end_role, grant_role
from committees.enums import Role
from committees.models import Membership
from learning.domain.merging import merge_people, undo_merge
from learning.enums import EnrolmentStatus
from learning.models import Enrolment, ProgressEvent
from operations.domain.integrity import check_all
from operations.domain.personal_data import personal_data
from operations.models import AuditEntry
from reports.domain.rollups import compare
from tests.committees.builders import member, reference_centre
from tests.reports.builders import Country, enrol, make_country, set_status

pytestmark = pytest.mark.django_db


class Double:
    """`closed` has completed, `kept` is still due for the same campaign."""

    def __init__(self) -> None:
        self.country: Country = make_country()
        self.done = enrol(self.country, self.country.communes[0], name="Nguyễn Văn Đúp")
        set_status(self.done, EnrolmentStatus.COMPLETED, passed=True)
        self.due = enrol(self.country, self.country.communes[1], name="Nguyen Van Dup")
        self.closed, self.kept = self.done.cadre, self.due.cadre
        self.admin = member(self.country.a, name="Lê Thị Quản")
        grant_role(user=self.admin, role=Role.COMMITTEE_ADMIN, committee=self.country.a, actor=None)

    def merge(self) -> PersonMerge:
        return merge_people(closed=self.closed, kept=self.kept, actor=self.admin, reason="Nhập hai lần")


@pytest.fixture
def double() -> Double:
    return Double()


def statuses(double: Double) -> list[int]:
    return [Enrolment.objects.get(pk=enrolment.pk).status for enrolment in (double.done, double.due)]


def test_the_evidence_stays_as_it_is_and_the_person_counts_once(double: Double) -> None:
    before = {event.pk: model_to_dict(event) for event in ProgressEvent.objects.all()}
    already = [result.code for result in check_all() if result.findings]
    double.merge()
    double.closed.refresh_from_db()
    assert not double.closed.is_active
    assert current_membership(double.closed) is None
    assert {event.pk: model_to_dict(event) for event in ProgressEvent.objects.filter(pk__in=before)} == before
    assert statuses(double) == [EnrolmentStatus.COMPLETED, EnrolmentStatus.EXEMPT]
    assert not compare()
    assert [result.code for result in check_all() if result.findings] == already
    assert AuditEntry.objects.filter(action="person.merged").count() == 2


def test_the_closed_record_is_shown_to_the_person_and_to_nobody_else(
    double: Double, client_for: Callable[[User], Client]
) -> None:
    merge = double.merge()
    assert double.closed.username in str(list(personal_data(double.kept, None)))
    assert double.closed.username not in str(list(personal_data(double.admin, None)))
    assert set(Enrolment.objects.filter(of_person(double.kept, "cadre"))) == {double.done, double.due}
    assert client_for(double.kept).get(reverse("my_certificates")).status_code == 200
    undo_merge(merge=merge, actor=double.admin)
    assert list(Enrolment.objects.filter(of_person(double.kept, "cadre"))) == [double.due]


def test_it_can_be_undone(double: Double) -> None:
    unit = current_membership(double.closed)
    merge = double.merge()
    undo_merge(merge=merge, actor=double.admin)
    double.closed.refresh_from_db()
    assert double.closed.is_active
    assert unit and Membership.objects.get(cadre=double.closed, valid_to=None).committee == unit.committee
    assert statuses(double) == [EnrolmentStatus.COMPLETED, EnrolmentStatus.NOT_STARTED]
    assert not compare()
    with pytest.raises(PersonError):
        undo_merge(merge=merge, actor=double.admin)


def test_who_joined_on_the_day_comes_back_too(double: Double) -> None:
    newcomer = member(double.country.communes[0], timezone.localdate(), "Lê Anh Sĩ")
    merge = merge_people(closed=newcomer, kept=double.kept, actor=double.admin, reason="Nhập hai lần")
    assert not Membership.objects.filter(cadre=newcomer).exists()
    undo_merge(merge=merge, actor=double.admin)
    back = current_membership(newcomer)
    assert back is not None
    assert (back.committee, back.valid_from) == (double.country.communes[0], timezone.localdate())


def test_one_end_elsewhere_is_not_for_the_administrator_of_the_other(
    double: Double, client_for: Callable[[User], Client]
) -> None:
    elsewhere = member(double.country.b, name="Trần Văn Xa")
    merge = merge_people(closed=elsewhere, kept=double.kept, actor=national(), reason="Nhập hai lần")
    place = [double.country.a.uuid, double.kept.pk]
    assert "Trần Văn Xa" not in client_for(double.admin).get(reverse("merge_people", args=place)).content.decode()
    client_for(double.admin).post(reverse("separate_people", args=place), {"merge": str(merge.uuid)})
    with pytest.raises(PersonError):
        undo_merge(merge=merge, actor=double.admin)
    elsewhere.refresh_from_db()
    assert not elsewhere.is_active
    undo_merge(merge=merge, actor=national())


def test_who_held_a_role_is_closed_and_opened_by_the_national_administrator_alone(double: Double) -> None:
    grant = grant_role(user=double.closed, role=Role.COMMITTEE_REVIEWER, committee=double.country.a, actor=None)
    end_role(grant=grant, actor=None, reason="Thôi giữ")
    with pytest.raises(PersonError):
        double.merge()
    merge = merge_people(closed=double.closed, kept=double.kept, actor=national(), reason="Nhập hai lần")
    with pytest.raises(PersonError):
        undo_merge(merge=merge, actor=double.admin)


def test_whose_separating_it_is_not_finds_no_merger_and_is_in_the_log(
    double: Double, client_for: Callable[[User], Client]
) -> None:
    grant = grant_role(user=double.closed, role=Role.COMMITTEE_REVIEWER, committee=double.country.a, actor=None)
    end_role(grant=grant, actor=None, reason="Thôi giữ")
    merge = merge_people(closed=double.closed, kept=double.kept, actor=national(), reason="Nhập hai lần")
    browser = client_for(double.admin)
    place = [double.country.a.uuid, double.kept.pk]
    assert str(merge.uuid) not in browser.get(reverse("merge_people", args=place)).content.decode()
    answer = browser.post(reverse("separate_people", args=place), {"merge": str(merge.uuid)})
    assert answer.status_code == 404
    merge.refresh_from_db()
    assert merge.undone_at is None
    refused = AuditEntry.objects.get(action="access.refused")
    assert (refused.actor, refused.object_type, refused.object_id) == (
        double.admin,
        "accounts.personmerge",
        str(merge.pk),
    )


def national() -> User:
    user = member(reference_centre(), name="Lê Thị Toàn")
    grant_role(user=user, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
    return user


@pytest.mark.parametrize("case", ["foreign", "own", "role", "twice", "chain", "no reason"])
def test_what_makes_no_sense_is_refused(double: Double, case: str) -> None:
    closed, kept, reason = double.closed, double.kept, "Nhập hai lần"
    if case == "foreign":
        closed = member(double.country.b)
    elif case == "own":
        closed = double.admin
    elif case == "role":
        grant_role(user=closed, role=Role.COMMITTEE_REVIEWER, committee=double.country.a, actor=None)
    elif case == "twice":
        double.merge()
    elif case == "chain":
        double.merge()
        closed, kept = double.kept, member(double.country.a)
    else:
        reason = " "
    with pytest.raises(PersonError):
        merge_people(closed=closed, kept=kept, actor=double.admin, reason=reason)
    assert PersonMerge.objects.count() == (case in ("twice", "chain"))


def test_both_are_shown_before_anything_happens(double: Double, client_for: Callable[[User], Client]) -> None:
    browser = client_for(double.admin)
    address = reverse("merge_people", args=[double.country.a.uuid, double.kept.pk])
    form = {"code": double.closed.username.upper(), "reason": "Nhập hai lần"}
    shown = browser.post(address, form).content.decode()
    assert "Nguyễn Văn Đúp" in shown
    assert not PersonMerge.objects.exists()
    browser.post(address, {**form, "step": "merge"})
    merge = PersonMerge.objects.get()
    browser.post(reverse("separate_people", args=[double.country.a.uuid, double.kept.pk]), {"merge": str(merge.uuid)})
    merge.refresh_from_db()
    assert merge.undone_at is not None
    assert browser.post(address, {"code": "khong.co", "reason": "x"}).status_code == 422
