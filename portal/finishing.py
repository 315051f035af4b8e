"""Finishing an activity by one's own word, and what comes after it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from courses.domain.editions import ActivityOutline, Outline
from learning.domain.prerequisites import require_open
from learning.domain.progress import open_activity
from learning.errors import LearningError
from learning.models import Enrolment


def finish_and_go_on(
    request: HttpRequest, enrolment: Enrolment, outline: Outline, found: ActivityOutline, finish: Callable[..., object]
) -> HttpResponse:
    """To what comes next in the outline, the course after its last; back to the activity where it is refused.

    `finish(*, enrolment, activity)` is the act of the activity's kind.
    """
    course_slug = enrolment.course.slug
    try:
        require_open(enrolment, outline, found)
        open_activity(enrolment=enrolment, activity=found.key, edition_id=outline.edition_id, is_known=False)
        finish(enrolment=enrolment, activity=found.key)
    except LearningError as error:
        messages.error(request, str(error))
        return redirect("activity", course_slug=course_slug, slug=found.slug)
    following = outline.next(found.key)
    if following is None:
        return redirect("course", course_slug=course_slug)
    return redirect("activity", course_slug=course_slug, slug=following.slug)
