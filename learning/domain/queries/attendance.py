"""Who means to come to a live session, and who was there."""

from collections.abc import Iterable, Sequence

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from accounts.domain.finding import matches
from accounts.models import User
from committees.domain.access import access_of
from committees.enums import Role
from committees.rules import people_named_without_purpose
from common.text.vietnamese import fold
from courses.models import Course
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, LiveSession, ProgressEvent, SessionSignUp


def on_the_list(session: LiveSession, reader: User) -> QuerySet[Enrolment]:
    """Who means to come and who was taken down at this session, in the order of names, with the person and the unit.

    Whether somebody signed up stands in `is_signed_up`. Who sees the others: as in `expected_at`.
    """
    found = _listed(session).filter(_is_coming(session) | _was_there(session))
    return _named_to(reader, session, found).order_by("cadre__sort_name", "pk")


def expected_at(session: LiveSession, reader: User, typed: str = "") -> QuerySet[Enrolment]:
    """Who takes the course and may have come, by name or code; a person once, though in several campaigns.

    First those who signed up. The trainer of the course finds anybody who takes it; whoever else holds the session,
    those who signed up and the people whose names they read anyhow.
    """
    found = _listed(session).filter(matches(typed, "cadre__")).filter(_is_coming(session) | Q(cadre__is_active=True))
    return _named_to(reader, session, found).order_by(F("is_signed_up").desc(), "cadre__sort_name", "pk")


def _named_to(reader: User, session: LiveSession, found: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    coming = _is_coming(session)
    if not (access_of(reader).has(Role.TRAINER) and session.course.created_by_id == reader.pk):
        found = found.filter(coming | Q(cadre__in=people_named_without_purpose(reader)))
    return found.annotate(is_signed_up=ExpressionWrapper(coming, output_field=BooleanField()))


def _listed(session: LiveSession) -> QuerySet[Enrolment]:
    taking = Enrolment.objects.filter(course=session.course_id).exclude(status=EnrolmentStatus.EXEMPT)
    same_person = taking.filter(cadre=OuterRef("cadre"), pk__lt=OuterRef("pk"))
    return taking.filter(~Exists(same_person)).select_related("cadre", "committee")


def _is_coming(session: LiveSession) -> Q:
    """Of an enrolment: whether the person means to come, by whichever campaign."""
    return Q(cadre__in=SessionSignUp.objects.filter(session=session).values("cadre_id"))


def _was_there(session: LiveSession) -> Q:
    """Of an enrolment: whether the person was taken down at this session, not at another of the same activity."""
    taken_down = ProgressEvent.objects.filter(
        activity=session.activity, kind=EventKind.ATTENDED, data__session=str(session.uuid)
    )
    return Q(cadre__in=taken_down.values("cadre_id"))


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
