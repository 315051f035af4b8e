"""Marking: pure arithmetic on answers and frozen versions, and the one row that records it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from assessments.domain import remembered
from assessments.enums import AttemptState
from assessments.models import Attempt, Marking
from assessments.question_types.shown import Response
from assessments.signals import attempt_graded

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Result:
    """A paper marked: each question earns at most 1, in hundredths, rounded half up."""

    items: list[dict[str, str]]
    score: Decimal
    max_score: Decimal
    passed: bool


def mark_paper(
    items: Sequence[Mapping[str, Any]], answers: Mapping[int, Response], *, pass_mark_percent: int
) -> Result:
    """Mark the answers against the versions on the paper, with at most one statement.

    The sum is that of the rounded points, so that anyone can add up what the page shows. A paper is
    passed when the sum is at least `pass_mark_percent` of the most that could be earned.
    """
    version_ids = [item["version"] for item in items]
    keys = remembered.keys.get(version_ids)
    points = [
        _points(keys[id_].spec.mark(keys[id_].key, answers.get(position, {})))
        for position, id_ in enumerate(version_ids, start=1)
    ]
    score, most = sum(points, Decimal("0.00")), Decimal(len(points)).quantize(CENT)
    return Result(
        items=[{"score": str(point), "max": "1.00"} for point in points],
        score=score,
        max_score=most,
        passed=score * 100 >= most * pass_mark_percent,
    )


def close_attempt(
    attempt: Attempt, answers: Mapping[int, Response], *, state: AttemptState, closed_at: datetime, now: datetime
) -> Marking:
    """Mark and close an attempt that the caller's transaction holds locked and knows to be open."""
    result = mark_paper(attempt.paper.items, answers, pass_mark_percent=attempt.quiz_edition.rules["pass_mark_percent"])
    marking = Marking.objects.create(
        attempt=attempt,
        cadre_id=attempt.cadre_id,
        score=result.score,
        max_score=result.max_score,
        passed=result.passed,
        items=result.items,
        marked_at=now,
    )
    attempt.state, attempt.closed_at = state, closed_at
    attempt.score, attempt.max_score, attempt.passed = result.score, result.max_score, result.passed
    attempt.save(update_fields=["state", "closed_at", "score", "max_score", "passed"])
    attempt_graded.send(sender=Attempt, attempt=attempt, marking=marking)
    return marking


def _points(share: Decimal) -> Decimal:
    return share.quantize(CENT, ROUND_HALF_UP)
