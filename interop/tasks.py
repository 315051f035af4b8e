"""The jobs of this room."""

from django.urls import reverse

from accounts.models import User
from interop.domain.people_import import apply_change_set, read_change_set
from interop.enums import ChangeSetState
from interop.models import ChangeSet
from operations.domain.jobs import JobFailed, JobRun, job_kind
from operations.models import Job


def _change_set(job: Job) -> str:
    """Both jobs are named by their change-set, whose page says what the file would do or did."""
    return reverse("change_set", args=[job.key])


@job_kind("interop.read_people", page=_change_set)
def read_people(run: JobRun) -> None:
    change_set = ChangeSet.objects.select_related("committee").get(pk=run.parameters["change_set"])
    if change_set.state != ChangeSetState.READING:
        return
    read_change_set(change_set)
    if change_set.state == ChangeSetState.FAILED:
        raise JobFailed(change_set.problem)
    run.result(change_set.counts)


@job_kind("interop.apply_people", page=_change_set)
def apply_people(run: JobRun) -> None:
    change_set = ChangeSet.objects.select_related("committee", "uploaded_by").get(pk=run.parameters["change_set"])
    actor = User.objects.get(pk=run.parameters["actor"])
    counts = apply_change_set(change_set, actor=actor, progress=lambda done, total: run.progress(done, total))
    run.result(counts)
