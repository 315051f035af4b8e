"""A list of roles: read into a change-set, applied once a second person has approved it, batch by batch."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from committees.domain.role_lists import Gift, grant_roles
from committees.enums import Role
from interop.domain.change_sets import mark_applied, read_sent, replace_rows
from interop.domain.list_approvals import approval_of
from interop.domain.roles_plan import RolesPlan
from interop.enums import RowAction
from interop.formats.roles import read_roles
from interop.models import ChangeRow, ChangeSet

BATCH: Final = 200
Progress = Callable[[int, int], None]


def read_role_set(change_set: ChangeSet) -> ChangeSet:
    """Fill the change-set from its file. Running it again starts over."""
    found = read_sent(change_set, read_roles)
    if found is None:
        return change_set
    planned = RolesPlan(change_set.committee, change_set.uploaded_by).plan(found.rows)
    rows = [
        ChangeRow(
            change_set=change_set,
            number=row.number,
            action=row.action,
            person_id=row.person_id,
            committee_id=row.committee_id,
            data=row.data,
            problems=row.problems,
        )
        for row in planned
    ]
    return replace_rows(change_set, rows, found.layout)


def apply_role_set(change_set: ChangeSet, *, actor: User, progress: Progress | None = None) -> dict[str, int]:
    """Give what was approved; a batch and the marks on its rows are one transaction, so none is given twice."""
    approval = approval_of(change_set)
    waiting = change_set.rows.filter(action=RowAction.NEW, applied_at__isnull=True).order_by("number")
    total = change_set.rows.filter(action=RowAction.NEW).count()
    done = total - waiting.count()
    reason = approval.reason if approval else change_set.file_name
    while batch := list(waiting[:BATCH]):
        with transaction.atomic():
            outcome = grant_roles(gifts=[_gift(row) for row in batch], actor=actor, reason=reason, approval=approval)
            for row, given in zip(batch, outcome, strict=True):
                row.applied_at = timezone.now()
                if isinstance(given, str):
                    row.action, row.problems = RowAction.WRONG, [given]
                else:
                    row.trace = {"grant": given.pk}
            ChangeRow.objects.bulk_update(batch, ["applied_at", "action", "problems", "trace"], batch_size=BATCH)
        done += len(batch)
        if progress:
            progress(done, total)
    return mark_applied(change_set)


def _gift(row: ChangeRow) -> Gift:
    return Gift(
        user_id=row.person_id or 0,
        role=Role(row.data["role"]),
        committee_id=row.committee_id or 0,
        valid_from=datetime.fromisoformat(row.data["from"]) if row.data["from"] else None,
        valid_to=datetime.fromisoformat(row.data["to"]) if row.data["to"] else None,
    )
