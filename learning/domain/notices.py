"""Notices of a learner: a course assigned, a due date near or past, an exemption, a new edition of a course begun."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.text.formats import number, short_date
from learning.domain.clock import today
from learning.domain.queries.my_courses import superseded
from learning.enums import UNFINISHED_STATUSES, EventKind, ExemptReason
from learning.models import Enrolment, ProgressEvent
from operations.domain.notices import KEPT_FOR, Notice, register_notices

EARLY: Final = timedelta(days=14)
LATE: Final = timedelta(days=3)
_DAY: Final = timedelta(days=1)
_TOLD: Final = (
    EventKind.ENROLLED,
    EventKind.EXEMPTED,
    EventKind.EXEMPTION_ENDED,
    EventKind.DUE_CHANGED,
    EventKind.COMPLETION_WITHDRAWN,
)


def dated_events(person: User, now: datetime) -> QuerySet[ProgressEvent]:
    """What others did to the person's enrolments; a course of the person's own choice is no news."""
    corrected = Q(data__has_key="edition") | Q(data__has_key="score_before")
    told = Q(kind__in=_TOLD) | Q(kind=EventKind.CORRECTED) & corrected
    own_choice = Q(kind=EventKind.ENROLLED, actor_id=person.pk)
    # What is entered long after its day, from an older register for instance, is no news either.
    recent = Q(day__gte=now.date() - KEPT_FOR)
    events = ProgressEvent.objects.filter(told, recent, cadre_id=person.pk)
    return events.exclude(own_choice).annotate(notice_at=F("at"))


def dates_near(person: User, now: datetime) -> QuerySet[Enrolment]:
    """Unfinished courses whose due date is near or past, dated by the last step that was reached.

    The days turn at midnight UTC, which is seven in the morning in Viet Nam. Who was assigned the course
    after that step was told the due date with it.
    """
    day = now.astimezone(UTC).date()
    steps = Case(
        When(due_on__lt=day, then=_moment(_DAY)),
        When(due_on__lte=day + LATE, then=_moment(-LATE)),
        default=_moment(-EARLY),
    )
    return (
        Enrolment.objects.filter(cadre_id=person.pk, status__in=UNFINISHED_STATUSES, due_on__lte=day + EARLY)
        .exclude(superseded())
        .annotate(notice_at=steps)
        .filter(Q(due_on__lt=day) | Q(assigned_on__lte=F("notice_at")))
    )


def _moment(after: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(F("due_on") + after, output_field=DateTimeField())


def words_of_events(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    events = ProgressEvent.objects.filter(pk__in=keys, cadre_id=person.pk).select_related(
        "enrolment__course", "enrolment__campaign"
    )
    return {event.pk: _of_event(event) for event in events}


def _of_event(event: ProgressEvent) -> Notice:
    enrolment = event.enrolment
    url = reverse("course", args=[enrolment.course.slug])
    title = enrolment.course.title
    match event.kind:
        case EventKind.ENROLLED:
            return Notice(_("Assigned: %(course)s") % {"course": title}, url, _assignment(enrolment), icon="lesson")
        case EventKind.EXEMPTED:
            reason = ExemptReason(event.data["code"]).label if "code" in event.data else ""
            text = str(reason).capitalize()
            return Notice(_("Exempted from: %(course)s") % {"course": title}, url, text, icon="mien")
        case EventKind.EXEMPTION_ENDED:
            text = _("The course is to be taken again.")
            return Notice(_("Exemption ended: %(course)s") % {"course": title}, url, text)
        case EventKind.DUE_CHANGED:
            text = _due(enrolment.due_on)
            return Notice(_("Due date changed: %(course)s") % {"course": title}, url, text, icon="clock")
        case EventKind.COMPLETION_WITHDRAWN:
            return Notice(_("Completion withdrawn: %(course)s") % {"course": title}, url, event.reason, icon="warning")
        case EventKind.CORRECTED if "score_before" in event.data:
            return _of_regrade(event, title)
        case _:
            text = _("What has been learned is kept. New or changed lessons are open in the course.")
            return Notice(_("New edition: %(course)s") % {"course": title}, url, text)


def _of_regrade(event: ProgressEvent, course: str) -> Notice:
    marks = {name: number(Decimal(event.data[name]).normalize()) for name in ("score_before", "score", "max")}
    text = _("From %(score_before)s to %(score)s of %(max)s points.") % marks + f" {event.reason}"
    url = reverse("attempt_result", args=[event.data["attempt"]])
    return Notice(_("Mark corrected: %(course)s") % {"course": course}, url, text, icon="info")


def _assignment(enrolment: Enrolment) -> str:
    return ". ".join(part for part in (enrolment.campaign.title, _due(enrolment.due_on)) if part)


def _due(day: date | None) -> str:
    return _("Due date: %(day)s") % {"day": short_date(day)} if day else ""


def words_of_dates(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    enrolments = Enrolment.objects.filter(pk__in=keys, cadre_id=person.pk).select_related("course", "campaign")
    day = today()
    return {enrolment.pk: _of_date(enrolment, enrolment.due_on, day) for enrolment in enrolments if enrolment.due_on}


def _of_date(enrolment: Enrolment, due_on: date, day: date) -> Notice:
    """No days are counted: what is dated the day of its step stays true on the days after."""
    url = reverse("course", args=[enrolment.course.slug])
    words = {"course": enrolment.course.title, "day": short_date(due_on)}
    if due_on < day:
        return Notice(_("Overdue: %(course)s") % words, url, _assignment(enrolment), icon="qua-han")
    return Notice(_("Due soon, %(day)s: %(course)s") % words, url, enrolment.campaign.title, icon="clock")


def register() -> None:
    register_notices("learning.event", dated_events, words_of_events)
    register_notices("learning.due", dates_near, words_of_dates)
