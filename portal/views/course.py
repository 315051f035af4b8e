"""A course: what it is, its outline, how far the learner is; joining an optional one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from assessments.enums import QuizPurpose
from courses.domain.booklets import booklet_of
from courses.domain.editions import ActivityOutline, Outline
from courses.domain.queries.catalogue import catalogue_for
from courses.domain.samples import can_copy_course
from courses.models import Course
from learning.domain.clock import today
from learning.domain.explanation import why
from learning.domain.feedback import may_give_feedback
from learning.domain.joining import join_course
from learning.domain.queries.my_courses import completed_activities, exempted_activities
from learning.enums import EnrolmentStatus
from learning.errors import LearningError
from learning.models import Enrolment
from operations.domain.refusals import get_or_refuse
from portal.finding import find_course
from portal.next_step import step_to
from portal.outline import outline_html
from portal.status import badge_of


@login_required
@require_safe
def course(request: SignedInRequest, course_slug: str) -> HttpResponse:
    enrolment, found, outline = find_course(request.user, course_slug)
    context: dict[str, Any] = {"course": found, "outline": outline, "enrolment": enrolment}
    context["may_copy"] = can_copy_course(request.user, found)
    if enrolment is None:
        context["outline_html"] = outline_html(found.slug, outline, locked=True)
    else:
        done = completed_activities(enrolment)
        following = _next(enrolment, outline, done)
        context |= {
            "outline_html": outline_html(
                found.slug, outline, done=done, exempted=exempted_activities(enrolment, outline)
            ),
            "done": len(done),
            "total": len(outline.required),
            "next": step_to(enrolment, outline, following) if following else None,
            "status": badge_of(enrolment, today()),
            "reasons": why(enrolment),
            "may_give_feedback": may_give_feedback(enrolment),
            "booklet": booklet_of(outline.edition_id),
        }
    return render(request, "portal/course.html", context)


def _next(enrolment: Enrolment, outline: Outline, done: set[UUID]) -> ActivityOutline | None:
    """What has to be done next; before anything was begun, also a pre-test at the top that may shorten the way."""
    first = outline.activities[0]
    if first.quiz_purpose == QuizPurpose.DIAGNOSTIC and enrolment.status == EnrolmentStatus.NOT_STARTED:
        return first
    return next((activity for activity in outline.required if activity.key not in done), None)


@login_required
@require_POST
def join(request: SignedInRequest, course_slug: str) -> HttpResponse:
    found: Course = get_or_refuse(catalogue_for(request.user), slug=course_slug)
    try:
        join_course(person=request.user, course=found)
    except LearningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Joined the course."))
    return redirect("course", course_slug=found.slug)
