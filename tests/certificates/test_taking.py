"""Who took the certificate of somebody else is in the log; one's own is nobody's business."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate
from learning.models import Enrolment
from operations.models import AuditEntry
from tests.learning.builders import World, assign

pytestmark = pytest.mark.django_db


def test_an_administrator_who_takes_a_certificate_is_written_down(
    world: World, client_for: Callable[[User], Client]
) -> None:
    enrolment = Enrolment.objects.get(campaign=assign(world), cadre=world.cadre)
    certificate = Certificate.objects.create(
        number="S1",
        cadre=world.cadre,
        enrolment=enrolment,
        course=world.course,
        holder_name=world.cadre.full_name,
        course_title="Khóa thử",
        committee_name="Đảng ủy xã Một",
        completed_on=timezone.localdate(),
        is_demo=True,
    )
    address = reverse("certificate_file", args=[certificate.code])
    taken = AuditEntry.objects.filter(action="certificate.file_taken")
    assert client_for(world.cadre).get(address).status_code == 200
    assert not taken.exists()
    administrator = client_for(world.admin)
    answer = administrator.get(address)
    assert answer.status_code == 200
    entry = taken.get()
    assert (entry.actor, entry.object_id) == (world.admin, str(certificate.pk))
    assert entry.committee_id == world.communes[0].pk
    # What the browser has already is not taken again; a part of it is.
    assert administrator.get(address, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert taken.count() == 1
    assert administrator.get(address, HTTP_RANGE="bytes=1-").status_code == 206
    assert taken.count() == 2
