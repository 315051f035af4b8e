"""I4: each planted corruption of the register is found, by the exit code of the command too."""

from collections.abc import Callable
from pathlib import Path

import pytest

from certificates.domain.issuing import ISSUE_TOPIC, issue_missing, request_certificate
from certificates.models import Certificate
from common.db.erasure import erasure_window
from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from operations.domain import outbox
from operations.domain.stored_files import missing_files
from operations.models import OutboxMessage
from tests.learning.builders import World, assign, enrolment_of, read_lessons, take_quiz
from tests.operations.integrity import asked_integrity

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(world: World) -> Certificate:
    """Of a course learned to its end; its file is made."""
    assign(world)
    enrolment = enrolment_of(world.cadre)
    read_lessons(world, enrolment)
    take_quiz(world, enrolment, right=True)
    for _round in range(2):
        outbox.dispatch(limit=50)
    return Certificate.objects.get()


def broken() -> tuple[int, dict[str, list[str]]]:
    """The exit code of the command, and what the two invariants of the register found."""
    code, found = asked_integrity()
    return code, {of: [finding["message"] for finding in found[of]] for of in ("I4", "I4b") if found[of]}


def lose_certificate(certificate: Certificate) -> None:
    with erasure_window():
        certificate.delete()


def take_completion_back(certificate: Certificate) -> None:
    nothing = {"status": EnrolmentStatus.IN_PROGRESS, "passed_on": None, "completed_on": None}
    Enrolment.objects.filter(pk=certificate.enrolment_id).update(**nothing)


def issue_another(certificate: Certificate) -> None:
    certificate.pk, certificate.number, certificate.code = None, "S2", "ANOTHER"
    certificate.completion = 2
    certificate.save(force_insert=True)


def lose_file(certificate: Certificate) -> None:
    Path(certificate.file.path).unlink()


def change_file(certificate: Certificate) -> None:
    with Path(certificate.file.path).open("ab") as file:
        file.write(b"%")


def test_what_the_room_makes_is_clean(certificate: Certificate) -> None:
    assert certificate.rendered_at is not None
    assert broken() == (0, {})


@pytest.mark.parametrize(
    ("corrupt", "code", "message"),
    [
        (lose_certificate, "I4", "completed without a certificate"),
        (take_completion_back, "I4", "certificate without a completion"),
        (issue_another, "I4", "more than one valid certificate"),
        (lose_file, "I4b", "certificate file is missing"),
        (change_file, "I4b", "certificate file differs from the register"),
    ],
)
def test_a_planted_corruption_is_found(
    certificate: Certificate, corrupt: Callable[[Certificate], None], code: str, message: str
) -> None:
    corrupt(certificate)
    exit_code, found = broken()
    assert exit_code == 1
    assert found == {code: [message]}


def test_a_lost_file_is_missing_among_all_files_too(certificate: Certificate) -> None:
    lose_file(certificate)
    row = (f"certificates.certificate {certificate.pk}", certificate.file.name)
    assert row in list(missing_files())


def test_a_promise_that_waits_is_no_fault_and_a_lost_one_is_made_good(certificate: Certificate) -> None:
    enrolment_id = certificate.enrolment_id
    lose_certificate(certificate)
    with erasure_window():
        OutboxMessage.objects.filter(topic=ISSUE_TOPIC).delete()
    assert broken()[1] == {"I4": ["completed without a certificate"]}
    request_certificate(enrolment_id)
    assert broken()[1] == {}
    assert issue_missing() == 1
    outbox.dispatch(limit=50)
    assert broken() == (0, {})
