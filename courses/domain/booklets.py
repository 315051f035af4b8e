"""A course as one PDF, for reading away from the screen and for study in a group.

Exercises stand in it as they do in a lesson, their keys and reasons at the end. Only practice
questions have their keys there; the final quiz is not in it.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from assessments.domain.practice import frozen_exercise, practice_key
from common.db.prepared import PreparedQuery
from common.pdf.tree import html_tree
from common.pdf.typesetting import render_pdf
from content.domain.assets import store_asset
from content.models import Asset
from content.rendering import split_at_exercises
from courses.domain.legal_bases import legal_bases_of
from courses.enums import ActivityKind
from courses.models import Course, Edition, EditionActivity, EditionAsset, EditionBooklet
from operations.domain.jobs import enqueue_job

JOB: Final = "courses.booklet"
TEMPLATE: Final = Path(__file__).resolve().parent.parent / "typst" / "booklet.typ"
_SVG: Final = "image/svg+xml"
_PICTURES: Final = {_SVG: "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_SANS: Final = "Liberation Sans"
_SERIF: Final = "Liberation Serif"
_WITH_SERIFS: Final = ("serif", "cursive, serif")
_FAMILIES: Final = re.compile(r"""(font-family\s*[=:]\s*["']?)([^"';>]+)""")
# On the page of every course.
_BOOKLETS: Final = PreparedQuery(
    lambda edition_id: EditionBooklet.objects.filter(edition=edition_id).select_related("asset"), int
)


def request_booklet(edition_id: int) -> None:
    """Have the booklet made, or made again, after the commit."""
    enqueue_job(kind=JOB, key=str(edition_id), parameters={"edition": edition_id}, requested_by=None)


def request_missing_booklets() -> None:
    """For what is served and has none, such as after an upgrade."""
    served = Course.objects.filter(current_edition__isnull=False, current_edition__booklet=None)
    for edition_id in served.values_list("current_edition", flat=True):
        if edition_id is not None:
            request_booklet(edition_id)


def booklet_of(edition_id: int) -> Asset | None:
    """The file, if it has been made. One statement."""
    return next((booklet.asset for booklet in _BOOKLETS.objects(edition_id)), None)


def make_booklet(edition: Edition, tell: Callable[[], None]) -> EditionBooklet:
    """Typeset the edition and keep the file with it: who may read the edition may read the booklet.

    Args:
        tell: called now and then while the work goes on.
    """
    with translation.override("vi"):
        data = booklet_contents(edition, tell)
        tell()
        document = render_pdf(TEMPLATE, data, created=edition.published_at)
    asset = store_asset(data=document, name=f"{edition.course.slug}-{edition.number}.pdf")
    with transaction.atomic():
        EditionAsset.objects.get_or_create(edition=edition, asset=asset)
        booklet, _made = EditionBooklet.objects.update_or_create(
            edition=edition, defaults={"asset": asset, "made_at": timezone.now()}
        )
    return booklet


def booklet_contents(edition: Edition, tell: Callable[[], None]) -> dict[str, Any]:
    """What the template prints; words only, pictures by their address."""
    course = edition.course
    lessons = {str(a.key): a for a in edition.activities.filter(kind=ActivityKind.LESSON)}
    numbers = {key: number for number, key in enumerate(lessons, start=1)}
    answers: list[dict[str, Any]] = []
    modules = []
    for module in edition.outline:
        shown = []
        for key in module["activities"]:
            if key in lessons:
                tell()
                shown.append(_lesson(numbers[key], lessons[key], answers))
        modules.append({"title": module["title_vi"], "lessons": shown})
    return {
        "title": edition.title_vi,
        "summary": course.summary_vi,
        "track": course.get_track_display(),
        "number": edition.number,
        "published": timezone.localtime(edition.published_at).date(),
        "sample": course.is_sample,
        "bases": [
            {"text": basis.text, "in_force_on": basis.in_force_on, "review_on": basis.review_on}
            for basis in legal_bases_of(edition)
        ],
        "modules": [module for module in modules if module["lessons"]],
        "answers": answers,
        "pictures": _pictures(edition),
    }


def _lesson(number: int, lesson: EditionActivity, answers: list[dict[str, Any]]) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for piece in split_at_exercises(lesson.body):
        if isinstance(piece, str):
            parts.append({"nodes": html_tree(piece)})
            continue
        version_id = int(lesson.exercises[piece]["version"])
        label = f"{number}.{piece + 1}"
        parts.append({"exercise": _exercise(label, version_id)})
        answers.append(_answer(label, version_id))
    return {
        "number": number,
        "title": lesson.title_vi,
        "outcome": lesson.outcome,
        "minutes": lesson.minutes,
        "parts": parts,
    }


def _exercise(label: str, version_id: int) -> dict[str, Any]:
    exercise = frozen_exercise(version_id)
    printed = exercise.printed()
    return {
        "label": label,
        "is_order": printed.is_order,
        "stem": html_tree(exercise.question.stem + printed.html),
        "options": list(printed.options),
        "items": list(printed.items),
        "targets": list(printed.targets),
    }


def _answer(label: str, version_id: int) -> dict[str, Any]:
    key = practice_key(version_id)
    return {
        "label": label,
        "explanation": html_tree(key.explanation),
        "lines": [{"text": line.text, "right": line.right, "reason": line.reason} for line in key.lines],
    }


def _pictures(edition: Edition) -> dict[str, dict[str, Any]]:
    """By the address that stands in the lessons."""
    pictures = {}
    for asset in Asset.objects.filter(edition_links__edition=edition, content_type__in=_PICTURES):
        with asset.file.open("rb") as file:
            data = file.read()
        pictures[reverse("asset", args=[asset.sha256, asset.name])] = {
            "format": _PICTURES[asset.content_type],
            "data": _in_our_fonts(data.decode()) if asset.content_type == _SVG else list(data),
        }
    return pictures


def _in_our_fonts(drawing: str) -> str:
    """Browsers know a face for each generic family; the typesetter takes any it has where it is not told which."""
    return _FAMILIES.sub(lambda found: f"{found[1]}{_SERIF if found[2] in _WITH_SERIFS else _SANS}", drawing)
