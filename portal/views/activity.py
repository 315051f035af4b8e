"""One lesson or quiz at its address in the course."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from assessments.domain.queries.attempts import attempts_of
from assessments.models import QuizEdition
from courses.domain.editions import ActivityOutline, ExerciseRef, Outline, body_parts
from courses.enums import ActivityKind
from courses.models import Course
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.domain.queries.my_courses import activities_opened, exempted_activities
from learning.models import Enrolment
from portal.exercises import answer_exercise, exercise_part
from portal.finding import find_activity, find_enrolled
from portal.finishing import finish_and_go_on
from portal.guided import guided_context, what_comes_first
from portal.outline import outline_html
from portal.stencils import render_stencil


@login_required
@require_safe
def activity(request: SignedInRequest, course_slug: str, slug: str) -> HttpResponse:
    enrolment, outline, found = find_activity(request.user, course_slug, slug)
    if enrolment is None:
        messages.info(request, _("This belongs to a course you do not take. What to do is said below."))
        return redirect("course", course_slug=course_slug)
    opened = activities_opened(enrolment)
    if first := what_comes_first(enrolment, outline, found, opened):
        context = _frame(enrolment.course, outline, found) | _progress(enrolment, outline, found, _done(opened))
        return render(request, "portal/not_open.html", context | first)
    open_activity(enrolment=enrolment, activity=found.key, edition_id=outline.edition_id, is_known=found.key in opened)
    done = _done(opened)
    if found.quiz_edition_id is not None:
        context = _frame(enrolment.course, outline, found) | _progress(enrolment, outline, found, done)
        return render(request, "portal/quiz.html", context | _quiz_context(enrolment, found.quiz_edition_id))
    if found.kind != ActivityKind.LESSON:
        context = _frame(enrolment.course, outline, found) | _progress(enrolment, outline, found, done)
        return render(request, "portal/guided.html", context | guided_context(enrolment, found, opened))
    course, is_done = enrolment.course, found.key in done
    return render_stencil(
        request,
        "portal/lesson.html",
        key=(course.slug, course.title, course.is_sample, found.edition_checksum, found.id, is_done),
        context=lambda: _frame(course, outline, found) | {"parts": _parts(found), "is_done": is_done},
        blanks=_progress(enrolment, outline, found, done),
    )


@login_required
@require_POST
def complete(request: SignedInRequest, course_slug: str, slug: str) -> HttpResponse:
    """*Đã học xong*: finish the lesson and go on to what comes next."""
    enrolment, outline, found = find_enrolled(request.user, course_slug, slug, ActivityKind.LESSON)
    return finish_and_go_on(request, enrolment, outline, found, complete_lesson)


@login_required
@require_POST
def exercise(request: SignedInRequest, course_slug: str, slug: str, number: int) -> HttpResponse:
    """Answer an exercise inside a lesson; the reply is the lesson with the explanation. Nothing is recorded."""
    enrolment, outline, found = find_enrolled(request.user, course_slug, slug, ActivityKind.LESSON)
    opened = activities_opened(enrolment)
    if what_comes_first(enrolment, outline, found, opened):
        return redirect("activity", course_slug=course_slug, slug=slug)
    done = _done(opened)
    parts = _parts(found)
    asked = next((part for part in parts if part.get("number") == number), None)
    if asked is None:
        raise Http404
    answer_exercise(asked, request.POST)
    context = _frame(enrolment.course, outline, found) | _progress(enrolment, outline, found, done)
    return render(request, "portal/lesson.html", context | {"parts": parts, "is_done": found.key in done})


def _done(opened: dict[UUID, datetime | None]) -> set[UUID]:
    return {key for key, completed_at in opened.items() if completed_at}


def _frame(course: Course, outline: Outline, found: ActivityOutline) -> dict[str, Any]:
    """What every learner of the edition sees alike."""
    return {
        "course": course,
        "outline": outline,
        "activity": found,
        "previous": outline.previous(found.key),
        "following": outline.next(found.key),
        "total": len(outline.required),
    }


def _progress(enrolment: Enrolment, outline: Outline, found: ActivityOutline, done: set[UUID]) -> dict[str, str]:
    """How far this learner is."""
    exempted = exempted_activities(enrolment, outline)
    outline_of_reader = outline_html(enrolment.course.slug, outline, done=done, exempted=exempted, current=found.key)
    return {"outline_html": outline_of_reader, "done": str(len(done))}


def _parts(found: ActivityOutline) -> list[dict[str, Any]]:
    """The lesson in reading order: pieces of ready HTML, and exercises to answer."""
    parts: list[dict[str, Any]] = []
    number = 0
    for part in body_parts(found):
        if isinstance(part, ExerciseRef):
            number += 1
            parts.append(exercise_part(part, number))
        else:
            parts.append({"html": part})
    return parts


def _quiz_context(enrolment: Enrolment, quiz_edition_id: int) -> dict[str, Any]:
    quiz_edition = QuizEdition.objects.select_related("quiz").get(pk=quiz_edition_id)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=quiz_edition)
    attempts = list(attempts_of(enrolment.cadre, quiz_edition.quiz, enrolment.pk))
    waits_until, calendar = _wait(allowance.not_before), quiz_edition.quiz
    now = timezone.now()
    # The next look at the attempt, or the next minute, closes what is past its end.
    opened = next((attempt for attempt in attempts if attempt.is_open), None)
    is_over = opened is not None and opened.ends_at is not None and opened.ends_at <= now
    return {
        "opens_at": calendar.opens_at if calendar.opens_at and calendar.opens_at > now else None,
        "closes_at": calendar.closes_at,
        "is_closed": calendar.closes_at is not None and calendar.closes_at <= now,
        "quiz": quiz_edition,
        "rules": quiz_edition.rules,
        "granted": allowance if allowance.extra_minutes or allowance.extra_attempts else None,
        "attempts": attempts,
        "waits_until": waits_until,
        "waits_between": allowance.is_between,
        "is_waiting": any(attempt.is_waiting for attempt in attempts),
        "open_attempt": None if is_over else opened,
        "over_attempt": opened if is_over else None,
        # The next round is not open yet while one has to wait for it.
        "attempts_left": 0
        if waits_until and not allowance.is_between
        else max(0, allowance.attempts_allowed - len(attempts)),
        "passed": any(attempt.passed for attempt in attempts),
    }


def _wait(not_before: datetime | None) -> datetime | None:
    return not_before if not_before and not_before > timezone.now() else None
