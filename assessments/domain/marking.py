"""Marking: pure arithmetic on answers and frozen versions, and the one row that records it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from accounts.models import User
from assessments.domain import remembered
from assessments.enums import AttemptState
from assessments.models import Attempt, ManualMark, Marking
from assessments.question_types import is_blank
from assessments.question_types.base import NOTHING
from assessments.question_types.by_hand import HandMark, Levels, MarkedByHand
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
    waiting: tuple[int, ...] = ()
    """Positions that a person has to mark yet; until then they earn nothing here."""


def mark_paper(
    items: Sequence[Mapping[str, Any]],
    answers: Mapping[int, Response],
    *,
    pass_mark_percent: int,
    by_hand: Mapping[int, Levels] | None = None,
) -> Result:
    """Mark the answers against the versions on the paper, with at most one statement.

    The sum is that of the rounded points, so that anyone can add up what the page shows. A paper is
    passed when the sum is at least `pass_mark_percent` of the most that could be earned. `by_hand`:
    the levels that a person has chosen, by position (`marks_by_hand`).
    """
    version_ids = [item["version"] for item in items]
    keys = remembered.keys.get(version_ids)
    given, waiting, points = by_hand or {}, [], []
    for position, id_ in enumerate(version_ids, start=1):
        spec, key, answer = keys[id_].spec, keys[id_].key, answers.get(position, {})
        if not isinstance(spec, MarkedByHand):
            share = spec.mark(key, answer)
        elif position in given:
            share = spec.hand_share(key, given[position])
        else:
            share = NOTHING
            if not is_blank(answer):
                waiting.append(position)
        points.append(_points(share))
    score, most = sum(points, Decimal("0.00")), Decimal(len(points)).quantize(CENT)
    return Result(
        items=[{"score": str(point), "max": "1.00"} for point in points],
        score=score,
        max_score=most,
        passed=score * 100 >= most * pass_mark_percent,
        waiting=tuple(waiting),
    )


def result_of(attempt: Attempt, answers: Mapping[int, Response], by_hand: Mapping[int, Levels] | None = None) -> Result:
    """The paper of an attempt marked by the rules of its edition."""
    percent = attempt.quiz_edition.rules["pass_mark_percent"]
    return mark_paper(attempt.paper.items, answers, pass_mark_percent=percent, by_hand=by_hand)


def marks_by_hand(attempt: Attempt) -> dict[int, HandMark]:
    """What persons have marked of the attempt, by position. One statement."""
    marks = ManualMark.objects.filter(attempt=attempt, cadre_id=attempt.cadre_id)
    return {mark.position: HandMark(mark.levels, mark.comment) for mark in marks}


def close_attempt(
    attempt: Attempt, answers: Mapping[int, Response], *, state: AttemptState, closed_at: datetime, now: datetime
) -> Marking | None:
    """Mark and close an attempt that the caller's transaction holds locked and knows to be open.

    Where a person has to mark some of it, it is only closed, has no marking yet and waits.
    """
    attempt.state, attempt.closed_at = state, closed_at
    result = result_of(attempt, answers)
    if result.waiting:
        attempt.save(update_fields=["state", "closed_at"])
        return None
    return record_result(attempt, result, marked_by=None, now=now)


def record_result(attempt: Attempt, result: Result, *, marked_by: User | None, now: datetime) -> Marking:
    """Write the marking of a closed attempt, and tell the other rooms inside the caller's transaction."""
    marking = Marking.objects.create(
        attempt=attempt,
        cadre_id=attempt.cadre_id,
        score=result.score,
        max_score=result.max_score,
        passed=result.passed,
        items=result.items,
        marked_by=marked_by,
        marked_at=now,
    )
    attempt.score, attempt.max_score, attempt.passed = result.score, result.max_score, result.passed
    attempt.save(update_fields=["state", "closed_at", "score", "max_score", "passed"])
    attempt_graded.send(sender=Attempt, attempt=attempt, marking=marking)
    return marking


def _points(share: Decimal) -> Decimal:
    return share.quantize(CENT, ROUND_HALF_UP)
