"""What must always hold between enrolments and their evidence."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from learning.domain.counting_once import counted_not_once
from learning.domain.together import fulfilled_wrongly
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, LiveSession, ProgressEvent
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
    yield from _lacking(EventKind.ATTEMPT_PASSED, passed_on__isnull=False, fulfilled_by__isnull=True)
    yield from _lacking(EventKind.ATTEMPTS_USED_UP, failed=True)


def completions_are_single() -> Iterator[Finding]:
    """Who is completed was completed once more often than it was taken back; everybody else as often."""
    counted = (
        ProgressEvent.objects.filter(kind__in=(EventKind.COMPLETED, EventKind.COMPLETION_WITHDRAWN))
        .order_by()
        .values("enrolment_id", "enrolment__status")
        .annotate(
            completed=Count("pk", filter=Q(kind=EventKind.COMPLETED)),
            withdrawn=Count("pk", filter=Q(kind=EventKind.COMPLETION_WITHDRAWN)),
        )
    )
    for row in counted.iterator():
        standing = row["completed"] - row["withdrawn"]
        if standing not in (0, 1):
            yield Finding("completed twice", f"enrolment {row['enrolment_id']}")
        elif standing and row["enrolment__status"] != EnrolmentStatus.COMPLETED:
            yield Finding("completion event on an enrolment that is not completed", f"enrolment {row['enrolment_id']}")
        elif not standing and row["enrolment__status"] == EnrolmentStatus.COMPLETED:
            yield Finding("completed after its completion was withdrawn", f"enrolment {row['enrolment_id']}")


def recorded_by_somebody() -> Iterator[Finding]:
    """Attendance rests on a session of the same course and activity, learning elsewhere on its proof and day."""
    attended = ProgressEvent.objects.filter(kind=EventKind.ATTENDED).values_list(
        "pk", "enrolment__course_id", "activity", "data__session"
    )
    known = set(LiveSession.objects.values_list("course_id", "activity", "uuid"))
    for pk, course_id, activity, session in attended.iterator():
        if (course_id, activity, _uuid(session)) not in known:
            yield Finding("attendance without a session of the course", f"event {pk}")
    elsewhere = ProgressEvent.objects.filter(kind=EventKind.LEARNED_ELSEWHERE)
    for pk in elsewhere.filter(Q(reason="") | Q(actor=None) | ~Q(data__has_key="on")).values_list("pk", flat=True):
        yield Finding("learned elsewhere without proof, day or recorder", f"event {pk}")


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def people_count_once() -> Iterator[Finding]:
    """Whoever has several records counts once in a campaign; nobody else is taken out of the figures."""
    for person_id, campaign_id in counted_not_once():
        yield Finding(
            "a person with several records does not count once", f"person {person_id}, campaign {campaign_id}"
        )


def fulfilments_rest_on_a_completion() -> Iterator[Finding]:
    """What was learned in another campaign was completed there, by the same person, on the same day."""
    for pk in fulfilled_wrongly().values_list("pk", flat=True).iterator():
        yield Finding("fulfilled by an enrolment that does not bear it", f"enrolment {pk}")


def register() -> None:
    register_invariant(
        "L5", _("What counts for several campaigns was completed in one"), fulfilments_rest_on_a_completion
    )
    register_invariant("L4", _("Every person counts once in a campaign"), people_count_once)
    register_invariant("L3", _("What others took down rests on a session or a proof"), recorded_by_somebody)
    register_invariant("L1", _("Every status rests on its events"), statuses_have_evidence)
    register_invariant("L2", _("Every course is completed once"), completions_are_single)
