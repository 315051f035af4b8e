"""Who means to come to a live session, and who was there."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.finding import matches
from accounts.models import User
from committees.rules import people_named_without_purpose
from common.text.vietnamese import fold
from courses.models import Course
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, LiveSession, ProgressEvent, SessionSignUp
from learning.rules import courses_accommodated_by


def signed_up(session: LiveSession) -> QuerySet[Enrolment]:
    """Who means to come, in the order of names, with the person and the unit."""
    return _listed(session).filter(_signed_up(session))


def expected_at(session: LiveSession, reader: User, typed: str = "") -> QuerySet[Enrolment]:
    """Who takes the course and may have come, found by name or code; all of them where nothing is typed.

    A person once, though in several campaigns; first those who signed up. Whoever teaches the course may look up
    anybody who takes it, as for more time; whoever else holds the session, the people of the own units.
    """
    found = _listed(session).filter(matches(typed, "cadre__"))
    if courses_accommodated_by(reader).filter(pk=session.course_id).exists():
        return found
    return found.filter(_signed_up(session) | Q(cadre__in=people_named_without_purpose(reader)))


def _listed(session: LiveSession) -> QuerySet[Enrolment]:
    taking = Enrolment.objects.filter(course=session.course_id).exclude(status=EnrolmentStatus.EXEMPT)
    same_person = taking.filter(cadre=OuterRef("cadre"), pk__lt=OuterRef("pk"))
    return (
        taking.filter(~Exists(same_person), cadre__is_active=True)
        .annotate(is_signed_up=_signed_up(session))
        .select_related("cadre", "committee")
        .order_by("-is_signed_up", "cadre__sort_name", "pk")
    )


def _signed_up(session: LiveSession) -> Exists:
    """Of an enrolment: whether the person means to come, by whichever campaign."""
    return Exists(SessionSignUp.objects.filter(session=session, cadre_id=OuterRef("cadre_id")))


def attended_by(session: LiveSession, people: Iterable[int]) -> set[int]:
    """Which of these people have the activity of the session taken down. One statement."""
    events = ProgressEvent.objects.filter(
        cadre__in=list(people),
        enrolment__course=session.course_id,
        activity=session.activity,
        kind=EventKind.ATTENDED,
    )
    return set(events.values_list("cadre_id", flat=True))


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
