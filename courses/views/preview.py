"""The draft as a learner would see it. Nothing is recorded."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from assessments.rules import can_see_quiz
from courses.domain.drafts import Draft, DraftActivity, draft_of
from courses.models import Course
from courses.rules import courses_edited_by
from operations.domain.refusals import get_or_refuse


@require_safe
def preview(request: HttpRequest, uuid: UUID, page_id: int) -> HttpResponse:
    """One lesson or quiz of the draft, through the renderer that editions are made with."""
    course = get_or_refuse(courses_edited_by(request.user), uuid=uuid)
    draft = draft_of(course)
    activities = draft.activities if draft else ()
    found = next((activity for activity in activities if activity.page.pk == page_id), None)
    if draft is None or found is None:
        raise Http404
    place = activities.index(found)
    quiz = getattr(found.page, "quiz", None)
    context = {
        "course": course,
        "outline": draft.page,
        "activity": found.page,
        "quiz_to_try": quiz if quiz and isinstance(request.user, User) and can_see_quiz(request.user, quiz) else None,
        "modules": _outline(course, draft, found),
        "previous": _link(course, activities[place - 1]) if place else None,
        "following": _link(course, activities[place + 1]) if place + 1 < len(activities) else None,
        "desk_url": reverse("courses_desk", args=[course.uuid]),
    }
    return render(request, "courses/preview.html", context)


def _outline(course: Course, draft: Draft, current: DraftActivity) -> list[dict[str, object]]:
    return [
        {
            "title": module.page.title,
            "activities": [
                {
                    **_link(course, activity),
                    "kind": activity.page.kind,
                    "minutes": activity.minutes,
                    "current": activity.page.pk == current.page.pk,
                }
                for activity in module.activities
            ],
        }
        for module in draft.modules
    ]


def _link(course: Course, activity: DraftActivity) -> dict[str, str]:
    url = reverse("courses_preview", args=[course.uuid, activity.page.pk])
    return {"url": url, "title": activity.page.title}
