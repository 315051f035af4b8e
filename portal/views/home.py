"""*Khóa học của tôi*: what is due and the next step; the front door for who has not signed in."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learning.domain.clock import today
from learning.domain.queries.my_courses import MyCourse, my_courses
from operations.domain.notices import count_new
from portal.guides import first_visit_hint
from portal.next_step import next_of
from portal.scoped import certificates_of
from portal.status import badge_of

LATEST_CERTIFICATES = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "portal/front_door.html")
    day = today()
    courses = my_courses(request.user.pk)
    unfinished = [c for c in courses if c.is_to_do]
    context = {
        "new_notices": count_new(request.user),
        "hint": first_visit_hint(request.user),
        "next": next_of(unfinished),
        "unfinished": [_row(c, day) for c in unfinished if not c.is_own_choice],
        "joined": [_row(c, day) for c in unfinished if c.is_own_choice],
        "finished": [_row(c, day) for c in courses if not c.is_to_do],
        "overdue": sum(c.is_overdue(day) for c in unfinished),
        "certificates": certificates_of(request.user)[:LATEST_CERTIFICATES],
    }
    return render(request, "portal/home.html", context)


def _row(course: MyCourse, day: date) -> dict[str, object]:
    """`claims` are named one by one where several campaigns ask for the course."""
    several = len(course.claims) > 1
    claims = [(claim, badge_of(claim.enrolment, day)) for claim in course.claims] if several else []
    status = "qua-han" if course.is_overdue(day) else badge_of(course.enrolment, day)
    return {"course": course, "status": status, "claims": claims}
