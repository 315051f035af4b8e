"""The checksum that an edition carries, computed from what is stored."""

import hashlib
import json
from collections.abc import Iterable

from courses.models import Edition, EditionActivity


def edition_checksum(edition: Edition, activities: Iterable[EditionActivity]) -> str:
    """SHA-256 over titles, outline, bodies, exercises and quizzes, in reading order.

    Files are in it by the hash in their addresses, quizzes by their own checksum.
    """
    content: dict[str, object] = {
        "title": [edition.title_vi, edition.title_en],
        "outline": edition.outline,
        "minutes": edition.minutes,
        "activities": [_activity(activity) for activity in activities],
    }
    # Added only where there is one, so that editions from before keep their checksum.
    if edition.required_courses:
        content["required_courses"] = edition.required_courses
    if edition.legal_basis:
        content["legal_basis"] = edition.legal_basis
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _activity(activity: EditionActivity) -> list[object]:
    return [
        str(activity.key),
        activity.kind,
        activity.position,
        activity.slug,
        [activity.title_vi, activity.title_en, activity.summary_vi, activity.summary_en, activity.outcome],
        activity.minutes,
        activity.body,
        activity.exercises,
        activity.quiz_edition.checksum if activity.quiz_edition else None,
        *([activity.requires] if activity.requires else []),
        *([{"exempts": activity.exempts}] if activity.exempts else []),
    ]
