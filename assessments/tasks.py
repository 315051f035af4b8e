"""Jobs of this room: those that beat starts, and those of corrections."""

from celery import shared_task
from django.urls import reverse

from assessments.domain.affected import find_affected
from assessments.domain.applying import apply_correction
from assessments.domain.correcting import APPLY_JOB, COMPUTE_JOB
from assessments.domain.item_statistics import JOB, count_quiz
from assessments.domain.overdue import close_overdue
from assessments.models import QuestionCorrection
from operations.domain.jobs import JobRun, job_kind
from operations.models import Job


@shared_task(name="assessments.close_overdue_attempts")
def close_overdue_attempts() -> int:
    return close_overdue()


@job_kind(JOB, page=lambda job: reverse("assessments_statistics", args=[job.key]))
def count_answers(run: JobRun) -> None:
    """Count the quizzes of which somebody has asked for figures."""
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
