"""The life of a file that somebody sent, whatever stands in it."""

import hashlib
from collections.abc import Sequence
from typing import Any, TypedDict

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from interop.enums import ChangeSetState
from interop.models.received import ReceivedFile
from operations.domain.jobs import enqueue_job
from operations.models import Job

LONGEST_TITLE = 200


class Kept(TypedDict):
    """The columns of a `ReceivedFile` that say which file it is and whose."""

    uploaded_by: User
    file: UploadedFile
    file_name: str
    sha256: str


def kept(file: UploadedFile, actor: User) -> Kept:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return Kept(uploaded_by=actor, file=file, file_name=(file.name or "")[-200:], sha256=digest.hexdigest())


def advance(received: ReceivedFile, before: Sequence[ChangeSetState], after: ChangeSetState) -> bool:
    """Whether it was in one of the states `before` and is `after` now; of several who ask, one is told so."""
    changed = type(received)._default_manager.filter(pk=received.pk, state__in=before).update(state=after)
    if changed:
        received.refresh_from_db()
    return bool(changed)


def enqueue(received: ReceivedFile, kind: str, title: str, actor: User, **parameters: Any) -> Job:
    """A job named by the file. `title` has a place for its name."""
    return enqueue_job(
        kind=kind,
        key=str(received.uuid),
        title=(title % {"name": received.file_name})[:LONGEST_TITLE],
        parameters={"actor": actor.pk, **parameters},
        requested_by=actor,
    )
