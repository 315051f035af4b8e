"""Marking: pure arithmetic on answers and frozen versions, and the one row that records it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from accounts.models import User
from assessments.domain import remembered
from assessments.domain.corrected import Rule, rules_in_force
from assessments.enums import AttemptState
from assessments.models import Attempt, ManualMark, Marking
from assessments.question_types import is_blank
from assessments.question_types.base import FULL, NOTHING
from assessments.question_types.by_hand import HandMark, Levels, MarkedByHand
from assessments.question_types.shown import Response
from assessments.signals import attempt_graded

CENT: Final = Decimal("0.01")
USUAL_RULE: Final = Rule()
OF_RESULT: Final = ("score", "max_score", "passed")
"""What an attempt carries of its latest marking."""


@dataclass(frozen=True, slots=True)
class Result:
    """A paper marked: each question earns at most its maximum (1 unless corrected), in hundredths, rounded half up."""

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
    rules: Mapping[int, Rule] | None = None,
) -> Result:
    """Mark the answers against the versions on the paper as corrected, with at most two statements.

    The sum is that of the rounded points, so that anyone can add up what the page shows. A paper is
    passed when the sum is at least `pass_mark_percent` of the most that could be earned.

    Args:
        by_hand: the levels that a person has chosen, by position (`marks_by_hand`).
        rules: corrections by version; those in force now unless given.
    """
    version_ids = [item["version"] for item in items]
    keys = remembered.keys.get(version_ids)
    rules = rules_in_force(version_ids) if rules is None else rules
    given = by_hand or {}
    waiting, points = [], []
    for position, id_ in enumerate(version_ids, start=1):
        rule, answer = rules.get(id_, USUAL_RULE), answers.get(position, {})
        share = _share(keys[id_], answer, given.get(position), rule)
        if share is None:
            waiting.append(position)
        points.append((_rounded((share or NOTHING) * rule.worth), rule.worth))
    score = sum((earned for earned, _most in points), Decimal("0.00"))
    most = sum((most for _earned, most in points), Decimal("0.00"))
    return Result(
        items=[{"score": str(earned), "max": str(most)} for earned, most in points],
        score=score,
        max_score=most,
        passed=score * 100 >= most * pass_mark_percent,
        waiting=tuple(waiting),
    )


def result_of(
    attempt: Attempt,
    answers: Mapping[int, Response],
    by_hand: Mapping[int, Levels] | None = None,
    rules: Mapping[int, Rule] | None = None,
) -> Result:
    """The paper of an attempt marked by the rules of its edition, and the corrections in force unless given."""
    percent = attempt.quiz_edition.rules["pass_mark_percent"]
    return mark_paper(attempt.paper.items, answers, pass_mark_percent=percent, by_hand=by_hand, rules=rules)


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
    marking = write_marking(attempt, result, marked_by=marked_by, marked_at=now)
    attempt.save(update_fields=["state", "closed_at", *OF_RESULT])
    attempt_graded.send(sender=Attempt, attempt=attempt, marking=marking)
    return marking


def write_marking(attempt: Attempt, result: Result, **more: Any) -> Marking:
    """The row, with `more` of its columns; the attempt carries the result, and `OF_RESULT` is left to save."""
    attempt.score, attempt.max_score, attempt.passed = result.score, result.max_score, result.passed
    return Marking.objects.create(
        attempt=attempt,
        cadre_id=attempt.cadre_id,
        score=result.score,
        max_score=result.max_score,
        passed=result.passed,
        items=result.items,
        **more,
    )


def _share(key: remembered.StoredKey, response: Response, levels: Levels | None, rule: Rule) -> Decimal | None:
    """The part of the question that is right, from 0 to 1; None where a person has to say it yet."""
    if rule.annulled:
        return NOTHING
    if rule.accepted:
        return FULL
    spec, right = key.spec, key.key if rule.key is None else rule.key
    if not isinstance(spec, MarkedByHand):
        return spec.mark(right, response)
    if levels is not None:
        return spec.hand_share(right, levels)
    return NOTHING if is_blank(response) else None


def points_of(key: remembered.StoredKey, response: Response, rule: Rule = USUAL_RULE) -> tuple[Decimal, Decimal]:
    """What an answer earns by itself, and the most it could; nothing yet where a person has to mark it."""
    return _rounded((_share(key, response, None, rule) or NOTHING) * rule.worth), rule.worth


def _rounded(share: Decimal) -> Decimal:
    return share.quantize(CENT, ROUND_HALF_UP)
