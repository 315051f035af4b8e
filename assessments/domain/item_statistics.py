"""What the answers of all learners say about a question: computed by a job, read from a table."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.models import User
from assessments.domain import remembered
from assessments.domain.queries.uses import editions_holding
from assessments.models import AnswerSave, Attempt, Marking, Question, QuestionStatistic, QuestionVersion
from assessments.question_types import is_blank, question_type
from assessments.question_types.counting import FEWEST, Tally
from assessments.question_types.shown import Response
from common.db.locks import advisory_lock
from operations.domain.jobs import enqueue_job
from operations.models import Job

JOB: Final = "assessments.statistics"
NIGHTLY_JOB: Final = "assessments.nightly_statistics"
BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class PartCount:
    """`count` is None while fewer than five answers are behind it. `share` is in percent of the answers."""

    text: str
    right: bool | None
    count: int | None
    share: int | None


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """The figures of one version in one quiz, as an author may see them."""

    statistic: QuestionStatistic
    parts: list[PartCount]
    is_small: bool


def request_statistics(*, question: Question, title: str, actor: User) -> Job | None:
    """The job that counts the quizzes whose editions hold the question; None where no quiz does."""
    quizzes = sorted({edition.quiz_id for edition, _held in editions_holding(question)})
    if not quizzes:
        return None
    return enqueue_job(
        kind=JOB, key=str(question.uuid), title=title, parameters={"quizzes": quizzes}, requested_by=actor
    )


def quizzes_to_count(among: Collection[int] | None = None) -> list[int]:
    """Quizzes of which a first attempt has been marked, or marked again, since they were counted. For a job.

    `among`: only of these; None for all.
    """
    statistics, markings = QuestionStatistic.objects.order_by(), Marking.objects.filter(attempt__number=1)
    if among is not None:
        statistics, markings = statistics.filter(quiz__in=among), markings.filter(attempt__quiz__in=among)
    counted = dict(statistics.values_list("quiz").annotate(Max("counted_at")))
    firsts = markings.order_by().values_list("attempt__quiz")
    latest = firsts.annotate(Max("marked_at"))
    return sorted(quiz for quiz, marked_at in latest if quiz not in counted or marked_at > counted[quiz])


def request_nightly_statistics() -> Job | None:
    """The job that counts every quiz with news; None where there is none."""
    quizzes = quizzes_to_count()
    if not quizzes:
        return None
    return enqueue_job(kind=NIGHTLY_JOB, key=NIGHTLY_JOB, parameters={"quizzes": quizzes}, requested_by=None)


def count_quiz(quiz_id: int, tell: Callable[[int], None]) -> int:
    """Count the first attempts of everybody at the quiz, marked ones only; gives how many.

    A second attempt is no longer a first look at a question. Attempts are read in batches; what is kept
    between them is a few sums for each version. Counting twice gives the same rows.
    """
    tallies: dict[int, Tally] = defaultdict(Tally)
    counted = 0
    marked = Attempt.objects.filter(quiz=quiz_id, number=1, passed__isnull=False).order_by("pk")
    ids = marked.values_list("pk", flat=True).iterator(chunk_size=BATCH)
    while batch := list(islice(ids, BATCH)):
        _add(tallies, Attempt.objects.filter(pk__in=batch).select_related("paper"))
        counted += len(batch)
        tell(counted)
    with advisory_lock(f"statistics:{quiz_id}"), transaction.atomic():
        QuestionStatistic.objects.filter(quiz=quiz_id).delete()
        QuestionStatistic.objects.bulk_create(
            QuestionStatistic(
                quiz_id=quiz_id,
                version_id=version_id,
                answers=tally.answers,
                blank=tally.blank,
                facility=tally.facility(),
                discrimination=tally.discrimination(),
                parts=dict(tally.parts),
                counted_at=timezone.now(),
            )
            for version_id, tally in sorted(tallies.items())
        )
    return counted


def counts_of(question: Question) -> list[QuestionCounts]:
    """The figures of the question, newest version first; counts under five are left out."""
    rows = (
        QuestionStatistic.objects.filter(version__question=question)
        .select_related("version__answer_key", "quiz")
        .order_by("-version__number", "quiz__title_vi")[:50]
    )
    return [QuestionCounts(row, _part_counts(row), row.answers < FEWEST) for row in rows]


def _add(tallies: dict[int, Tally], attempts: QuerySet[Attempt]) -> None:
    batch: Collection[Attempt] = list(attempts)
    markings: dict[int, Marking] = {}
    for marking in Marking.objects.filter(attempt__in=batch).order_by("number"):
        markings[marking.attempt_id] = marking
    answers: dict[int, dict[int, Response]] = defaultdict(dict)
    saves = AnswerSave.objects.filter(attempt__in=batch).order_by("sequence")
    for attempt_id, position, response in saves.values_list("attempt_id", "position", "response").iterator():
        answers[attempt_id][position] = response
    versions = {item["version"] for attempt in batch for item in attempt.paper.items}
    questions, keys = remembered.questions.get(versions), remembered.keys.get(versions)
    for attempt in batch:
        marking = markings[attempt.pk]
        for position, (item, points) in enumerate(zip(attempt.paper.items, marking.items, strict=True), start=1):
            most = Decimal(points["max"])
            if not most:  # annulled: it earned nothing and says nothing
                continue
            question, key = questions[item["version"]], keys[item["version"]]
            response = answers[attempt.pk].get(position, {})
            tallies[item["version"]].add(
                Decimal(points["score"]) / most,
                marking.score - Decimal(points["score"]),
                question.spec.counted(question.presentation, key.key, response),
                blank=is_blank(response),
            )


def _part_counts(row: QuestionStatistic) -> list[PartCount]:
    version: QuestionVersion = row.version
    spec = question_type(version.type)
    parts = []
    for part in spec.parts(version.presentation, version.answer_key.key):
        count = row.parts.get(part.id, 0)
        is_seen = count >= FEWEST and row.answers >= FEWEST
        share = round(100 * count / row.answers) if is_seen else None
        parts.append(PartCount(part.text, part.right, count if is_seen else None, share))
    return parts
