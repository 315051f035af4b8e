"""Issuing and revoking. A completed course has exactly one certificate, whatever crashes or repeats."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.domain.numbering import next_number
from certificates.errors import CertificateError
from certificates.models import Certificate, Revocation
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, ProgressEvent
from operations.domain import audit, outbox

ISSUE_TOPIC = "certificates.issue"
RENDER_TOPIC = "certificates.render"


def promise_key(enrolment_id: int) -> str:
    """The key of the promise in the outbox: one for each enrolment."""
    return f"certificate:{enrolment_id}"


def request_certificate(enrolment_id: int) -> None:
    """Promise a certificate in the caller's transaction; the key makes a repeated promise one."""
    outbox.put(topic=ISSUE_TOPIC, key=promise_key(enrolment_id), payload={"enrolment": enrolment_id})


@transaction.atomic
def issue_certificate(*, enrolment_id: int) -> Certificate:
    """Register the certificate of a completed enrolment, or return the one there is.

    The names are those of the day; the unit is the one stamped on the completion event.

    Raises:
        CertificateError: the course is not completed.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("cadre", "course", "edition")
        .get(pk=enrolment_id)
    )
    existing = Certificate.objects.filter(enrolment=enrolment).first()
    if existing:
        return existing
    if enrolment.status != EnrolmentStatus.COMPLETED or enrolment.completed_on is None:
        raise CertificateError(_("The course has not been completed."))
    completion = (
        ProgressEvent.objects.filter(enrolment=enrolment, kind=EventKind.COMPLETED)
        .select_related("committee_at")
        .latest("id")
    )
    certificate = Certificate.objects.create(
        number=next_number(timezone.localdate().year),
        cadre=enrolment.cadre,
        enrolment=enrolment,
        course=enrolment.course,
        edition=enrolment.edition,
        holder_name=enrolment.cadre.full_name,
        course_title=enrolment.edition.title_vi if enrolment.edition else enrolment.course.title_vi,
        committee_name=completion.committee_at.name,
        completed_on=enrolment.completed_on,
        is_demo=enrolment.cadre.is_demo,
    )
    audit.record(
        action="certificate.issue",
        actor=None,
        target=certificate,
        committee_id=completion.committee_at_id,
        after={"number": certificate.number},
    )
    outbox.put(topic=RENDER_TOPIC, key=f"certificate-file:{certificate.pk}", payload={"certificate": certificate.pk})
    return certificate


def issue_missing(*, limit: int = 500) -> int:
    """Promise what a completed enrolment still lacks: the net under every crash. Returns how many."""
    lacking = Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED, certificate__isnull=True).order_by("pk")
    count = 0
    for enrolment_id in lacking.values_list("pk", flat=True)[:limit]:
        issue_certificate(enrolment_id=enrolment_id)
        count += 1
    return count


@transaction.atomic
def revoke(*, certificate: Certificate, actor: User, reason: str) -> Revocation:
    """Withdraw a certificate for good. The row stays and the public page says so."""
    if not reason.strip():
        raise CertificateError(_("A reason is needed."))
    if Revocation.objects.filter(certificate=certificate).exists():
        raise CertificateError(_("This certificate has been revoked already."))
    revocation = Revocation.objects.create(certificate=certificate, reason=reason.strip(), revoked_by=actor)
    audit.record(action="certificate.revoke", actor=actor, target=certificate, reason=reason.strip())
    return revocation
