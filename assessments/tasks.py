"""Jobs of this room: what beat starts, and what is too much for a request, and those of corrections."""

from collections.abc import Iterator
from typing import Final

from celery import shared_task
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.domain.affected import find_affected
from assessments.domain.applying import apply_correction
from assessments.domain.bulk import BulkResult, change_many
from assessments.domain.correcting import APPLY_JOB, COMPUTE_JOB
from assessments.domain.item_statistics import JOB, NIGHTLY_JOB, count_quiz, request_nightly_statistics
from assessments.domain.overdue import close_overdue
from assessments.enums import BulkAct
from assessments.errors import AssessmentError
from assessments.models import Category, QuestionCorrection
from operations.domain.jobs import JobFailed, JobRun, job_kind
from operations.models import Job

BATCH: Final = 200


@shared_task(name="assessments.close_overdue_attempts")
def close_overdue_attempts() -> int:
    return close_overdue()


@job_kind(JOB, page=lambda job: reverse("assessments_statistics", args=[job.key]))
def count_answers(run: JobRun) -> None:
    """Count the quizzes of which somebody has asked for figures."""
    _count(run)


@shared_task(name="assessments.count_statistics")
def count_statistics() -> None:
    request_nightly_statistics()


@job_kind(NIGHTLY_JOB)
def count_what_is_new(run: JobRun) -> None:
    """Count the quizzes that have been taken since they were counted."""
    _count(run)


def _count(run: JobRun) -> None:
    before = 0
    for quiz_id in run.parameters["quizzes"]:
        before += count_quiz(quiz_id, lambda counted, before=before: run.progress(before + counted))  # type: ignore[misc]
    run.result({"attempts": before})


def _page(job: Job) -> str:
    return reverse("assessments_correction", args=[job.key])


@job_kind(COMPUTE_JOB, page=_page)
def find_who_is_affected(run: JobRun) -> None:
    run.result({"counts": find_affected(_correction(run), run.progress)})


@job_kind(APPLY_JOB, page=_page)
def mark_again(run: JobRun) -> None:
    run.result({"marked_again": apply_correction(_correction(run), run.progress)})


def _correction(run: JobRun) -> QuestionCorrection:
    return QuestionCorrection.objects.select_related("version__question", "decided_by").get(
        pk=run.parameters["correction"]
    )


def _outcome(job: Job) -> str:
    return reverse("assessments_bulk_outcome", args=[job.uuid])


@job_kind("assessments.bulk", page=_outcome)
def change_questions(run: JobRun) -> None:
    """One act on many questions, batch by batch. What was done before a crash is found done."""
    actor = run.job.requested_by
    if actor is None:
        raise JobFailed(_("Whoever asked for this is no longer known."))
    category = Category.objects.filter(pk=run.parameters["category"]).first()
    ids, result = list(run.parameters["questions"]), BulkResult()
    for begin, batch in _batches(ids):
        try:
            result.add(
                change_many(
                    ids=batch,
                    act=BulkAct(run.parameters["act"]),
                    actor=actor,
                    category=category,
                    tag=run.parameters["tag"],
                    difficulty=run.parameters.get("difficulty"),
                )
            )
        except AssessmentError as error:
            raise JobFailed(str(error)) from error
        run.progress(begin + len(batch), len(ids))
    run.result(result.facts())


def _batches(ids: list[int]) -> Iterator[tuple[int, list[int]]]:
    for begin in range(0, len(ids), BATCH):
        yield begin, ids[begin : begin + BATCH]
