"""Feedback on the material of a course, from whoever takes it; erasing words that do not belong there."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.requests import SignedInRequest
from learning.domain.feedback import FEWEST, MONTHS_KEPT, give_feedback, may_give_feedback, remove_text
from learning.errors import LearningError
from learning.rules import feedback_read_by
from operations.domain.refusals import Refused, get_or_refuse
from portal.finding import find_course
from portal.forms_feedback import FeedbackForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course_feedback(request: SignedInRequest, course_slug: str) -> HttpResponse:
    """The form; POST sends it. Who has not begun the course finds nothing here."""
    enrolment, course, _outline = find_course(request.user, course_slug)
    if enrolment is None or not (may_give_feedback(enrolment) or enrolment.gave_feedback):
        raise Refused(course)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            give_feedback(enrolment=enrolment, said=form.said())
        except LearningError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The feedback has been sent, without a name."))
        return redirect("course", course_slug=course_slug)
    context = {
        "course": course,
        "form": form,
        "is_given": enrolment.gave_feedback,
        "fewest": FEWEST,
        "months": MONTHS_KEPT,
    }
    return render(request, "portal/course_feedback.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def erase_feedback(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Erase the words of one, for whoever edits the course."""
    found = get_or_refuse(feedback_read_by(request.user).select_related("course"), pk=uuid)
    remove_text(feedback=found, actor=request.user)
    messages.success(request, _("The text has been erased; the answers stay counted."))
    return redirect("teaching_board", uuid=found.course.uuid)
