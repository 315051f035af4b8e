"""Drafts as learners would see them; ``{% load drafts %}``."""

from django import template
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from assessments.domain.practice import exercise_of
from assessments.models import QuestionVersion
from content.rendering import RenderedBody, split_at_exercises
from courses.domain.bodies import render_activity
from courses.models import ActivityPage

register = template.Library()


@register.simple_tag
def parts_of_draft(page: ActivityPage) -> list[dict[str, object]]:
    """The body through the renderer that editions are made with: pieces of HTML (`html`) and, between
    them, exercises (`number`, and `question` or `missing`). None for a quiz."""
    body = render_activity(page, asset_url=_library_url)
    if body is None:
        return []
    return [_part(body, piece) for piece in split_at_exercises(body.html)]


def _library_url(file: FieldFile) -> str:
    return reverse("library_file", args=[file.name])


def _part(body: RenderedBody, piece: str | int) -> dict[str, object]:
    if isinstance(piece, str):
        return {"html": piece}
    try:
        return {"number": piece + 1, "question": exercise_of(body.exercises[piece]).shown(f"e{piece}")}
    except QuestionVersion.DoesNotExist:
        return {"number": piece + 1, "missing": True}
