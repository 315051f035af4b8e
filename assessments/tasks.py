"""Jobs of this room that beat starts."""

from celery import shared_task
from django.urls import reverse

from assessments.domain.item_statistics import JOB, count_quiz
from assessments.domain.overdue import close_overdue
from operations.domain.jobs import JobRun, job_kind


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
