"""What a learner is told about corrections and contests of an attempt, and lists of them for authors."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from accounts.models import User
from assessments.domain.corrected import corrections_in_force
from assessments.enums import ContestState
from assessments.models import Attempt, Contest, CorrectionEffect, ManualMark, Marking, QuestionCorrection
from assessments.rules import contests_answered_by, corrections_seen_by


@dataclass(frozen=True, slots=True)
class CorrectedMark:
    """One step from a marking to the next: from what, to what, by which act, and why.

    `correction` None: a second person marked an answer again.
    """

    score_before: Decimal
    max_before: Decimal
    score: Decimal
    max_score: Decimal
    correction: QuestionCorrection | None
    marking: Marking

    @property
    def act(self) -> str:
        """The short name of the act, as “Vì sao?” has it."""
        return str(self.correction.uuid)[:8].upper() if self.correction else ""


def corrected_marks(attempt: Attempt) -> list[CorrectedMark]:
    """Every time the attempt was marked again because of a correction or a contest, oldest first. One statement."""
    markings = list(Marking.objects.filter(attempt=attempt).select_related("correction").order_by("number"))
    return [
        CorrectedMark(before.score, before.max_score, now.score, now.max_score, now.correction, now)
        for before, now in pairwise(markings)
    ]


def notes_on(attempt: Attempt) -> dict[int, list[QuestionCorrection]]:
    """The corrections in force by position on the paper. One statement."""
    versions = [item["version"] for item in attempt.paper.items]
    notes: dict[int, list[QuestionCorrection]] = {}
    for correction in corrections_in_force(versions):
        notes.setdefault(versions.index(correction.version_id) + 1, []).append(correction)
    return notes


def contests_of(attempt: Attempt) -> dict[int, Contest]:
    """By position. One statement."""
    return {contest.position: contest for contest in Contest.objects.filter(attempt=attempt)}


def contest_list(user: User) -> QuerySet[Contest]:
    """What waits first, the nearest date on top."""
    done_last = Case(When(state=ContestState.WAITING, then=Value(0)), default=Value(1))
    found = contests_answered_by(user).select_related("question__category", "version", "attempt__quiz")
    return found.order_by(done_last, "due_on", "-pk")


def correction_list(user: User) -> QuerySet[QuestionCorrection]:
    return (
        corrections_seen_by(user).select_related("version__question__category", "made_by").order_by("-made_at", "-pk")
    )


def effects_of(correction: QuestionCorrection, only: str = "") -> QuerySet[CorrectionEffect]:
    """Who is affected; those whose pass or completion changes first. `only` narrows to one of `EFFECT_FILTERS`."""
    found = CorrectionEffect.objects.filter(correction=correction, **EFFECT_FILTERS.get(only, {}))
    weight = Case(
        When(at_stake=True, then=Value(0)),
        When(completes=True, then=Value(1)),
        When(passed_before=True, passed_after=False, then=Value(2)),
        When(passed_before=False, passed_after=True, then=Value(3)),
        default=Value(4),
    )
    return found.select_related("attempt__cadre", "attempt__committee_at", "attempt__quiz").order_by(weight, "pk")


EFFECT_FILTERS: dict[str, dict[str, Any]] = {
    "passes": {"passed_before": False, "passed_after": True},
    "fails": {"passed_before": True, "passed_after": False},
    "completes": {"completes": True},
    "at-stake": {"at_stake": True},
}


def contested_marks(contest: Contest) -> QuerySet[ManualMark]:
    """The marks a person gave for what the contest is about: the first and, where there is one, the second."""
    return ManualMark.objects.filter(attempt=contest.attempt_id, position=contest.position)
