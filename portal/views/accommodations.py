"""More time and more attempts for one person: the trainer of the course finds the person and grants them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.finding import SHORTEST_SEARCH, matches
from accounts.domain.requests import SignedInRequest
from learning.domain.accommodations import current_accommodation, grant_accommodation, quizzes_of
from learning.errors import LearningError
from learning.rules import courses_accommodated_by
from operations.domain.refusals import Refused, get_or_refuse
from portal.forms import AccommodationForm
from portal.scoped import accommodations_in, enrolments_accommodated_by, enrolments_in

PER_PAGE = 50
MOST_FOUND = 30


@login_required
@require_safe
def accommodation_home(request: SignedInRequest) -> HttpResponse:
    """The courses in which the person may grant something."""
    courses = courses_accommodated_by(request.user).filter(current_edition__isnull=False)
    page = Paginator(courses.order_by("title_vi", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count and not courses_accommodated_by(request.user).exists():
        raise Refused(request.user)
    return render(request, "portal/accommodation_home.html", {"page_obj": page})


@login_required
@require_safe
def accommodations(request: SignedInRequest, course_slug: str) -> HttpResponse:
    """Find one person enrolled in the course. Nobody is listed unasked."""
    course = get_or_refuse(courses_accommodated_by(request.user), slug=course_slug)
    query = request.GET.get("q", "").strip()[:100]
    people = enrolments_in(course).filter(matches(query, "cadre__")).exclude(cadre=request.user)
    found = list(
        people.select_related("cadre", "committee", "campaign").order_by("cadre__sort_name", "pk")[: MOST_FOUND + 1]
        if len(query) >= SHORTEST_SEARCH
        else ()
    )
    granted = accommodations_in(course).select_related("enrolment__cadre", "quiz")
    context = {
        "course": course,
        "query": query,
        "is_short": 0 < len(query) < SHORTEST_SEARCH,
        "enrolments": found[:MOST_FOUND],
        "has_more": len(found) > MOST_FOUND,
        "page_obj": Paginator(granted.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/accommodations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accommodation(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What one person has in each quiz of the course; POST grants."""
    enrolment = get_or_refuse(
        enrolments_accommodated_by(request.user).select_related("cadre", "course", "committee"),
        uuid=uuid,
    )
    quizzes = quizzes_of(enrolment)
    form = AccommodationForm(request.POST if request.method == "POST" else None, quizzes=quizzes)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            granted = grant_accommodation(
                enrolment=enrolment,
                quiz=form.quiz(),
                extra_minutes=data["extra_minutes"],
                extra_attempts=data["extra_attempts"],
                reason=data["reason"],
                actor=request.user,
            )
        except LearningError as error:
            form.add_error(None, str(error))
        else:
            text = _("Granted: %(minutes)d more minutes, %(attempts)d more attempts. It holds from now on.")
            words = {"minutes": granted.extra_minutes, "attempts": granted.extra_attempts}
            messages.success(request, text % words)
            return redirect("accommodation", uuid=uuid)
    context = {
        "enrolment": enrolment,
        "form": form,
        "rows": [
            {"title": activity.title, "quiz": quiz, "granted": current_accommodation(enrolment, quiz.pk)}
            for activity, quiz in quizzes
        ],
    }
    return render(request, "portal/accommodation.html", context, status=422 if form.is_bound else 200)
