"""What of a paper may be seen, and when: the one place that opens a key to a learner."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from assessments.domain.locking import GRACE
from assessments.enums import AttemptState, FeedbackPolicy, ReviewFlag, ReviewPhase
from assessments.models import Attempt

Flags = frozenset[str]
EVERYTHING: Final[Flags] = frozenset(ReviewFlag.values)
NOTHING: Final[Flags] = frozenset()


def flags_of(rules: Mapping[str, Any], phase: ReviewPhase) -> Flags:
    """What the author lets be seen in that phase; everything where nothing was said."""
    wanted = rules.get("review") or {}
    return frozenset(wanted[phase]) if phase in wanted else EVERYTHING


def flags_while_open(attempt: Attempt, position: int) -> Flags:
    """What may be seen of a question of an open attempt: nothing, unless it was checked and is final."""
    rules = attempt.quiz_edition.rules
    if rules["feedback"] != FeedbackPolicy.AFTER_EACH or str(position) not in attempt.checked:
        return NOTHING
    return flags_of(rules, ReviewPhase.DURING)


def flags_after(attempt: Attempt, *, passed: bool, now: datetime) -> Flags:
    """What may be seen of a closed attempt now; nothing while the policy keeps it shut."""
    rules = attempt.quiz_edition.rules
    policy = rules["feedback"]
    if policy == FeedbackPolicy.NEVER:
        return NOTHING
    if quiz_is_over(attempt, now):
        return flags_of(rules, ReviewPhase.CLOSED)
    is_last = attempt.number >= attempt.attempts_allowed
    if policy in (FeedbackPolicy.AFTER_EACH, FeedbackPolicy.AFTER_SUBMIT) or (
        policy == FeedbackPolicy.AFTER_PASS_OR_LAST and (passed or is_last)
    ):
        return flags_of(rules, ReviewPhase.AFTER)
    return NOTHING


def stays_shut(attempt: Attempt, now: datetime) -> bool:
    """Whether nothing of the closed attempt will ever be seen but its mark."""
    rules = attempt.quiz_edition.rules
    policy = rules["feedback"]
    if policy == FeedbackPolicy.NEVER:
        return True
    opens = NOTHING if attempt.quiz.closes_at is None else flags_of(rules, ReviewPhase.CLOSED)
    if policy != FeedbackPolicy.AFTER_CLOSE and not quiz_is_over(attempt, now):
        opens |= flags_of(rules, ReviewPhase.AFTER)
    return not opens


def quiz_is_over(attempt: Attempt, now: datetime) -> bool:
    """Closed, and nobody still works on it in time granted to them beyond the close."""
    closes_at = attempt.quiz.closes_at
    if closes_at is None or now <= closes_at + GRACE:
        return False
    return not Attempt.objects.filter(quiz=attempt.quiz_id, state=AttemptState.OPEN).exists()
