"""Files that jobs leave behind: kept a week or what their kind says; what no row points to goes after a day."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from operations.domain.integrity import Finding
from operations.domain.job_kinds import FILES_KEPT_FOR, times_files_are_kept
from operations.models import Job

ORPHAN_AFTER: Final = timedelta(hours=24)
FOLDER: Final = "jobs"


def forget_old_files(now: datetime | None = None) -> int:
    """Delete the files of jobs that ended long enough ago; the job's row stays."""
    now = now or timezone.now()
    is_old = Q(finished_at__lt=now - FILES_KEPT_FOR)
    for kind, kept_for in times_files_are_kept().items():
        is_old |= Q(kind=kind, finished_at__lt=now - kept_for)
    old = list(Job.objects.exclude(file="").filter(is_old).values_list("pk", "file"))
    # The row first: a row without its file is a fault, a file without a row is swept away below.
    Job.objects.filter(pk__in=[pk for pk, _name in old]).update(file="")
    for _pk, name in old:
        default_storage.delete(name)
    orphans = list(orphan_files(now))
    for name in orphans:
        default_storage.delete(name)
    return len(old) + len(orphans)


def delete_after_commit(files: Iterable[FieldFile]) -> None:
    """The row first: a row without its file is a fault, a file without a row is swept away after a day."""
    for name in [file.name for file in files if file.name]:
        transaction.on_commit(partial(default_storage.delete, name))


def orphan_files(now: datetime) -> Iterator[str]:
    """Files no job points to, a day after a crash may have left them."""
    known = set(Job.objects.exclude(file="").values_list("file", flat=True))
    for name in walk(default_storage, FOLDER):
        if name not in known and default_storage.get_modified_time(name) < now - ORPHAN_AFTER:
            yield name


def check_bytes() -> Iterator[Finding]:
    """Each file has the bytes it was stored with; that it is there is asked for all files together."""
    for uuid, name, sha256 in Job.objects.exclude(file="").values_list("uuid", "file", "file_sha256").iterator():
        if default_storage.exists(name) and _sha256(name) != sha256:
            yield Finding(_("The file of a job was changed."), f"job {uuid}")


def _sha256(name: str) -> str:
    with default_storage.open(name) as file:
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
    return digest.hexdigest()


def walk(storage: Storage, folder: str) -> Iterator[str]:
    """The names of all files below `folder`; below "" those of the whole storage."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}".lstrip("/")
    for name in folders:
        yield from walk(storage, f"{folder}/{name}".lstrip("/"))
