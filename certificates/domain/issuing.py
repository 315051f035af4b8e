"""Issuing and revoking. A completed course has exactly one certificate, whatever crashes or repeats."""

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery
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


def promise_key(enrolment_id: int, completion: int = 1) -> str:
    """The key of the promise in the outbox: one for each completion of an enrolment."""
    return f"certificate:{enrolment_id}" if completion == 1 else f"certificate:{enrolment_id}:{completion}"


def request_certificate(enrolment_id: int) -> None:
    """Promise a certificate in the caller's transaction; the key makes a repeated promise one."""
    key = promise_key(enrolment_id, completions_of(enrolment_id))
    outbox.put(topic=ISSUE_TOPIC, key=key, payload={"enrolment": enrolment_id})


def completions_of(enrolment_id: int) -> int:
    """How often the course was completed, withdrawn completions included."""
    return ProgressEvent.objects.filter(enrolment=enrolment_id, kind=EventKind.COMPLETED).count()


def lacking_certificate(most: int | None = None) -> list[int]:
    """Ids of enrolments that are completed and have no certificate of that completion. Two statements.

    What was learned in another campaign has the certificate of that one.

    Nearly all have the one they need: completions are counted only where one was ever withdrawn.
    """
    completed = Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED, fulfilled_by__isnull=True).order_by("pk")
    withdrawn = ProgressEvent.objects.filter(kind=EventKind.COMPLETION_WITHDRAWN).values("enrolment_id")
    times = (
        ProgressEvent.objects.filter(enrolment=OuterRef("pk"), kind=EventKind.COMPLETED)
        .order_by()
        .values("enrolment")
        .annotate(times=Count("pk"))
        .values("times")
    )
    own = Certificate.objects.filter(enrolment=OuterRef("pk"), completion__gte=OuterRef("completions"))
    none = completed.filter(certificate__isnull=True)
    again = completed.filter(pk__in=withdrawn, certificate__isnull=False).annotate(completions=Subquery(times))
    found = [*none.values_list("pk", flat=True)[:most]]
    return [*found, *again.filter(~Exists(own)).distinct().values_list("pk", flat=True)[:most]]


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
    completion = completions_of(enrolment_id)
    existing = Certificate.objects.filter(enrolment=enrolment, completion__gte=completion).first()
    if existing:
        return existing
    if enrolment.fulfilled_by_id:
        return issue_certificate(enrolment_id=enrolment.fulfilled_by_id)
    if enrolment.status != EnrolmentStatus.COMPLETED or enrolment.completed_on is None:
        raise CertificateError(_("The course has not been completed."))
    event = (
        ProgressEvent.objects.filter(enrolment=enrolment, kind=EventKind.COMPLETED)
        .select_related("committee_at")
        .latest("id")
    )
    certificate = Certificate.objects.create(
        number=next_number(timezone.localdate().year),
        cadre=enrolment.cadre,
        enrolment=enrolment,
        completion=completion,
        course=enrolment.course,
        edition=enrolment.edition,
        holder_name=enrolment.cadre.full_name,
        course_title=enrolment.edition.title_vi if enrolment.edition else enrolment.course.title_vi,
        committee_name=event.committee_at.name,
        completed_on=enrolment.completed_on,
        is_demo=enrolment.cadre.is_demo,
    )
    audit.record(
        action="certificate.issue",
        actor=None,
        target=certificate,
        committee_id=event.committee_at_id,
        after={"number": certificate.number},
    )
    outbox.put(topic=RENDER_TOPIC, key=f"certificate-file:{certificate.pk}", payload={"certificate": certificate.pk})
    return certificate


def issue_missing(*, limit: int = 500) -> int:
    """Promise what a completed enrolment still lacks: the net under every crash. Returns how many."""
    lacking = lacking_certificate(limit)[:limit]
    for enrolment_id in lacking:
        issue_certificate(enrolment_id=enrolment_id)
    return len(lacking)


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


def revoke_current(*, enrolment: Enrolment, actor: User, reason: str) -> Revocation | None:
    """Revoke the valid certificate of an enrolment whose completion was withdrawn; None when there is none."""
    valid = Certificate.objects.filter(enrolment=enrolment, revocation=None).order_by("-completion").first()
    return revoke(certificate=valid, actor=actor, reason=reason) if valid else None
