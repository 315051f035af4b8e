"""How a course is taken, for whoever edits it: where learners stop, what is missed, what they say of the material."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.requests import SignedInRequest
from learning.domain.feedback import FEWEST, MONTHS_KEPT
from portal.scoped import feedback_on
from portal.views.teaching import edited_course
from reports.domain.course_figures import SITTING, STOPPED_AFTER, request_course_figures
from reports.domain.queries.course_board import course_board

PER_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teaching_board(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What the last count says; POST asks for a new one, which a job does."""
    course = edited_course(request.user, uuid)
    if request.method == "POST":
        request_course_figures(course=course, title=course.title, actor=request.user)
        messages.success(request, _("The figures are being counted. Load this page again in a moment."))
        return redirect("teaching_board", uuid=uuid)
    said = feedback_on(course).exclude(text="").select_related("edition")
    context = {
        "course": course,
        "board": course_board(course, request.user),
        "page_obj": Paginator(said, PER_PAGE).get_page(request.GET.get("page")),
        "tab": "board",
        "fewest": FEWEST,
        "months": MONTHS_KEPT,
        "days": STOPPED_AFTER.days,
        "hours": SITTING.seconds // 3600,
    }
    return render(request, "portal/course_board.html", context)
