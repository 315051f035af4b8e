"""What a person was asked to learn, and what is on record about it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from courses.domain.editions import edition_outline
from learning.enums import AccommodationReason, EventKind, ExemptReason
from learning.models import Accommodation, Enrolment, LessonProgress, ProgressEvent, SessionSignUp
from operations.domain.own_trail import register_own_trail
from operations.domain.personal_data import Cell, Link, Section, register_personal_data


def enrolments(person: User, most: int | None) -> Section:
    """The reasons of a status stand on the page of the course."""
    taken = Enrolment.objects.filter(cadre=person).select_related("course", "campaign", "committee")
    rows: list[tuple[Cell, ...]] = [
        (
            enrolment.course.title,
            enrolment.campaign.title,
            enrolment.committee.display_name,
            enrolment.assigned_on,
            enrolment.due_on,
            _status(enrolment),
            enrolment.completed_on,
            _("sent, kept without a name") if enrolment.gave_feedback else None,
            _why(enrolment),
        )
        for enrolment in taken.order_by("-assigned_on", "-pk")[:most]
    ]
    columns = (
        ("course", _("Course")), ("campaign", _("Campaign")), ("unit", _("Unit")), ("assigned_on", _("Assigned on")),
        ("due_on", _("Due date")), ("status", _("Status")), ("completed_on", _("Completed on")),
        ("feedback", _("Feedback on the material")), ("why", _("Reasons")),
    )  # fmt: skip
    return Section(_("Courses taken"), columns, rows)


def _status(enrolment: Enrolment) -> str:
    status = enrolment.get_status_display()
    if enrolment.exempt_reason:
        return f"{status} ({ExemptReason(enrolment.exempt_reason).label})"
    return status


def _why(enrolment: Enrolment) -> Link | None:
    if enrolment.course.current_edition_id is None:
        return None
    return Link(_("Why?"), f"{reverse('course', args=[enrolment.course.slug])}#vi-sao")


def lessons(person: User, most: int | None) -> Section:
    """Titles come from the edition begun, which is remembered: no statement for each row."""
    opened = LessonProgress.objects.filter(enrolment__cadre=person).select_related("enrolment__course")
    rows: list[tuple[Cell, ...]] = [
        (row.enrolment.course.title, _title_of(row), row.opened_at, row.completed_at)
        for row in opened.order_by("-opened_at", "-pk")[:most]
    ]
    columns = (
        ("course", _("Course")), ("lesson", _("Lesson")), ("opened_at", _("Opened")), ("finished_at", _("Finished")),
    )  # fmt: skip
    return Section(_("Lessons opened and finished"), columns, rows)


def _title_of(row: LessonProgress) -> str | None:
    if row.enrolment.edition_id is None:
        return None
    activity = edition_outline(row.enrolment.edition_id).by_key(row.activity)
    return activity.title if activity else None


def events(person: User, most: int | None) -> Section:
    """The evidence, without who acted and without the words they wrote."""
    happened = ProgressEvent.objects.filter(cadre=person).select_related("enrolment__course", "committee_at")
    rows: list[tuple[Cell, ...]] = [
        (
            event.day,
            event.enrolment.course.title,
            str(EventKind(event.kind).label),
            event.committee_at.display_name,
            event.at,
        )
        for event in happened.order_by("-pk")[:most]
    ]
    columns = (
        ("day", _("Day")), ("course", _("Course")), ("what", _("What happened")), ("unit", _("Unit at that time")),
        ("written_at", _("Written")),
    )  # fmt: skip
    return Section(_("Course of learning"), columns, rows)


def sign_ups(person: User, most: int | None) -> Section:
    signed = SessionSignUp.objects.filter(enrolment__cadre=person).select_related("session__course")
    rows: list[tuple[Cell, ...]] = [
        (row.session.course.title, row.session.starts_at, row.session.room, row.signed_up_at)
        for row in signed.order_by("-signed_up_at", "-pk")[:most]
    ]
    columns = (
        ("course", _("Course")), ("starts_at", _("Begins")), ("room", _("Room")), ("signed_up_at", _("Signed up")),
    )  # fmt: skip
    return Section(_("Live sessions signed up for"), columns, rows)


def accommodations(person: User, most: int | None) -> Section:
    granted = Accommodation.objects.filter(enrolment__cadre=person).select_related("enrolment__course", "quiz")
    rows: list[tuple[Cell, ...]] = [
        (
            row.enrolment.course.title,
            row.quiz.title,
            row.extra_minutes,
            row.extra_attempts,
            str(AccommodationReason(row.reason).label),
            row.granted_at,
        )
        for row in granted.order_by("-pk")[:most]
    ]
    columns = (
        ("course", _("Course")), ("quiz", _("Quiz")), ("minutes", _("More minutes")), ("attempts", _("More attempts")),
        ("reason", _("Reason")), ("granted_at", _("Granted at")),
    )  # fmt: skip
    return Section(_("More time and attempts at quizzes"), columns, rows)


def register() -> None:
    register_personal_data(36, "session_sign_ups", sign_ups)
    register_personal_data(37, "accommodations", accommodations)
    register_personal_data(30, "enrolments", enrolments)
    register_personal_data(32, "lessons", lessons)
    register_personal_data(34, "events", events)
    register_own_trail(
        "learning.enrolment", lambda person: Enrolment.objects.filter(cadre=person).values_list("pk", flat=True)
    )
