"""What must hold of answers (I2) and of attempts and scores (I3), whatever happened to the machine."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.domain.corrected import Rule, folded
from assessments.domain.locking import GRACE
from assessments.domain.marking import Result, result_of
from assessments.domain.queries.answered import answers_of, levels_of
from assessments.enums import CLOSED_ATTEMPT_STATES, CORRECTIONS_IN_FORCE, AttemptState, CorrectionState
from assessments.errors import QuestionError
from assessments.models import AnswerSave, Attempt, ManualMark, Marking, QuestionCorrection
from assessments.question_types.by_hand import Levels
from assessments.question_types.shown import Response
from operations.domain.integrity import Finding

BATCH: Final = 500
CROSSING: Final = timedelta(seconds=30)
"""Longer than a save can take: a request is given up before."""


def check_answers() -> Iterator[Finding]:
    """I2: no answer from after the deadline or the closing, and none stored out of its order."""
    saves = AnswerSave.objects.order_by("pk")
    late = Q(received_at__gt=F("attempt__deadline_at") + GRACE)
    closed = Q(attempt__state=AttemptState.SUBMITTED, received_at__gt=F("attempt__closed_at"))
    early = Q(received_at__lt=F("attempt__started_at"))
    yield from _answers(saves.filter(late), _("An answer was taken after the deadline."))
    yield from _answers(saves.filter(closed), _("An answer was taken after the attempt was submitted."))
    yield from _answers(saves.filter(early), _("An answer is older than its attempt."))
    # Two saves that cross within moments may be stored in either order (docs/adr/0021-one-new-answer-at-once.md).
    overtaken = AnswerSave.objects.filter(
        attempt=OuterRef("attempt"),
        position=OuterRef("position"),
        pk__lt=OuterRef("pk"),
        sequence__gt=OuterRef("sequence"),
        received_at__lt=OuterRef("received_at") - CROSSING,
    )
    yield from _answers(saves.filter(Exists(overtaken)), _("An older answer was stored after a newer one."))


def check_attempts() -> Iterator[Finding]:
    """I3: attempts within what is allowed, and for each closed one a score that follows from its answers."""
    yield from _check_counts()
    marked_open = Attempt.objects.filter(state=AttemptState.OPEN, markings__isnull=False).distinct()
    for pk in marked_open.values_list("pk", flat=True).iterator():
        yield Finding(_("An open attempt has been marked."), f"attempt {pk}")
    own = ManualMark.objects.filter(marked_by_id=F("attempt__cadre_id"))
    for pk in own.values_list("attempt_id", flat=True).iterator():
        yield Finding(_("Somebody has marked an attempt of their own."), f"attempt {pk}")
    last = 0
    while True:
        batch = list(
            Attempt.objects.filter(state__in=CLOSED_ATTEMPT_STATES, pk__gt=last)
            .select_related("paper", "quiz_edition")
            .defer("quiz_edition__pool")
            .order_by("pk")[:BATCH]
        )
        if not batch:
            return
        yield from _check_scores(batch)
        last = batch[-1].pk


def _check_counts() -> Iterator[Finding]:
    groups = (
        Attempt.objects.values("cadre_id", "quiz_id", "scope")
        .annotate(
            taken=Count("pk"),
            allowed=Max("attempts_allowed"),
            open=Count("pk", filter=Q(state=AttemptState.OPEN)),
        )
        .filter(Q(taken__gt=F("allowed")) | Q(open__gt=1))
        .order_by("quiz_id", "scope")
    )
    for group in groups.iterator():
        place = f"quiz {group['quiz_id']} scope {group['scope']}"
        if group["taken"] > group["allowed"]:
            yield Finding(_("There are more attempts than allowed."), place)
        if group["open"] > 1:
            yield Finding(_("More than one attempt is open."), place)


def _check_scores(batch: list[Attempt]) -> Iterator[Finding]:
    markings: dict[int, list[Marking]] = defaultdict(list)
    for marking in Marking.objects.filter(attempt__in=batch).order_by("number"):
        markings[marking.attempt_id].append(marking)
    answers, by_hand, rules = answers_of(batch), levels_of(batch), _rules()
    for attempt in batch:
        try:
            for message in _faults(attempt, markings[attempt.pk], answers[attempt.pk], by_hand[attempt.pk], rules):
                yield Finding(message, f"attempt {attempt.pk}")
        except QuestionError:
            yield Finding(_("A mark given by a person does not fit its rubric."), f"attempt {attempt.pk}")


def _rules() -> list[dict[int, Rule]]:
    """The rules by which a marking may stand: all corrections in force; while one is being applied, also without it."""
    in_force = QuestionCorrection.objects.filter(state__in=CORRECTIONS_IN_FORCE).order_by("in_force_at", "pk")
    every = list(in_force)
    applied = [correction for correction in every if correction.state == CorrectionState.APPLIED]
    return [folded(every)] if len(applied) == len(every) else [folded(every), folded(applied)]


def _faults(
    attempt: Attempt,
    markings: list[Marking],
    answers: dict[int, Response],
    by_hand: dict[int, Levels],
    rules: list[dict[int, Rule]],
) -> Iterator[str]:
    if not hasattr(attempt, "paper"):
        yield _("An attempt has no paper.")
        return
    results = [result_of(attempt, answers, by_hand, each) for each in rules]
    if [marking.number for marking in markings] != list(range(1, len(markings) + 1)):
        yield _("A closed attempt does not have its markings.")
        return
    if not markings:
        yield from _faults_of_waiting(attempt, results, by_hand)
        return
    if all(result.waiting for result in results):
        yield _("An attempt has a result although an answer waits for a person.")
    if not answers.keys() <= set(range(1, len(attempt.paper.items) + 1)):
        yield _("An answer belongs to no question of the paper.")
    marking = markings[-1]
    recorded = (marking.score, marking.max_score, marking.passed, marking.items)
    if recorded not in [(result.score, result.max_score, result.passed, result.items) for result in results]:
        yield _("A marking does not follow from the answers.")
    if (attempt.score, attempt.max_score, attempt.passed) != (marking.score, marking.max_score, marking.passed):
        yield _("An attempt does not show its latest marking.")


def _faults_of_waiting(attempt: Attempt, results: list[Result], by_hand: dict[int, Levels]) -> Iterator[str]:
    """Without a marking there must be an answer for a person to mark, and no trace of a result."""
    if not any(result.waiting for result in results) or by_hand:
        yield _("A closed attempt does not have its markings.")
    if (attempt.score, attempt.max_score, attempt.passed) != (None, None, None):
        yield _("An attempt shows a result although an answer waits for a person.")


def _answers(saves: QuerySet[AnswerSave], message: str) -> Iterator[Finding]:
    for attempt, position, sequence in saves.values_list("attempt_id", "position", "sequence").iterator():
        yield Finding(message, f"attempt {attempt} question {position} answer {sequence}")
