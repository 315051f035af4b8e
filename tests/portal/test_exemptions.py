"""Exemption by the administrator of the unit: found by name, a coarse reason that few read, and the way back."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from operations.models import AuditEntry
from reports.domain.rollups import compare
from tests.factories import make_user
from tests.kept import made_once
from tests.learning.builders import World, assigned_world, enrolment_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
REASON = "Nghỉ dài ngày"
kept_world = made_once(assigned_world)


def _holder(world: World, role: Role) -> User:
    person = make_user(full_name="Người Giữ Vai Trò")
    grant_role(user=person, role=role, committee=world.province, actor=None)
    return person


def test_a_person_is_found_exempted_and_called_back(world: World, client_for: SignIn) -> None:
    client = client_for(world.admin)
    people = reverse("exemptions", args=[enrolment_of(world.cadre).committee.uuid])
    assert world.cadre.full_name not in client.get(people).content.decode()  # nobody is listed unasked
    assert world.cadre.full_name in client.get(people, {"q": "van hoc"}).content.decode()

    url = reverse("exemption", args=[enrolment_of(world.cadre).uuid])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "mistake"}).status_code == 422
    assert client.post(url, {"reason": "leave"}).status_code == 302
    assert enrolment_of(world.cadre).status == EnrolmentStatus.EXEMPT
    assert world.cadre.full_name in client.get(people).content.decode()

    User.objects.filter(pk=world.cadre.pk).update(is_active=False)  # as after a list that was taken back
    assert world.cadre.full_name not in client.get(people).content.decode()
    assert world.cadre.full_name not in client.get(people, {"q": "van hoc"}).content.decode()
    User.objects.filter(pk=world.cadre.pk).update(is_active=True)

    assert client.post(url).status_code == 302
    assert enrolment_of(world.cadre).status == EnrolmentStatus.NOT_STARTED
    assert not compare()


def test_the_reason_is_read_by_the_person_and_the_administrators_of_the_unit(world: World, client_for: SignIn) -> None:
    enrolment = enrolment_of(world.cadre)
    client_for(world.admin).post(reverse("exemption", args=[enrolment.uuid]), {"reason": "leave"})
    entry = reverse("audit_entry", args=[AuditEntry.objects.get(action="enrolment.exempt").pk])
    asked = reverse("report_why", args=[enrolment.uuid])
    national = make_user(full_name="Quản Trị Toàn Quốc")
    grant_role(user=national, role=Role.NATIONAL_ADMIN, committee=None, actor=None)

    administrator, reviewer = client_for(_holder(world, Role.COMMITTEE_ADMIN)), _holder(world, Role.COMMITTEE_REVIEWER)
    assert REASON in administrator.get(entry).content.decode()
    assert REASON.lower() in administrator.get(asked).content.decode().lower()
    assert REASON not in client_for(national).get(entry).content.decode()
    page = reverse("exemption", args=[enrolment.uuid])
    assert REASON in administrator.get(page).content.decode()
    assert REASON not in client_for(national).get(page).content.decode()
    told = client_for(reviewer).get(asked).content.decode()
    assert "Được miễn tham gia" in told and REASON.lower() not in told.lower()


def test_what_is_completed_is_not_exempted_and_nobody_exempts_oneself(world: World, client_for: SignIn) -> None:
    enrolment = enrolment_of(world.cadre)
    grant_role(user=world.cadre, role=Role.COMMITTEE_ADMIN, committee=world.province, actor=None)
    assert client_for(world.cadre).get(reverse("exemption", args=[enrolment.uuid])).status_code == 404
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.COMPLETED, started_on=timezone.localdate(), completed_on=timezone.localdate()
    )
    client = client_for(world.admin)
    url = reverse("exemption", args=[enrolment.uuid])
    assert "không cần miễn" in client.get(url).content.decode()
    assert client.post(url, {"reason": "leave"}).status_code == 422
