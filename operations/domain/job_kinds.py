"""The kinds of jobs; each room registers its own, by importing its `tasks.py` when the app is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from operations.domain.job_runs import JobRun
    from operations.models import Job

Handler = Callable[["JobRun"], None]
MayDownload = Callable[["Job", Any], bool]
PageOf = Callable[["Job"], str]

FILES_KEPT_FOR: Final = timedelta(days=7)
SEE_RESULT: Final = gettext_lazy("See the result")


def _requester_may(job: "Job", user: Any) -> bool:
    return job.requested_by_id == user.pk


def own_page(job: "Job") -> str:
    """Where a job is followed."""
    return reverse("job", args=[job.uuid])


@dataclass(frozen=True)
class JobKind:
    """`may_download(job, user)` is asked at each download, since rights may have changed; of a kind that is
    `audited` each download is written down. Files are forgotten after `kept_for`, a week at most.

    `asked_at` names the page on which such jobs are asked for; the page of the job leads back there.
    `page(job)` is where the notice of its end leads, and the page of the finished job by a button that says `opens`;
    of a `quiet` kind there is no notice: nobody asked for it.
    """

    name: str
    handler: Handler
    may_download: MayDownload
    page: PageOf
    opens: "Promise"
    quiet: bool
    audited: bool
    kept_for: timedelta
    asked_at: str


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    may_download: MayDownload = _requester_may,
    page: PageOf = own_page,
    opens: "Promise" = SEE_RESULT,
    quiet: bool = False,
    audited: bool = False,
    kept_for: timedelta = FILES_KEPT_FOR,
    asked_at: str = "",
) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind.

    It may be run again after a crash, so doing it twice must be the same as doing it once. It calls
    `run.progress` at least once in 60 seconds, else the job is given to another worker.
    """

    def register(handler: Handler) -> Handler:
        _kinds[name] = JobKind(name, handler, may_download, page, opens, quiet, audited, kept_for, asked_at)
        return handler

    return register


def find_kind(name: str) -> JobKind | None:
    return _kinds.get(name)


def days_kept(name: str) -> int:
    """For how many days the file of a job of this kind can be had."""
    kind = find_kind(name)
    return (kind.kept_for if kind else FILES_KEPT_FOR).days


def times_files_are_kept() -> dict[str, timedelta]:
    """Of the kinds whose files are not kept as long as others."""
    return {kind.name: kind.kept_for for kind in _kinds.values() if kind.kept_for != FILES_KEPT_FOR}


def quiet_kinds() -> list[str]:
    return [kind.name for kind in _kinds.values() if kind.quiet]
