"""Importing people: read the file into a change-set, show it, apply it once confirmed.

Nothing is written to people before the confirmation. The applying job commits in batches and
takes up where it stopped; the same file again finds nothing to change.
"""

import hashlib
from collections.abc import Callable
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.models import Committee
from common.sheets.read import BadSpreadsheet, read_table
from interop.domain.people_apply import apply_rows
from interop.domain.people_plan import PeoplePlan, PlannedRow
from interop.enums import ChangeSetState, RowAction
from interop.errors import PeopleImportError
from interop.formats.people import BadPeopleTable, read_people
from interop.models import ChangeRow, ChangeSet
from operations.domain import audit
from operations.domain.jobs import enqueue_job

BATCH: Final = 500
Progress = Callable[[int, int], None]


@transaction.atomic
def receive_file(*, committee: Committee, file: UploadedFile, actor: User) -> ChangeSet:
    """Keep the file and start the job that reads it. The caller has checked `actor` against `committee`."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    change_set = ChangeSet.objects.create(
        committee=committee,
        uploaded_by=actor,
        file=file,
        file_name=(file.name or "")[-200:],
        sha256=digest.hexdigest(),
    )
    change_set.job = enqueue_job(
        kind="interop.read_people",
        key=str(change_set.uuid),
        title=_("Reading “%(name)s”") % {"name": change_set.file_name},
        parameters={"change_set": change_set.pk},
        requested_by=actor,
    )
    change_set.save(update_fields=["job"])
    return change_set


def read_change_set(change_set: ChangeSet) -> ChangeSet:
    """Fill the change-set from its file: one row each with what it would do. Running it again starts over."""
    try:
        with change_set.file.open("rb") as file:
            table = read_table(file, name=change_set.file_name)
        people = read_people(table.rows, today=timezone.localdate())
    except (BadSpreadsheet, BadPeopleTable) as error:
        change_set.state = ChangeSetState.FAILED
        change_set.problem = str(error)[:500]
        change_set.save(update_fields=["state", "problem"])
        return change_set
    planned = PeoplePlan(change_set.committee).plan(people)
    with transaction.atomic():
        change_set.rows.all().delete()
        ChangeRow.objects.bulk_create([_row(change_set, row) for row in planned], batch_size=1000)
        change_set.columns = people.columns
        change_set.counts = {action.value: sum(r.action == action for r in planned) for action in RowAction}
        change_set.state = ChangeSetState.READY
        change_set.save(update_fields=["columns", "counts", "state"])
    return change_set


def _row(change_set: ChangeSet, planned: PlannedRow) -> ChangeRow:
    return ChangeRow(
        change_set=change_set,
        number=planned.number,
        action=planned.action,
        person_id=planned.person_id,
        data=planned.data,
        before=planned.before,
        problems=planned.problems,
    )


@transaction.atomic
def confirm(*, change_set: ChangeSet, actor: User) -> ChangeSet:
    """Start applying. Wrong rows are left out; they can be corrected and sent again.

    Raises:
        PeopleImportError: it is not waiting for confirmation.
    """
    changed = ChangeSet.objects.filter(pk=change_set.pk, state=ChangeSetState.READY).update(
        state=ChangeSetState.APPLYING
    )
    if not changed:
        raise PeopleImportError(_("This file has been confirmed or discarded already."))
    change_set.refresh_from_db()
    change_set.job = enqueue_job(
        kind="interop.apply_people",
        key=str(change_set.uuid),
        title=_("Importing “%(name)s”") % {"name": change_set.file_name},
        parameters={"change_set": change_set.pk, "actor": actor.pk},
        requested_by=actor,
    )
    change_set.save(update_fields=["job"])
    audit.record(
        action="people.import",
        actor=actor,
        target=change_set,
        committee_id=change_set.committee_id,
        after={"sha256": change_set.sha256, **change_set.counts},
    )
    return change_set


@transaction.atomic
def discard(*, change_set: ChangeSet, actor: User) -> None:
    """Give the file up; nothing has been written."""
    ChangeSet.objects.filter(pk=change_set.pk, state__in=(ChangeSetState.READY, ChangeSetState.FAILED)).update(
        state=ChangeSetState.DISCARDED
    )


def apply_change_set(change_set: ChangeSet, *, actor: User, progress: Progress | None = None) -> dict[str, Any]:
    """Write what was confirmed, batch by batch. Rows done before a crash are not done again."""
    waiting = change_set.rows.filter(applied_at__isnull=True).exclude(action__in=(RowAction.WRONG, RowAction.UNCHANGED))
    total = change_set.rows.exclude(action__in=(RowAction.WRONG, RowAction.UNCHANGED)).count()
    while batch := list(waiting.select_related("person")[:BATCH]):
        with transaction.atomic():
            apply_rows(batch, change_set=change_set, actor=actor)
        if progress:
            progress(total - waiting.count(), total)
    change_set.state = ChangeSetState.APPLIED
    change_set.applied_at = timezone.now()
    change_set.save(update_fields=["state", "applied_at"])
    return change_set.counts
