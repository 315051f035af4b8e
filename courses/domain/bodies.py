"""The body of a lesson, rendered from its draft."""

from typing import Any
from uuid import UUID

from assessments.blocks import ExerciseBlock
from content.rendering import AssetUrl, RenderedBody, render_body
from courses.models import LessonPage


def render_lesson(page: LessonPage, *, asset_url: AssetUrl) -> RenderedBody:
    """One renderer for what is published and what its author previews."""
    return render_body(page.body, asset_url=asset_url, exercise_of=exercise_of)


def exercise_of(bound: Any) -> UUID | None:
    """The question of a bound block, None where the block is no exercise or names none."""
    if not isinstance(bound.block, ExerciseBlock):
        return None
    try:
        return UUID(str(bound.value["question"]))
    except ValueError:
        return None
