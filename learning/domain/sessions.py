"""Live sessions: fixing a date, signing up, and taking down who was there."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.text.vietnamese import UnsafeText, clean_line
from courses.domain.editions import ActivityOutline, edition_outline
from courses.enums import ActivityKind
from courses.models import Course
from learning.domain.recording import Recorded, record_many
from learning.enums import EnrolmentStatus, EventKind
from learning.errors import LearningError
from learning.models import Enrolment, LiveSession, SessionSignUp
from learning.rules import can_hold_sessions
from operations.domain import audit
from operations.domain.jobs import enqueue_job
from operations.models import Job

JOB = "learning.attendance"
# More than these are taken down by a job.
AT_ONCE = 30


@transaction.atomic
def fix_session(*, course: Course, activity: UUID, starts_at: datetime, room: str, actor: User) -> LiveSession:
    """A date and a room for a live session of the edition that is served.

    Raises:
        LearningError: not allowed, no such live session, or no room.
    """
    _require_holder(actor, course)
    if not any(found.key == activity for found in live_activities(course)):
        raise LearningError(_("The course has no such live session."))
    session = LiveSession.objects.create(
        course=course, activity=activity, starts_at=starts_at, room=_line(room), created_by=actor
    )
    audit.record(
        action="session.fixed",
        actor=actor,
        target=session,
        after={"course": course.slug, "starts_at": starts_at.isoformat(), "room": session.room},
    )
    return session


@transaction.atomic
def call_off_session(*, session: LiveSession, reason: str, actor: User) -> None:
    """Who signed up reads the reason on the page of the activity."""
    _require_holder(actor, session.course)
    words = _line(reason)
    done = LiveSession.objects.filter(pk=session.pk, called_off_at__isnull=True).update(
        called_off_at=timezone.now(), called_off_reason=words
    )
    if not done:
        raise LearningError(_("The session has been called off already."))
    audit.record(action="session.called_off", actor=actor, target=session, reason=words)


@transaction.atomic
def sign_up(*, session: LiveSession, enrolment: Enrolment) -> None:
    """The learner means to come; twice is once.

    Raises:
        LearningError: of another course, called off, or over.
    """
    if session.course_id != enrolment.course_id:
        raise LearningError(_("The course has no such live session."))
    if session.called_off_at or session.starts_at < timezone.now():
        raise LearningError(_("Nobody can sign up for this session any more."))
    SessionSignUp.objects.bulk_create(
        [SessionSignUp(session=session, enrolment=enrolment, cadre_id=enrolment.cadre_id)], ignore_conflicts=True
    )


def take_back_sign_up(*, session: LiveSession, enrolment: Enrolment) -> None:
    SessionSignUp.objects.filter(session=session, enrolment=enrolment, cadre_id=enrolment.cadre_id).delete()


def take_attendance(*, session: LiveSession, cadre_ids: Sequence[int], actor: User) -> Job | Recorded:
    """Take down who was there: at once when they are few, otherwise by a job, which is returned.

    Raises:
        LearningError: not allowed, not at this time, or the actor is among them.
    """
    _require_attendable(session, actor)
    if actor.pk in cadre_ids:
        raise LearningError(_("Your own attendance has to be taken down by another person."))
    ids = sorted(set(cadre_ids))
    if len(ids) <= AT_ONCE:
        return record_attendance(session=session, cadre_ids=ids, actor=actor)
    return enqueue_job(
        kind=JOB,
        title=_("Attendance: %(course)s") % {"course": session.course.title},
        parameters={"session": session.pk, "cadres": ids},
        requested_by=actor,
    )


def record_attendance(
    *,
    session: LiveSession,
    cadre_ids: Sequence[int],
    actor: User | None,
    progress: Callable[[int, int], None] | None = None,
) -> Recorded:
    """Finish the activity for these learners of the course; taken down twice is once."""
    local = timezone.localtime(session.starts_at)
    return record_many(
        enrolments=current_enrolments(session.course, cadre_ids),
        activity=session.activity,
        kind=EventKind.ATTENDED,
        data={"session": str(session.uuid), "when": f"{local:%H:%M %d/%m/%Y}", "room": session.room},
        actor=actor,
        audited=session,
        progress=progress,
    )


def current_enrolments(course: Course, cadre_ids: Sequence[int]) -> list[Enrolment]:
    """One enrolment for each of these people who take the course: the unfinished one, else the latest."""
    rows = (
        Enrolment.objects.filter(course=course, cadre_id__in=cadre_ids)
        .exclude(status=EnrolmentStatus.EXEMPT)
        .select_related("course")
        .order_by("cadre_id", "status", "-pk")
    )
    best: dict[int, Enrolment] = {}
    for enrolment in rows:
        known = best.get(enrolment.cadre_id)
        if known is None or (known.is_completed and not enrolment.is_completed):
            best[enrolment.cadre_id] = enrolment
    return list(best.values())


def live_activities(course: Course, kind: ActivityKind = ActivityKind.SESSION) -> list[ActivityOutline]:
    """The activities of this kind in the edition that is served. Remembered."""
    if course.current_edition_id is None:
        return []
    return [found for found in edition_outline(course.current_edition_id).activities if found.kind == kind]


def _require_attendable(session: LiveSession, actor: User) -> None:
    _require_holder(actor, session.course)
    if session.called_off_at:
        raise LearningError(_("The session has been called off already."))
    if session.starts_at > timezone.now():
        raise LearningError(_("The session has not begun yet."))


def _require_holder(actor: User, course: Course) -> None:
    if not can_hold_sessions(actor, course):
        raise LearningError(_("This is not allowed."))


def _line(words: str) -> str:
    try:
        line = clean_line(words)
    except UnsafeText as error:
        raise LearningError(str(error)) from error
    if not line:
        raise LearningError(_("Say where the session is held, or why it is called off."))
    return line[:300]
