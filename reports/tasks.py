"""What the worker does for this room."""

from celery import shared_task
from django.urls import reverse

from courses.models import Course
from operations.domain.jobs import JobRun, job_kind
from reports.domain import audit_export
from reports.domain.course_figures import JOB, count_course, courses_to_count, request_course_figures
from reports.domain.exports import KIND, may_download, run_export
from reports.domain.rollups import BATCH, fold

MOST_BATCHES = 100


@shared_task(name="reports.fold_deltas")
def fold_deltas() -> int:
    """Fold until nothing waits; the bound keeps one task from running for ever under a steady load."""
    folded = 0
    for _batch in range(MOST_BATCHES):
        count = fold(BATCH)
        folded += count
        if count < BATCH:
            break
    return folded


@job_kind(KIND, may_download=may_download, asked_at="report_home")
def export(run: JobRun) -> None:
    run_export(run)


@shared_task(name="reports.count_courses")
def count_courses() -> int:
    """Ask for what has not been counted since yesterday: machines of offices are off at night."""
    courses = courses_to_count()
    for course in courses:
        request_course_figures(course=course, title=course.title_vi, actor=None)
    return len(courses)


@job_kind(JOB, page=lambda job: reverse("teaching_board", args=[job.key]))
def count_one_course(run: JobRun) -> None:
    course = Course.objects.get(pk=run.parameters["course"])
    run.result({"begun": count_course(course, run.progress)})


@job_kind(audit_export.KIND, may_download=audit_export.may_download, audited=True, asked_at="audit_log")
def export_audit(run: JobRun) -> None:
    audit_export.run_audit_export(run)
