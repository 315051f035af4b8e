"""Drafts as learners would see them; ``{% load drafts %}``."""

from uuid import UUID

from django import template
from django.db.models.fields.files import FieldFile
from django.template import Context
from django.urls import reverse

from assessments.domain.practice import exercise_of
from assessments.models import QuestionVersion
from assessments.rules import practice_offered_to
from common.text.addresses import offer_breaks
from content.rendering import RenderedBody, split_at_exercises
from courses.domain.bodies import render_activity
from courses.domain.outlining import course_of_page
from courses.models import ActivityPage
from courses.rules import Someone, practice_in_course

register = template.Library()


@register.simple_tag(takes_context=True)
def parts_of_draft(context: Context, page: ActivityPage) -> list[dict[str, object]]:
    """The body through the renderer that editions are made with: pieces of HTML (`html`) and, between
    them, exercises (`number`, and `question` or `missing`). None for a quiz.

    A draft may name anything: shown are exercises that may stand in its course and be read by whoever looks."""
    body = render_activity(page, asset_url=_library_url)
    if body is None:
        return []
    shown = _open_to(context["request"].user, page, body.exercises) if body.exercises else set()
    return [_part(body, piece, shown) for piece in split_at_exercises(body.html)]


def _open_to(reader: Someone, page: ActivityPage, named: list[UUID]) -> set[UUID]:
    course = course_of_page(page)
    if course is None:
        return set()
    found = practice_offered_to(reader).filter(uuid__in=named, pk__in=practice_in_course(course))
    return set(found.values_list("uuid", flat=True))


def _library_url(file: FieldFile) -> str:
    return reverse("library_file", args=[file.name])


def _part(body: RenderedBody, piece: str | int, shown: set[UUID]) -> dict[str, object]:
    if isinstance(piece, str):
        return {"html": offer_breaks(piece)}
    if body.exercises[piece] not in shown:
        return {"number": piece + 1, "missing": True}
    try:
        return {"number": piece + 1, "question": exercise_of(body.exercises[piece]).shown(f"e{piece}")}
    except QuestionVersion.DoesNotExist:
        return {"number": piece + 1, "missing": True}
