"""One lesson or quiz at its address in the course."""

from datetime import datetime
from typing import Any

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
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.domain.queries.my_courses import activities_opened
from learning.models import Enrolment
from portal.activity_frame import activity_frame
from portal.exercises import answer_exercise, exercise_part
from portal.finding import find_activity
from portal.outline import outline_html


@login_required
@require_safe
def activity(request: SignedInRequest, course_slug: str, slug: str) -> HttpResponse:
    enrolment, outline, found = find_activity(request.user, course_slug, slug)
    if enrolment is None:
        messages.info(request, _("This belongs to a course you do not take. What to do is said below."))
        return redirect("course", course_slug=course_slug)
    opened = activities_opened(enrolment)
    open_activity(enrolment=enrolment, activity=found.key, edition_id=outline.edition_id, is_known=found.key in opened)
    context = _frame(course_slug, enrolment, outline, found, {k for k, done in opened.items() if done})
    if found.quiz_edition_id is not None:
        return render(request, "portal/quiz.html", context | _quiz_context(enrolment, found.quiz_edition_id))
    return render(request, "portal/lesson.html", context | {"parts": _parts(found)})


@login_required
@require_POST
def complete(request: SignedInRequest, course_slug: str, slug: str) -> HttpResponse:
    """*Đã học xong*: finish the lesson and go on to what comes next."""
    enrolment, outline, found = find_activity(request.user, course_slug, slug)
    if enrolment is None or found.kind != ActivityKind.LESSON:
        raise Http404
    open_activity(enrolment=enrolment, activity=found.key, edition_id=outline.edition_id, is_known=False)
    complete_lesson(enrolment=enrolment, activity=found.key)
    following = outline.next(found.key)
    if following is None:
        return redirect("course", course_slug=course_slug)
    return redirect("activity", course_slug=course_slug, slug=following.slug)


@login_required
@require_POST
def exercise(request: SignedInRequest, course_slug: str, slug: str, number: int) -> HttpResponse:
    """Answer an exercise inside a lesson; the reply is the lesson with the explanation. Nothing is recorded."""
    enrolment, outline, found = find_activity(request.user, course_slug, slug)
    if enrolment is None or found.kind != ActivityKind.LESSON:
        raise Http404
    done = {key for key, completed_at in activities_opened(enrolment).items() if completed_at}
    parts = _parts(found)
    asked = next((part for part in parts if part.get("number") == number), None)
    if asked is None:
        raise Http404
    answer_exercise(asked, request.POST)
    context = _frame(course_slug, enrolment, outline, found, done) | {"parts": parts}
    return render(request, "portal/lesson.html", context)


def _frame(
    course_slug: str, enrolment: Enrolment, outline: Outline, found: ActivityOutline, done: set[Any]
) -> dict[str, Any]:
    return {
        "course": enrolment.course,
        "enrolment": enrolment,
        "activity": found,
        "outline": outline,
        "is_done": found.key in done,
        "outline_html": outline_html(course_slug, outline, done=done, current=found.key),
        "frame": activity_frame(course_slug, outline, found),
        "is_last": outline.next(found.key) is None,
        "done": len(done),
        "total": len(outline.activities),
    }


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
    waits_until = _wait(allowance.not_before)
    return {
        "quiz": quiz_edition,
        "rules": quiz_edition.rules,
        "allowance": allowance,
        "attempts": attempts,
        "waits_until": waits_until,
        "open_attempt": next((attempt for attempt in attempts if attempt.is_open), None),
        # The next round is not open yet while one has to wait.
        "attempts_left": 0 if waits_until else max(0, allowance.attempts_allowed - len(attempts)),
        "passed": any(attempt.passed for attempt in attempts),
    }


def _wait(not_before: datetime | None) -> datetime | None:
    return not_before if not_before and not_before > timezone.now() else None
