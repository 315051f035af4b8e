"""Taking down what was learned elsewhere: by whoever edits the course, or administers the unit."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.requests import SignedInRequest
from common.text.vietnamese import fold
from courses.enums import ActivityKind
from courses.models import Course
from learning.domain.recording import record_outside
from learning.domain.sessions import live_activities
from learning.enums import EnrolmentStatus
from learning.errors import LearningError
from learning.models import Enrolment
from portal.forms_teaching import OutsideForm
from portal.scoped import enrolments_below, enrolments_in
from portal.views.teaching import edited_course
from portal.views.units import living


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teaching_outside(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """For anybody who takes the course."""
    course = edited_course(request.user, uuid)
    enrolments = enrolments_in(course)
    context = {"course": course, "tab": "outside"}
    return _take_down(request, [course], enrolments, "portal/teaching_outside.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_outside(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """For the people of the own subtree, whichever course it is."""
    committee = living(request, uuid)
    courses = Course.objects.on_offer().filter(current_edition__activities__kind=ActivityKind.OUTSIDE).distinct()
    enrolments = enrolments_below(committee)
    return _take_down(request, courses, enrolments, "portal/unit_outside.html", {"committee": committee})


def _take_down(
    request: SignedInRequest,
    courses: Iterable[Course],
    enrolments: QuerySet[Enrolment],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    choices = [
        (f"{course.slug}:{activity.key}", f"{course.title}: {activity.title}")
        for course in courses
        for activity in live_activities(course, ActivityKind.OUTSIDE)
    ]
    form = OutsideForm(request.POST if request.method == "POST" else None, activities=choices)
    if form.is_bound and form.is_valid() and _record(request, enrolments, form):
        messages.success(request, _("Taken down for the code %(code)s.") % {"code": form.cleaned_data["code"]})
        return redirect(request.path)
    context |= {"form": form, "choices": choices}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _record(request: SignedInRequest, enrolments: QuerySet[Enrolment], form: OutsideForm) -> bool:
    """False, with the reason in the form, when it is refused."""
    given = form.cleaned_data
    slug, _colon, key = given["activity"].partition(":")
    found = (
        enrolments.filter(course__slug=slug, cadre__username_key=fold(given["code"]))
        .exclude(status=EnrolmentStatus.EXEMPT)
        .select_related("course")
        .order_by("status", "-pk")
        .first()
    )
    if found is None:
        form.add_error("code", _("Nobody who takes the course has this code here."))
        return False
    try:
        done = record_outside(
            enrolment=found, activity=UUID(key), on=given["on"], proof=given["proof"], actor=request.user
        )
    except LearningError as error:
        form.add_error(None, str(error))
        return False
    if done.known:
        form.add_error(None, _("This is finished already for this person."))
    return not done.known
