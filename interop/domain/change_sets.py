"""The life of a change-set, whatever stands in it: received, read, chosen about, confirmed, discarded.

Nothing is written before the confirmation. The jobs commit in batches and take up where they stopped.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, Protocol, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees.models import Committee
from common.sheets.read import BadSpreadsheet, Table, read_table
from interop.domain.received import advance, enqueue, kept
from interop.enums import CHOSEN, ChangeSetKind, ChangeSetState, RowAction, RowChoice
from interop.errors import PeopleImportError
from interop.formats.layout import BadTable, Layout
from interop.models import ChangeRow, ChangeSet
from operations.domain import audit
from operations.models import Job


class NumberedRow(Protocol):
    """`number`: as the spreadsheet counts."""

    number: int


class ReadList(Protocol):
    """What the formats read out of a table: whatever it lists, they say where."""

    layout: Layout

    @property
    def rows(self) -> Sequence[NumberedRow]: ...


T = TypeVar("T", bound=ReadList)

# What works on a change-set in the states that end by themselves.
_WORK: Final = {
    ChangeSetState.READING: ("interop.read", gettext_lazy("Reading “%(name)s”")),
    ChangeSetState.APPLYING: ("interop.apply", gettext_lazy("Importing “%(name)s”")),
    ChangeSetState.UNDOING: ("interop.undo", gettext_lazy("Undoing “%(name)s”")),
}
# What may be decided about a row; "" takes a decision back. A unit is closed on its own page, not by a list.
_CHOICES: Final = {
    (ChangeSetKind.PEOPLE, RowAction.DUPLICATE): ("", RowChoice.SAME, RowChoice.NEW),
    (ChangeSetKind.PEOPLE, RowAction.MISSING): ("", RowChoice.LEAVE),
    (ChangeSetKind.COMMITTEES, RowAction.DUPLICATE): ("", RowChoice.SAME, RowChoice.NEW),
    (ChangeSetKind.COMMITTEES, RowAction.MISSING): (),
}
SAMPLE_ROWS: Final = 20
SAMPLE_CELL: Final = 60


@transaction.atomic
def receive_file(
    *,
    committee: Committee,
    file: UploadedFile,
    actor: User,
    kind: ChangeSetKind = ChangeSetKind.PEOPLE,
    first_day: date | None = None,
) -> ChangeSet:
    """Keep the file and start the job that reads it. The caller has checked `actor` against `committee`."""
    change_set = ChangeSet.objects.create(kind=kind, committee=committee, first_day=first_day, **kept(file, actor))
    return _begin(change_set, actor)


@transaction.atomic
def choose_columns(
    *, change_set: ChangeSet, header: int, columns: dict[str, int], actor: User, first_day: date | None = None
) -> ChangeSet:
    """Read the file again with these columns and this day; `header` and columns count from 0.

    Raises:
        PeopleImportError: it has been confirmed already, or there is no such row.
    """
    if not 0 <= header < max(1, len(change_set.sample)):
        raise PeopleImportError(_("There is no such row among the first rows of the file."))
    _advance(change_set, (ChangeSetState.READY, ChangeSetState.FAILED), ChangeSetState.READING)
    change_set.layout = {"header": header, "columns": columns, "chosen": True}
    change_set.problem, change_set.first_day = "", first_day
    change_set.save(update_fields=["layout", "problem", "first_day"])
    return _begin(change_set, actor)


@transaction.atomic
def confirm(*, change_set: ChangeSet, actor: User) -> ChangeSet:
    """Start applying. Wrong rows are left out; they can be corrected and sent again.

    Raises:
        PeopleImportError: it is not waiting for confirmation.
    """
    _advance(change_set, (ChangeSetState.READY,), ChangeSetState.APPLYING)
    audit.record(
        action=f"{change_set.kind}.import",
        actor=actor,
        target=change_set,
        committee_id=change_set.committee_id,
        after={"sha256": change_set.sha256, **change_set.counts},
    )
    return _begin(change_set, actor)


@transaction.atomic
def start_undo(*, change_set: ChangeSet, actor: User, reason: str = "") -> ChangeSet:
    """Start taking back what was applied. The job looks first at what depends on it."""
    if not change_set.rows.exists():
        raise PeopleImportError(_("The time for which this list is kept is over; it can no longer be taken back."))
    _advance(change_set, (ChangeSetState.APPLIED,), ChangeSetState.UNDOING)
    change_set.undone_by, change_set.problem = actor, ""
    change_set.save(update_fields=["undone_by", "problem"])
    audit.record(
        action=f"{change_set.kind}.import_undone",
        actor=actor,
        target=change_set,
        committee_id=change_set.committee_id,
        reason=reason,
    )
    return _begin(change_set, actor)


@transaction.atomic
def go_on(*, change_set: ChangeSet, actor: User) -> ChangeSet:
    """Start the work again that a fault has stopped; it takes up where it was.

    Raises:
        PeopleImportError: nothing has been stopped.
    """
    locked = ChangeSet.objects.select_for_update(of=("self",)).select_related("job").get(pk=change_set.pk)
    if not locked.is_stopped:
        raise PeopleImportError(_("This work is not stopped."))
    return _begin(locked, actor)


@transaction.atomic
def discard(*, change_set: ChangeSet, actor: User) -> None:
    """Give the file up; nothing has been written."""
    advance(change_set, (ChangeSetState.READY, ChangeSetState.FAILED), ChangeSetState.DISCARDED)


def row_to_choose(change_set: ChangeSet, number: int, choice: str) -> ChangeRow:
    """The row somebody decides about, the change-set held meanwhile. The caller is in a transaction.

    Raises:
        PeopleImportError: it is no longer to be chosen, or there is no such choice for it.
    """
    waiting = ChangeSet.objects.select_for_update().filter(pk=change_set.pk, state=ChangeSetState.READY)
    row = change_set.rows.filter(number=number, action__in=CHOSEN).first() if waiting.exists() else None
    if row is None or choice not in _CHOICES[ChangeSetKind(change_set.kind), RowAction(row.action)]:
        raise PeopleImportError(_("Nothing can be chosen about this row any more."))
    return row


def keep_sample(change_set: ChangeSet, rows: list[list[str]]) -> None:
    """The first rows as they stand, for the page on which columns are chosen."""
    change_set.sample = [[cell[:SAMPLE_CELL] for cell in row] for row in rows[:SAMPLE_ROWS]]


def count_number_codes(change_set: ChangeSet, table: Table, found: ReadList) -> None:
    """How many codes came as numbers: zeros in front of them are lost, and only the sender knows whether there were."""
    column = found.layout.columns.get("code")
    is_counted = column is not None and table.numbers
    change_set.layout["number_codes"] = (
        sum(column in table.numbers[row.number - 1] for row in found.rows) if is_counted else 0
    )


def chosen_layout(change_set: ChangeSet) -> Layout | None:
    """The columns a person chose; None while they are guessed."""
    layout = change_set.layout
    return Layout(layout["header"], layout["columns"]) if layout.get("chosen") else None


def read_sent(change_set: ChangeSet, read: Callable[..., T]) -> T | None:
    """What `read(rows, layout=…)` makes of the file; None where it cannot be read, which the change-set then says."""
    try:
        with change_set.file.open("rb") as file:
            table = read_table(file, name=change_set.file_name)
        keep_sample(change_set, table.rows)
        found = read(table.rows, layout=chosen_layout(change_set))
        count_number_codes(change_set, table, found)
        return found
    except (BadSpreadsheet, BadTable) as error:
        mark_failed(change_set, error)
        return None


def mark_failed(change_set: ChangeSet, error: Exception) -> ChangeSet:
    change_set.state = ChangeSetState.FAILED
    change_set.problem = str(error)[:500]
    change_set.save(update_fields=["state", "problem", "sample"])
    return change_set


def mark_ready(change_set: ChangeSet, layout: Layout, counts: dict[RowAction, int]) -> None:
    change_set.layout = {
        "header": layout.header,
        "columns": layout.columns,
        "chosen": bool(change_set.layout.get("chosen")),
        "number_codes": change_set.layout.get("number_codes", 0),
    }
    change_set.counts = {action.value: counts.get(action, 0) for action in RowAction}
    change_set.state = ChangeSetState.READY
    change_set.save(update_fields=["layout", "sample", "counts", "state"])


@transaction.atomic
def replace_rows(change_set: ChangeSet, rows: list[ChangeRow], layout: Layout) -> ChangeSet:
    """What a short list would do, all of it or nothing; a long one is kept in batches."""
    change_set.rows.all().delete()
    ChangeRow.objects.bulk_create(rows, batch_size=1000)
    mark_ready(change_set, layout, Counter(RowAction(row.action) for row in rows))
    return change_set


def mark_applied(change_set: ChangeSet) -> dict[str, int]:
    """How many rows of each kind there are now: applying may have found more of them wrong."""
    found = dict(change_set.rows.order_by().values_list("action").annotate(Count("pk")))
    change_set.counts = {action.value: found.get(action.value, 0) for action in RowAction}
    change_set.state, change_set.applied_at = ChangeSetState.APPLIED, timezone.now()
    change_set.save(update_fields=["state", "applied_at", "counts"])
    return change_set.counts


def _advance(change_set: ChangeSet, before: tuple[ChangeSetState, ...], after: ChangeSetState) -> None:
    if not advance(change_set, before, after):
        raise PeopleImportError(_("This file has been confirmed or discarded already."))


def _begin(change_set: ChangeSet, actor: User) -> ChangeSet:
    """Start the job that its state waits for."""
    kind, title = _WORK[ChangeSetState(change_set.state)]
    change_set.job = enqueue(change_set, kind, str(title), actor, change_set=change_set.pk)
    change_set.save(update_fields=["job"])
    return change_set


@transaction.atomic
def request_rejected(*, change_set: ChangeSet, actor: User) -> Job:
    """Ask for the rows that were not written, as a file like the one that was sent."""
    audit.record(
        action="imports.rejected_exported", actor=actor, target=change_set, committee_id=change_set.committee_id
    )
    title = _("Rows of “%(name)s” that were not written")
    return enqueue(change_set, "interop.rejected", title, actor, change_set=change_set.pk)
