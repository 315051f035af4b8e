"""Marking attempts again after a correction was approved. It may be killed anywhere and run again."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from assessments.domain.affected import remarked
from assessments.domain.marking import OF_RESULT, record_result, result_of, write_marking
from assessments.domain.queries.answered import answers_of, attempts_with, levels_of
from assessments.enums import CorrectionState, LoweredPolicy
from assessments.models import Attempt, CorrectionEffect, Marking, QuestionCorrection
from assessments.signals import attempt_regraded
from operations.domain import audit

Progress = Callable[[int, int | None], None]


def apply_correction(correction: QuestionCorrection, progress: Progress) -> int:
    """Give every attempt with the version the marking it has now, each in a transaction of its own.

    An attempt is done when its latest marking is the one the rules give, so a second run writes only what the
    first did not. Open ones are locked for a moment: one that is just being closed may have read the rules before
    the decision, and is found closed then.

    Returns how many attempts were marked again by this run.
    """
    if correction.state != CorrectionState.APPLYING:
        return 0
    visited, written, total = 0, 0, 2 * correction.counts.get("attempts", 0)
    # A person may lose one pass and gain another: what is lost comes last, when what is gained is known.
    for losing in (False, True):
        for batch in attempts_with(correction.version_id):
            for attempt_id in _due(batch, correction, losing=losing):
                written += _mark_again(attempt_id, correction)
                progress(visited, max(total, visited))
            visited += len(batch)
            progress(visited, max(total, visited))
    _finish(correction)
    return written


def _due(batch: list[Attempt], correction: QuestionCorrection, *, losing: bool) -> list[int]:
    """Attempts that are marked otherwise now, those that lose a pass by themselves; and all that have no marking."""
    closed = [attempt for attempt in batch if not attempt.is_open]
    due = [
        each.attempt.pk
        for each in remarked(closed, correction)
        if (each.before.passed and not each.after.passed) == losing
    ]
    return [*due, *(attempt.pk for attempt in batch if attempt.is_open or attempt.is_waiting)]


def _end_waiting(attempt: Attempt) -> bool:
    """Its first marking, where nothing is left for a person to mark: what waited does not need it any more."""
    result = result_of(attempt, answers_of([attempt])[attempt.pk], levels_of([attempt])[attempt.pk])
    if result.waiting:
        return False
    record_result(attempt, result, marked_by=None, now=timezone.now())
    return True


@transaction.atomic
def _mark_again(attempt_id: int, correction: QuestionCorrection) -> bool:
    attempt = (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("paper", "quiz_edition", "cadre")
        .get(pk=attempt_id)
    )
    if attempt.is_waiting:
        return _end_waiting(attempt)
    changed = [] if attempt.is_open else remarked([attempt], correction)
    if not changed:
        return False
    before, result = changed[0].before, changed[0].after
    marking = write_marking(
        attempt,
        result,
        number=before.number + 1,
        reason=correction.message,
        correction=correction,
        marked_by=correction.decided_by,
    )
    attempt.save(update_fields=OF_RESULT)
    attempt_regraded.send(
        sender=Attempt,
        attempt=attempt,
        before=before,
        marking=marking,
        correction=correction,
        takes_away=_takes_away(attempt, correction),
    )
    return True


def _takes_away(attempt: Attempt, correction: QuestionCorrection) -> bool:
    """Only what was chosen, and only from those who were shown before the decision."""
    if correction.lowered != LoweredPolicy.WITHDRAW:
        return False
    shown = CorrectionEffect.objects.filter(
        correction=correction, attempt=attempt, passed_before=True, passed_after=False
    )
    return shown.exists()


@transaction.atomic
def _finish(correction: QuestionCorrection) -> None:
    """One audit row for the whole, however often the work was begun."""
    done = QuestionCorrection.objects.filter(pk=correction.pk, state=CorrectionState.APPLYING).update(
        state=CorrectionState.APPLIED, applied_at=timezone.now()
    )
    if done:
        changed = Marking.objects.filter(correction=correction).count()
        audit.record(
            action="assessments.correction.applied",
            actor=correction.decided_by,
            target=correction,
            reason=correction.reason,
            after={"version": correction.version_id, "marked_again": changed},
        )
