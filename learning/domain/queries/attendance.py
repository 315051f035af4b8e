"""Who means to come to a live session, and who was there."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from common.text.vietnamese import fold
from courses.models import Course
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, LiveSession, ProgressEvent, SessionSignUp


def signed_up(session: LiveSession) -> QuerySet[SessionSignUp]:
    """In the order of names, with the person and the unit."""
    return (
        SessionSignUp.objects.filter(session=session)
        .select_related("enrolment__cadre", "enrolment__committee")
        .order_by("enrolment__cadre__sort_name", "pk")
    )


def attended_by(session: LiveSession, enrolments: Iterable[int]) -> set[int]:
    """Which of these enrolments have the activity of the session taken down. One statement."""
    events = ProgressEvent.objects.filter(
        enrolment__in=list(enrolments), activity=session.activity, kind=EventKind.ATTENDED
    )
    return set(events.values_list("enrolment_id", flat=True))


def takers_by_code(course: Course, codes: Sequence[str]) -> dict[str, int]:
    """The person of each code who takes the course; a code of anybody else is left out. One statement."""
    keys = {fold(code): code for code in codes}
    rows = (
        Enrolment.objects.filter(course=course, cadre__username_key__in=keys)
        .exclude(status=EnrolmentStatus.EXEMPT)
        .values_list("cadre__username_key", "cadre_id")
    )
    found = dict(rows)
    return {code: found[key] for key, code in keys.items() if key in found}
