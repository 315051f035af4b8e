"""The catalogue: every published course, with filters; optional ones can be joined."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.domain.requests import SignedInRequest
from courses.domain.queries.catalogue import catalogue_for
from courses.enums import Level, Track
from courses.models import Course
from learning.domain.clock import today
from portal.scoped import enrolments_of
from portal.status import badge_of

PER_PAGE = 24


@login_required
@require_safe
def catalogue(request: SignedInRequest) -> HttpResponse:
    filters = {name: request.GET.get(name, "").strip() for name in ("q", "track", "level")}
    courses = catalogue_for(request.user, search=filters["q"], track=filters["track"], level=filters["level"])
    page = Paginator(courses, PER_PAGE).get_page(request.GET.get("page"))
    statuses = _statuses(request, [course.pk for course in page])
    return render(
        request,
        "portal/catalogue.html",
        {
            "page_obj": page,
            "cards": [_card(course, statuses.get(course.pk, "")) for course in page],
            "filters": filters,
            "is_filtered": any(filters.values()),
            "tracks": Track.choices,
            "levels": Level.choices,
        },
    )


def _statuses(request: SignedInRequest, course_ids: list[int]) -> dict[int, str]:
    day = today()
    own = enrolments_of(request.user).filter(course_id__in=course_ids).order_by("-status", "pk")
    return {enrolment.course_id: badge_of(enrolment, day) for enrolment in own}


def _card(course: Course, status: str) -> dict[str, object]:
    return {
        "url": reverse("course", args=[course.slug]),
        "title": course.title,
        "summary": course.summary,
        "track": Track(course.track).label,
        "level": Level(course.level).label,
        "minutes": course.minutes,
        "sample": course.is_sample,
        "open": course.self_enrolment,
        "status": status,
        "cover_url": reverse("asset", args=[course.cover.sha256, course.cover.name]) if course.cover else "",
    }
