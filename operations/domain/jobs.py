"""Long pieces of work: ask for one here; `job_runs` does it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from operations.domain import outbox
from operations.domain.hints import send_hint, send_hint_from_page
from operations.domain.job_kinds import job_kind
from operations.domain.job_runs import JobRun, rescue_jobs, run_job
from operations.enums import ACTIVE_JOB_STATES, JobState
from operations.errors import JobFailed
from operations.models import Job

__all__ = ["JobFailed", "JobRun", "enqueue_job", "job_kind", "rescue_jobs", "run_job"]

if TYPE_CHECKING:
    from accounts.models import User

RUN_JOB = "run_job"


@transaction.atomic
def enqueue_job(
    *,
    kind: str,
    key: str = "",
    title: str = "",
    parameters: dict[str, Any],
    requested_by: "User | None",
) -> Job:
    """Write the job and its message into the caller's transaction; nothing is started before the commit.

    Args:
        key: names the work; while a job of this kind and key is active, that job is returned.
        title: what the person who asked sees, translated.
    """
    if key and (active := _active_job(kind, key)):
        return active
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, title=title, parameters=parameters, requested_by=requested_by)
    except IntegrityError:
        # Another request has asked for the same work at the same moment.
        if active := _active_job(kind, key):
            return active
        raise
    outbox.put(topic=RUN_JOB, key=f"{RUN_JOB}:{job.uuid}", payload={"job": job.pk})
    transaction.on_commit(partial(send_hint_from_page, "operations.run_job", job.pk), robust=True)
    return job


def job_about(*kinds: str, key: str) -> Job | None:
    """The latest job on something; who asks has found the thing through what they may see."""
    return Job.objects.filter(kind__in=kinds, key=key).order_by("-pk").first()


@outbox.handles(RUN_JOB)
def remind_worker(payload: dict[str, Any]) -> None:
    """The first hint may have been lost with the broker: send it again."""
    if Job.objects.filter(pk=payload["job"], state=JobState.QUEUED).exists():
        # A second loss is no reason to try again here: `rescue_jobs` looks after waiting jobs.
        send_hint("operations.run_job", payload["job"])


def _active_job(kind: str, key: str) -> Job | None:
    return Job.objects.filter(kind=kind, key=key, state__in=ACTIVE_JOB_STATES).first()
