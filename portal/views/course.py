"""A course: what it is, its outline, how far the learner is; joining an optional one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from courses.domain.booklets import booklet_of
from courses.domain.queries.catalogue import catalogue_for
from courses.models import Course
from courses.rules import is_author
from interop.domain.copying import can_copy_course
from learning.domain.clock import today
from learning.domain.enrolments import join_course
from learning.domain.explanation import why
from learning.domain.queries.my_courses import completed_activities
from learning.errors import LearningError
from portal.finding import find_course
from portal.next_step import step_to
from portal.outline import outline_html
from portal.status import badge_of


@login_required
@require_safe
def course(request: SignedInRequest, course_slug: str) -> HttpResponse:
    enrolment, found, outline = find_course(request.user, course_slug)
    context: dict[str, Any] = {"course": found, "outline": outline, "enrolment": enrolment}
    context["may_copy"] = is_author(request.user) and can_copy_course(request.user, found)
    if enrolment is None:
        context["outline_html"] = outline_html(found.slug, outline, locked=True)
    else:
        done = completed_activities(enrolment)
        following = next((a for a in outline.activities if a.key not in done), None)
        context |= {
            "outline_html": outline_html(found.slug, outline, done=done),
            "done": len(done),
            "total": len(outline.activities),
            "next": step_to(enrolment, outline, following) if following else None,
            "status": badge_of(enrolment, today()),
            "reasons": why(enrolment),
            "booklet": booklet_of(outline.edition_id),
        }
    return render(request, "portal/course.html", context)


@login_required
@require_POST
def join(request: SignedInRequest, course_slug: str) -> HttpResponse:
    found: Course = get_object_or_404(catalogue_for(request.user), slug=course_slug)
    try:
        join_course(person=request.user, course=found)
    except LearningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Joined the course."))
    return redirect("course", course_slug=found.slug)
