"""Closed attempts many at a time, with their answers and latest markings."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import Exists, OuterRef

from assessments.models import AnswerSave, Attempt, ManualMark, Marking, QuizEdition
from assessments.question_types.by_hand import Levels
from assessments.question_types.shown import Response

BATCH: Final = 500


def answers_of(batch: Sequence[Attempt]) -> dict[int, dict[int, Response]]:
    """Per attempt and position the answer with the highest sequence. One statement."""
    answers: dict[int, dict[int, Response]] = defaultdict(dict)
    rows = AnswerSave.objects.filter(attempt__in=batch).order_by("sequence")
    for attempt_id, position, response in rows.values_list("attempt_id", "position", "response").iterator():
        answers[attempt_id][position] = response
    return answers


def latest_markings(batch: Sequence[Attempt]) -> dict[int, Marking]:
    """The marking that counts, by attempt; none for one that is open. One statement."""
    newer = Marking.objects.filter(attempt=OuterRef("attempt"), number__gt=OuterRef("number"))
    rows = Marking.objects.filter(attempt__in=batch).filter(~Exists(newer))
    return {marking.attempt_id: marking for marking in rows}


def levels_of(batch: Sequence[Attempt]) -> dict[int, dict[int, Levels]]:
    """What persons have chosen where they mark, by attempt and position; the second mark counts. One statement."""
    by_hand: dict[int, dict[int, Levels]] = defaultdict(dict)
    for mark in ManualMark.objects.filter(attempt__in=batch).order_by("number"):
        by_hand[mark.attempt_id][mark.position] = mark.levels
    return by_hand


def editions_drawing(version_id: int) -> list[int]:
    """The quiz editions from whose pool the version may be drawn."""
    pools = QuizEdition.objects.values_list("pk", "pool").iterator()
    return [pk for pk, pool in pools if any(version_id in draw["versions"] for draw in pool)]


def attempts_with(version_id: int) -> Iterator[list[Attempt]]:
    """Every attempt, open or closed, on whose paper the version stands; in batches, in the order of their ids."""
    editions, last = editions_drawing(version_id), 0
    while True:
        batch = list(
            Attempt.objects.filter(quiz_edition__in=editions, pk__gt=last)
            .select_related("paper", "quiz_edition")
            .defer("quiz_edition__pool")
            .order_by("pk")[:BATCH]
        )
        if not batch:
            return
        last = batch[-1].pk
        yield [attempt for attempt in batch if any(item["version"] == version_id for item in attempt.paper.items)]
