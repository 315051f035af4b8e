"""The outline of a course in the shape the `outline` component shows."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.domain.editions import Outline


ADDRESSES: Final = 10_000


def outline_for(
    course_slug: str,
    outline: Outline,
    *,
    done: Collection[UUID] = (),
    current: UUID | None = None,
    locked: bool = False,
) -> list[dict[str, Any]]:
    """Modules with their activities, marked with what is done and where the learner is."""
    return [
        {
            "title": module.title,
            "activities": [
                {
                    "url": activity_address(course_slug, activity.slug),
                    "title": activity.title,
                    "kind": activity.kind,
                    "minutes": activity.minutes,
                    "done": activity.key in done,
                    "current": activity.key == current,
                    "locked": locked,
                    "status": None,
                    "note": None,
                }
                for activity in module.activities
            ],
        }
        for module in outline.modules
    ]


@lru_cache(maxsize=ADDRESSES)
def activity_address(course_slug: str, slug: str) -> str:
    """Where a lesson or quiz is served. Remembered, for an outline asks for dozens."""
    return reverse("activity", args=[course_slug, slug])


def course_crumbs(course_slug: str, outline: Outline) -> list[dict[str, str]]:
    """The way back from an activity: my courses, the course."""
    return [
        {"url": reverse("home"), "label": _("My courses")},
        {"url": reverse("course", args=[course_slug]), "label": outline.title},
    ]
