"""The jobs of this room."""

from celery import shared_task

from courses.domain.booklets import JOB, make_booklet
from courses.domain.scheduling import publish_due
from courses.models import Edition
from operations.domain.job_kinds import job_kind
from operations.domain.job_runs import JobRun


@shared_task(name="courses.publish_due")
def publish_due_editions() -> int:
    return publish_due()


@job_kind(JOB, quiet=True)
def make_booklet_of_edition(run: JobRun) -> None:
    edition = Edition.objects.select_related("course").get(pk=run.parameters["edition"])
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        run.progress(done)

    booklet = make_booklet(edition, tell)
    run.result({"size": booklet.asset.size})
