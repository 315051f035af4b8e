"""The outline of a course as the `outline` component shows it.

An edition never changes, so its rows are rendered once in each state and remembered: on the page of
every lesson, joining them costs next to nothing.
"""

import re
from collections.abc import Collection
from itertools import product
from typing import Final
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from common.memory import BoundedMemory
from courses.domain.editions import ActivityOutline, Outline

REMEMBERED_CHARACTERS: Final = 16 * 1024 * 1024

Row = tuple[UUID, dict[tuple[bool, bool, bool], str]]
"""An activity, and its row by (done, exempted, current)."""

Pieces = tuple[str | Row, ...]

_pieces: BoundedMemory[tuple[str, int, str, bool], Pieces] = BoundedMemory(limit=REMEMBERED_CHARACTERS)


def outline_html(
    course_slug: str,
    outline: Outline,
    *,
    done: Collection[UUID] = (),
    exempted: Collection[UUID] = (),
    current: UUID | None = None,
    locked: bool = False,
) -> SafeString:
    """Modules with their activities, marked with what is done or was exempted, and where the learner is."""
    key = (course_slug, outline.edition_id, get_language() or "", locked)
    pieces = _pieces.get(key, lambda: _render(course_slug, outline, locked), size=_size_of)
    return mark_safe(  # noqa: S308 - pieces of the rendered component
        "".join(
            piece if isinstance(piece, str) else piece[1][piece[0] in done, piece[0] in exempted, piece[0] == current]
            for piece in pieces
        )
    )


def _render(course_slug: str, outline: Outline, locked: bool) -> Pieces:
    """The component with a mark in place of each row, cut at the marks."""
    modules = [
        {
            "title": module.title,
            "activities": [{"html": mark_safe(f"\0{activity.position}\0")} for activity in module.activities],  # noqa: S308
        }
        for module in outline.modules
    ]
    rows = {activity.position: _row(course_slug, activity, locked) for activity in outline.activities}
    cut = re.split("\0([0-9]+)\0", render_to_string("components/outline.html", {"modules": modules}))
    return tuple(rows[int(part)] if place % 2 else part for place, part in enumerate(cut))


def _row(course_slug: str, activity: ActivityOutline, locked: bool) -> Row:
    shown = {
        "url": reverse("activity", args=[course_slug, activity.slug]),
        "title": activity.title,
        "language": "" if activity.title_language == get_language() else activity.title_language,
        "kind": activity.kind,
        "minutes": activity.minutes,
        "locked": locked,
    }
    exempt = pgettext("lesson", "Exempted")
    return activity.key, {
        (done, exempted, current): render_to_string(
            "components/outline_item.html",
            {"activity": {**shown, "done": done, "exempted": exempt if done and exempted else "", "current": current}},
        ).rstrip("\n")
        for done, exempted, current in product((False, True), repeat=3)
    }


def _size_of(pieces: Pieces) -> int:
    return sum(len(piece) if isinstance(piece, str) else sum(map(len, piece[1].values())) for piece in pieces)
