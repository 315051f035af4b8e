"""Marking: pure arithmetic on answers and frozen versions, and the one row that records it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
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
# More than a question has parts, or the points of a rubric have millionths. A share is a quotient of such numbers
# cut off after 28 digits; two quotients lie further apart than that, so the nearest one is the one that was meant.
MOST_PARTS: Final = 10**9
USUAL_RULE: Final = Rule()
OF_RESULT: Final = ("score", "max_score", "passed")
"""What an attempt carries of its latest marking."""


@dataclass(frozen=True, slots=True)
class Result:
    """A paper marked: each question earns at most its maximum (1 unless corrected).

    `items`: per position `{"score", "max"}` in hundredths; where that rounds, `"exact"` holds the fraction (`2/3`).
    `passed` follows from the exact sum, and `score` shows that sum in hundredths.
    """

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

    A paper is passed when the exact sum is at least `pass_mark_percent` of the most that could be earned: three
    times two thirds are 2 points, whatever the rounded ones add up to.

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
        points.append((_exact(share or NOTHING) * Fraction(rule.worth), rule.worth))
    earned, most = sum(each for each, _most in points), sum((most for _each, most in points), Decimal("0.00"))
    mark = Fraction(most) * pass_mark_percent / 100
    return Result(
        items=[_item(each, most) for each, most in points],
        score=_shown_sum(Fraction(earned), mark),
        max_score=most,
        passed=earned >= mark,
        waiting=tuple(waiting),
    )


def exact_points(item: Mapping[str, str]) -> Fraction:
    """What a position of a marking earned, without rounding."""
    return Fraction(item.get("exact", item["score"]))


def in_hundredths(points: Fraction, rounding: str = ROUND_HALF_UP) -> Decimal:
    """As it is shown."""
    return (Decimal(points.numerator) / points.denominator).quantize(CENT, rounding)


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
    """What persons have marked of the attempt, by position; the second mark in place of the first. One statement."""
    marks = ManualMark.objects.filter(attempt=attempt, cadre_id=attempt.cadre_id).order_by("number")
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
    share = _share(key, response, None, rule) or NOTHING
    return in_hundredths(_exact(share) * Fraction(rule.worth)), rule.worth


def _exact(share: Decimal) -> Fraction:
    return Fraction(share).limit_denominator(MOST_PARTS)


def _item(earned: Fraction, most: Decimal) -> dict[str, str]:
    shown = in_hundredths(earned)
    item = {"score": str(shown), "max": str(most)}
    return item if shown == earned else {**item, "exact": str(earned)}


def _shown_sum(earned: Fraction, mark: Fraction) -> Decimal:
    """A sum below the pass mark is never shown as having reached it."""
    shown = in_hundredths(earned)
    return in_hundredths(earned, ROUND_DOWN) if earned < mark <= shown else shown
