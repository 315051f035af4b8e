"""What must always hold: between the roll-ups and the enrolments they are derived from, and of every export."""

from collections.abc import Iterator
from typing import Final

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.sheets.csv_lines import is_whole
from operations.domain.integrity import Finding, register_invariant
from operations.enums import JobState
from operations.models import Job
from reports.domain import audit_export, exports
from reports.domain.rollups import compare
from reports.enums import ExportFormat

EXPORTS: Final = (exports.KIND, audit_export.KIND)


def rollups_equal_recount() -> Iterator[Finding]:
    """I5: roll-up plus pending deltas at every node is what the enrolments say."""
    for difference in compare():
        excess = ", ".join(f"{counter} {value:+d}" for counter, value in difference.excess.items())
        yield Finding(
            _("A figure is not what the enrolments say: %(excess)s") % {"excess": excess},
            f"committee {difference.node_id}, campaign {difference.campaign_id}, "
            f"position group {difference.position_group}, due {difference.due_on}",
        )


def exports_are_whole() -> Iterator[Finding]:
    """I7: an export is absent or complete; a file and the facts its job keeps of it agree."""
    jobs = Job.objects.filter(kind__in=EXPORTS)
    for uuid in jobs.exclude(state=JobState.DONE).exclude(file="").values_list("uuid", flat=True):
        yield Finding(_("An export that is not done has a file."), f"job {uuid}")
    # The file is forgotten after a time, its checksum never.
    for uuid in jobs.filter(state=JobState.DONE, file_sha256="").values_list("uuid", flat=True):
        yield Finding(_("An export is done and never had a file."), f"job {uuid}")
    for job in jobs.filter(state=JobState.DONE).exclude(file="").iterator():
        if job.result.get("sha256") != job.file_sha256:
            yield Finding(_("The file of an export is not the one that was written."), f"job {job.uuid}")
        elif _is_short(job):
            yield Finding(_("The rows of an export are not those its last line counts."), f"job {job.uuid}")


def _is_short(job: Job) -> bool:
    """Asked of CSV; the rows of an XLSX are vouched for by the hash of the whole file, which I9-job-files asks."""
    digest = job.result.get("rows_sha256")
    name = str(job.file.name)
    if not digest or not name.endswith(f".{ExportFormat.CSV}") or not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return not is_whole(file, job.result["rows"], digest)


def register() -> None:
    register_invariant("I5", gettext_lazy("Every figure equals the recount"), rollups_equal_recount)
    register_invariant("I7-exports", gettext_lazy("Every export is whole"), exports_are_whole)
