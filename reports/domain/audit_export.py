"""The audit log as a file, made by a job; what is asked and who asks stand in the log themselves."""

import json
from array import array
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.domain.demonstration import is_demonstration
from accounts.models import User
from committees.enums import Role
from committees.rules import reads_audit
from committees.rules.access import access_of
from committees.rules.audit import reads_everything
from common.sheets.write import Column, TooManyRows, write_csv, write_xlsx
from operations.domain import audit
from operations.domain.jobs import JobFailed, JobRun, enqueue_job
from operations.models import AuditEntry, Job
from reports.domain.audit_log import AuditFilter, AuditReading, ValueRow, entries, reading_top
from reports.enums import ExportFormat

KIND: Final = "reports.audit"
_BATCH: Final = 2000


@transaction.atomic
def request_audit_export(*, reader: User, wanted: AuditFilter, format: str, purpose: str) -> Job:
    """`purpose`: why all names are open to the reader, empty where they are not."""
    top = reading_top(reader)
    asked = {**wanted.as_plain(), "format": format}
    audit.record(action="audit.exported", actor=reader, target=top, committee_id=top.pk, reason=purpose, after=asked)
    parameters = {"filter": wanted.as_plain(), "format": format, "purpose": purpose, "scope": _scope(reader)}
    digest = sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()[:32]
    return enqueue_job(
        kind=KIND,
        key=f"{reader.pk}:{digest}",
        title=_("Audit log to a file"),
        parameters=parameters,
        requested_by=reader,
    )


def may_download(job: Job, user: Any) -> bool:
    """Whether the requester still reads what the file holds, and under the same names."""
    if job.requested_by_id != user.pk or not reads_audit(user) or job.parameters["scope"] != _scope(user):
        return False
    return not job.parameters["purpose"] or access_of(user).has(Role.NATIONAL_ADMIN)


def run_audit_export(run: JobRun) -> None:
    """Write the file; rights are looked up again, with each batch."""
    reader = run.job.requested_by
    if reader is None or not may_download(run.job, reader):
        raise JobFailed(_("The right to read the audit log has ended."))
    found = entries(reader, AuditFilter.of_plain(run.parameters["filter"]))
    ids = array("q", found.order_by("-at", "-id").values_list("id", flat=True).iterator())
    opened = bool(run.parameters["purpose"])
    name = f"nhat-ky-{timezone.localdate():%Y%m%d}.{run.parameters['format']}"
    write = write_xlsx if run.parameters["format"] == ExportFormat.XLSX else write_csv
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        try:
            written = write(
                path,
                title=_("Audit log"),
                columns=_columns(),
                rows=_rows(found, ids, reader, opened=opened),
                note=_("Illustrative figures.") if is_demonstration() else "",
                progress=lambda done: run.progress(done, len(ids)),
                sealed=True,
            )
        except TooManyRows as error:
            raise JobFailed(str(error)) from error
        run.store_file(path, name)
    run.result(asdict(written))


def _scope(reader: User) -> list[int]:
    """What the reader's rights rest on: empty for who reads all."""
    if reads_everything(reader):
        return []
    return sorted(committee.pk for committee in access_of(reader).committees(Role.COMMITTEE_ADMIN))


def _columns() -> list[Column]:
    return [
        Column(pgettext("table", "No."), "integer", 8),
        Column(_("When"), "datetime", 18),
        Column(_("What was done"), "text", 40),
        Column(_("Group of acts"), "text", 28),
        Column(_("By whom"), "text", 28),
        Column(pgettext("audit", "About"), "text", 30),
        Column(_("Unit"), "text", 36),
        Column(_("Reason"), "text", 40),
        Column(pgettext("audit", "Before"), "text", 30),
        Column(pgettext("audit", "After"), "text", 30),
        Column(_("Number in the chain"), "integer", 14),
        Column(_("Checksum"), "text", 66),
    ]


def _rows(
    asked: QuerySet[AuditEntry], ids: "array[int]", reader: User, *, opened: bool
) -> Iterator[tuple[object, ...]]:
    """In batches: no statement stays open between two rows, and the scope is asked again with each."""
    number = 0
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        found = asked.filter(pk__in=batch).select_related("seal").in_bulk()
        ordered = [found[pk] for pk in batch if pk in found]
        reading = AuditReading(reader, ordered, opened=opened, whole=True)
        for entry in ordered:
            number += 1
            row, values = reading.row(entry), reading.values(entry)
            seal = getattr(entry, "seal", None)
            yield (
                number,
                entry.at,
                row.what,
                row.topic,
                row.who,
                row.about,
                row.unit,
                row.reason,
                _told(values, "before"),
                _told(values, "after"),
                seal.position if seal else None,
                seal.hash if seal else "",
            )


def _told(values: list[ValueRow], side: str) -> str:
    return "; ".join(f"{value.label}: {text}" for value in values if (text := getattr(value, side)))
