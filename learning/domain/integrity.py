"""What must always hold between enrolments and their evidence."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, ProgressEvent
from operations.domain.integrity import Finding, register_invariant


def _lacking(kind: EventKind, **which: object) -> Iterator[Finding]:
    event = ProgressEvent.objects.filter(enrolment=OuterRef("pk"), cadre_id=OuterRef("cadre_id"), kind=kind)
    for pk in Enrolment.objects.filter(~Exists(event), **which).values_list("pk", flat=True).iterator():
        yield Finding(f"enrolment without a {kind.value} event", f"enrolment {pk}")


def statuses_have_evidence() -> Iterator[Finding]:
    """Completed rests on a completion event, passed on a passed attempt, begun on a start."""
    yield from _lacking(EventKind.ENROLLED)
    yield from _lacking(EventKind.STARTED, status__in=(EnrolmentStatus.IN_PROGRESS, EnrolmentStatus.COMPLETED))
    yield from _lacking(EventKind.COMPLETED, status=EnrolmentStatus.COMPLETED)
    yield from _lacking(EventKind.ATTEMPT_PASSED, passed_on__isnull=False)
    yield from _lacking(EventKind.ATTEMPTS_USED_UP, failed=True)


def completions_are_single() -> Iterator[Finding]:
    """No enrolment is completed twice, and none has a completion event without being completed."""
    stray = (
        ProgressEvent.objects.filter(kind=EventKind.COMPLETED)
        .exclude(enrolment__status=EnrolmentStatus.COMPLETED)
        .values_list("enrolment_id", flat=True)
    )
    for pk in stray.iterator():
        yield Finding("completion event on an enrolment that is not completed", f"enrolment {pk}")
    events = ProgressEvent.objects.filter(kind=EventKind.COMPLETED).order_by("enrolment_id")
    previous = None
    for pk in events.values_list("enrolment_id", flat=True).iterator():
        if pk == previous:
            yield Finding("completed twice", f"enrolment {pk}")
        previous = pk


def register() -> None:
    register_invariant("L1", _("Every status rests on its events"), statuses_have_evidence)
    register_invariant("L2", _("Every course is completed once"), completions_are_single)
