"""The body of an activity, rendered from its draft."""

from typing import Any
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.utils import translation
from django.utils.html import linebreaks

from assessments.blocks import ExerciseBlock
from content.blocks import DownloadBlock
from content.rendering import AssetUrl, RenderedBody, plain_lines, render_body
from courses.models import ActivityPage, DocumentPage, GuidedPage, LessonPage


def render_activity(page: ActivityPage, *, asset_url: AssetUrl) -> RenderedBody | None:
    """One renderer for what is published and what its author previews. A quiz has no body."""
    match page:
        case LessonPage():
            return render_body(page.body, asset_url=asset_url, exercise_of=exercise_of)
        case DocumentPage():
            return _render_document(page, asset_url)
        case GuidedPage():
            html = _guidance(page)
            return RenderedBody(html=html, plain=plain_lines(html))
    return None


def exercise_of(bound: Any) -> UUID | None:
    """The question of a bound block, None where the block is no exercise or names none."""
    if not isinstance(bound.block, ExerciseBlock):
        return None
    try:
        return UUID(str(bound.value["question"]))
    except ValueError:
        return None


def _render_document(page: DocumentPage, asset_url: AssetUrl) -> RenderedBody:
    files: list[FieldFile] = []

    def collecting(file: FieldFile) -> str:
        files.append(file)
        return asset_url(file)

    pieces = [_guidance(page)]
    if page.document is not None:
        block = DownloadBlock()
        value = block.normalize({"document": page.document, "title": page.title})
        with translation.override("vi"):
            pieces.append(block.render(value, context={"asset_url": collecting}).strip())
    html = "\n".join(filter(None, pieces))
    return RenderedBody(html=html, plain=plain_lines(html), assets=files)


def _guidance(page: GuidedPage) -> str:
    """Plain words, escaped; a blank line begins a paragraph."""
    return linebreaks(page.guidance.strip(), autoescape=True) if page.guidance.strip() else ""
