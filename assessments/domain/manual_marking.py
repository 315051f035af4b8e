"""Marking by a person: what waits in a closed attempt, and the one act that marks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain import remembered
from assessments.domain.marking import record_result, result_of
from assessments.domain.queries.attempts import current_answers
from assessments.errors import MarkingRefused, QuestionError
from assessments.models import Attempt, ManualMark, MarkDraft, Marking
from assessments.question_types.by_hand import Criterion, HandMark, MarkedByHand
from assessments.question_types.essay import clean_lines
from assessments.question_types.shown import Response
from assessments.rules import can_mark
from operations.domain import audit

MOST_COMMENT: Final = 3_000


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """One answer with the rubric by which it is marked. Says nothing about who gave it."""

    position: int
    stem: SafeString
    response: Response
    rubric: list[Criterion]
    guidance: SafeString


def waiting_answers(attempt: Attempt) -> list[WaitingAnswer]:
    """What a person has to mark, in the order of the paper; empty once that is done."""
    if not attempt.is_waiting:
        return []
    answers = current_answers(attempt)
    return [answer_to_mark(attempt, position, answers[position]) for position in result_of(attempt, answers).waiting]


def mark_by_hand(
    *, attempt_uuid: UUID, marks: Mapping[int, HandMark], actor: User, now: datetime | None = None
) -> Marking:
    """Mark all that waits in the attempt and give it its result, in one transaction.

    Raises:
        Attempt.DoesNotExist: there is none.
        MarkingRefused: not for `actor` to mark, marked by somebody else meanwhile, a mark is missing or does not
            fit the rubric.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        attempt = (
            Attempt.objects.select_for_update(of=("self",), no_key=True)
            .select_related("paper", "quiz_edition")
            .get(uuid=attempt_uuid)
        )
        if attempt.cadre_id == actor.pk:
            raise MarkingRefused(_("Nobody marks an attempt of their own."))
        if not attempt.is_waiting:
            raise MarkingRefused(_("This attempt has been marked already. The marks given here were not kept."))
        if not can_mark(actor, attempt):
            raise MarkingRefused(_("This attempt is not yours to mark."))
        answers = current_answers(attempt)
        _check(attempt, result_of(attempt, answers).waiting, marks)
        ManualMark.objects.bulk_create(
            row_of(attempt, position, mark, actor, moment) for position, mark in sorted(marks.items())
        )
        result = result_of(attempt, answers, {position: mark.levels for position, mark in marks.items()})
        MarkDraft.objects.filter(attempt=attempt).delete()
        marking = record_result(attempt, result, marked_by=actor, now=moment)
        audit.record(
            action="assessments.attempt.marked",
            actor=actor,
            target=attempt,
            committee_id=attempt.committee_at_id,
            after={"score": str(result.score), "max": str(result.max_score), "questions": sorted(marks)},
        )
    return marking


def _check(attempt: Attempt, waiting: tuple[int, ...], marks: Mapping[int, HandMark]) -> None:
    """Raises MarkingRefused unless each waiting answer, and nothing else, has a mark of its rubric."""
    if set(marks) != set(waiting):
        raise MarkingRefused(_("Mark every answer that waits. Nothing was kept."))
    for position, mark in marks.items():
        check_levels(attempt, position, mark)


def check_levels(attempt: Attempt, position: int, mark: HandMark) -> None:
    """Raises MarkingRefused unless the levels fit the rubric of the question at `position`."""
    version_id = attempt.paper.items[position - 1]["version"]
    key = remembered.keys.get([version_id])[version_id]
    spec = key.spec
    if not isinstance(spec, MarkedByHand):
        raise MarkingRefused(_("Mark every answer that waits. Nothing was kept."))
    try:
        spec.hand_share(key.key, mark.levels)
    except QuestionError as error:
        raise MarkingRefused(str(error)) from error


def row_of(
    attempt: Attempt, position: int, mark: HandMark, actor: User, moment: datetime, number: int = 1
) -> ManualMark:
    """The mark as it is kept, not saved yet."""
    return ManualMark(
        attempt=attempt,
        cadre_id=attempt.cadre_id,
        position=position,
        number=number,
        levels=dict(mark.levels),
        comment=clean_lines(mark.comment, MOST_COMMENT),
        marked_by=actor,
        marked_at=moment,
    )


def answer_to_mark(attempt: Attempt, position: int, response: Response) -> WaitingAnswer:
    """The answer at `position` with its rubric; the question is one that a person marks."""
    version_id = attempt.paper.items[position - 1]["version"]
    question = remembered.questions.get([version_id])[version_id]
    key = remembered.keys.get([version_id])[version_id]
    spec = key.spec
    assert isinstance(spec, MarkedByHand)  # noqa: S101 - nothing else waits, or has a mark to contest
    return WaitingAnswer(
        position, question.stem, response, spec.rubric(question.presentation, key.key), spec.guidance(key.key)
    )
