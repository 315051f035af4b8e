"""Doing a job: claim its row, call the kind's function, write how it ended.

Every write asks for the attempt it belongs to. A worker that was thought dead and comes back
finds that nothing of it counts any more.
"""

import hashlib
import logging
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files import File
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from operations.domain.hints import send_hint
from operations.domain.job_kinds import find_kind
from operations.enums import JobState
from operations.errors import JobFailed, JobSuperseded
from operations.models import Job

log = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 3
SECONDS_BETWEEN_WRITES: Final = 0.5
DEAD_AFTER: Final = timedelta(seconds=60)
FORGOTTEN_AFTER: Final = timedelta(seconds=10)
RESCUED_AT_ONCE: Final = 50


class JobRun:
    """What the function of a kind gets: the job, its parameters, and ways to report."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.outcome: dict[str, Any] = {}
        self._written_at = 0.0

    @property
    def parameters(self) -> dict[str, Any]:
        return self.job.parameters

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Report how far the work is; also the sign of life. Call it as often as you like.

        Raises:
            JobSuperseded: another worker has the job now; let it pass.
        """
        now = time.monotonic()
        if now - self._written_at < SECONDS_BETWEEN_WRITES and done != total:
            return
        self._written_at = now
        values: dict[str, Any] = {"done": done, "message": message, "heartbeat_at": timezone.now()}
        if total is not None:
            values["total"] = total
        if not _update_run(self.job, **values):
            raise JobSuperseded

    def store_file(self, path: Path, name: str) -> None:
        """Keep a finished file as the job's result; it can be downloaded once the job is done."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            stored = self.job.file.storage.save(_stored_name(self.job, name), File(file))
        self.outcome |= {"file": stored, "file_name": name, "file_sha256": sha256}

    def result(self, values: dict[str, Any]) -> None:
        """Facts about the outcome for the pages that show it; no names of people."""
        self.outcome["result"] = values


def run_job(job_id: int) -> None:
    """Do the job if it is waiting; called by the worker, any number of times."""
    job = _claim(job_id)
    if job is None:
        return
    with translation.override(getattr(job.requested_by, "language", None) or settings.LANGUAGE_CODE):
        _run(job)


def rescue_jobs() -> int:
    """Give jobs whose worker died to another, and remind the worker of jobs that still wait."""
    now = timezone.now()
    dead = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=now - DEAD_AFTER)
    for job in dead[:RESCUED_AT_ONCE]:
        log.warning("job %s showed no sign of life", job.uuid)
        _try_again(job)
    waiting = Job.objects.filter(
        Q(heartbeat_at=None, created_at__lt=now - FORGOTTEN_AFTER) | Q(heartbeat_at__lt=now - DEAD_AFTER),
        state=JobState.QUEUED,
    ).order_by("created_at")[:RESCUED_AT_ONCE]
    return sum(_remind(job, now) for job in waiting)


def _remind(job: Job, now: datetime) -> bool:
    """While a job waits, `heartbeat_at` is when the worker was last told; once a minute is enough."""
    if not send_hint("operations.run_job", job.pk):
        return False
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(heartbeat_at=now)
    return True


def _claim(job_id: int) -> Job | None:
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        done=0,
        heartbeat_at=now,
        started_at=now,
    )
    return Job.objects.select_related("requested_by").get(pk=job_id) if claimed else None


def _run(job: Job) -> None:
    run = JobRun(job)
    kind = find_kind(job.kind)
    try:
        if kind is None:
            raise LookupError(f"no job kind {job.kind!r}")
        kind.handler(run)
    except JobSuperseded:
        log.warning("job %s is done by another worker", job.uuid)
    except JobFailed as failure:
        _finish(job, JobState.FAILED, message=str(failure)[:500])
    except Exception:
        log.exception("job %s of kind %s broke", job.uuid, job.kind)
        _try_again(job)
    else:
        _finish(job, JobState.DONE, message="", **run.outcome)


def _try_again(job: Job) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        message = _("The work could not be finished because of a fault in the system. Fault number: %(number)s")
        _finish(job, JobState.FAILED, message=message % {"number": str(job.uuid)[:8]})
    else:
        _update_run(job, state=JobState.QUEUED, heartbeat_at=None)


def _finish(job: Job, state: JobState, **values: Any) -> None:
    if state == JobState.DONE:
        values["done"] = F("total")
    _update_run(job, state=state, finished_at=timezone.now(), **values)


def _update_run(job: Job, **values: Any) -> bool:
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return bool(mine.update(**values))


def _stored_name(job: Job, name: str) -> str:
    """A name nobody can guess, without the words of the file's own name."""
    return f"jobs/{timezone.now():%Y/%m}/{uuid.uuid4().hex}{Path(name).suffix.lower()}"
