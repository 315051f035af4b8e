"""The records of this room: files of jobs, and the audit log."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from operations.domain.files import delete_after_commit
from operations.domain.retention import RecordKind, register_record_kind
from operations.enums import RetentionAction
from operations.models import AuditEntry, Job

if TYPE_CHECKING:
    from accounts.models import User


def _files_of_jobs(before: datetime) -> QuerySet[Job]:
    return Job.objects.exclude(file="").filter(finished_at__lt=before)


def _forget_files(jobs: "list[Job]", _actor: "User | None") -> None:
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(file="")
    delete_after_commit(job.file for job in jobs)


def _entries(before: datetime) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(at__lt=before)


def register() -> None:
    register_record_kind(
        RecordKind(
            "job-files", _("Files of exports and other jobs"), RetentionAction.DELETE, _files_of_jobs, "finished_at",
            _forget_files,
        )
    )  # fmt: skip
    register_record_kind(RecordKind("audit-log", _("Audit log"), RetentionAction.KEEP, _entries, "at"))
