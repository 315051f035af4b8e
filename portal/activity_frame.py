"""What stands around a lesson or quiz and is the same for every learner of the edition.

An edition never changes, so each part is rendered once for each activity and language, and remembered.
"""

from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.domain.editions import ActivityOutline, Outline
from courses.domain.memory import BoundedMemory

REMEMBERED_CHARACTERS: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ActivityFrame:
    """`breadcrumbs`, the way back; `head`, title and outcome; `steps`, to the previous and the next activity."""

    breadcrumbs: SafeString
    head: SafeString
    steps: SafeString

    @property
    def size(self) -> int:
        return len(self.breadcrumbs) + len(self.head) + len(self.steps)


_frames: BoundedMemory[tuple[str, int, int, str], ActivityFrame] = BoundedMemory(limit=REMEMBERED_CHARACTERS)


def activity_frame(course_slug: str, outline: Outline, activity: ActivityOutline) -> ActivityFrame:
    key = (course_slug, outline.edition_id, activity.position, get_language() or "")
    return _frames.get(key, lambda: _render(course_slug, outline, activity), size=lambda frame: frame.size)


def _render(course_slug: str, outline: Outline, activity: ActivityOutline) -> ActivityFrame:
    context = {
        "course_slug": course_slug,
        "outline": outline,
        "activity": activity,
        "previous": outline.previous(activity.key),
        "following": outline.next(activity.key),
    }
    return ActivityFrame(
        breadcrumbs=render_to_string("portal/_course_crumbs.html", context),
        head=render_to_string("portal/_activity_head.html", context),
        steps=render_to_string("portal/_activity_steps.html", context),
    )
