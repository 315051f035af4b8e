"""The jobs of this room."""

from courses.domain.booklets import JOB, make_booklet
from courses.models import Edition
from operations.domain.job_kinds import job_kind
from operations.domain.job_runs import JobRun


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
