"""Importing committees: read the file into a change-set, apply it once confirmed, take it back.

New units are planted level by level, so that a file may hold a tree. Only the tree's own acts write.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.entering import enter_committees, record_successions, remove_committees
from committees.domain.lineage import line_of
from committees.domain.planting import CommitteeSpec
from committees.domain.renaming import rename_committee
from committees.domain.tree import move_committee
from committees.errors import CommitteeError
from committees.models import Committee
from interop.domain.change_sets import mark_applied, read_sent, replace_rows
from interop.domain.committees_plan import CommitteesPlan
from interop.enums import WRITTEN, ChangeSetState, RowAction, RowChoice
from interop.formats.committees import read_committees
from interop.models import ChangeRow, ChangeSet

BATCH: Final = 500
# What a list may put right of a unit where it stands.
OWN: Final = ("name", "short_name", "code")
Progress = Callable[[int, int], None]


def read_committee_set(change_set: ChangeSet) -> ChangeSet:
    """Fill the change-set from its file. Running it again starts over."""
    found = read_sent(change_set, read_committees)
    if found is None:
        return change_set
    plan = CommitteesPlan(change_set.committee, change_set.first_day)
    planned = plan.plan(found.rows)
    planned += plan.missing(planned, max(row.number for row in planned) + 1)
    rows = [
        ChangeRow(
            change_set=change_set,
            number=row.number,
            action=row.action,
            committee_id=row.committee_id,
            data=row.data,
            before=row.before,
            problems=row.problems,
        )
        for row in planned
    ]
    return replace_rows(change_set, rows, found.layout)


def apply_committee_set(change_set: ChangeSet, *, actor: User, progress: Progress | None = None) -> dict[str, int]:
    """Write what was confirmed, level by level and batch by batch; rows done before a crash are not done again."""
    decided = change_set.rows.filter(action=RowAction.DUPLICATE).exclude(choice="")
    to_do = change_set.rows.filter(action__in=WRITTEN) | decided
    total = to_do.count() + change_set.rows.filter(action=RowAction.WRONG, applied_at__isnull=False).count()
    waiting = to_do.filter(applied_at__isnull=True)
    levels = sorted(set(waiting.order_by().values_list("data__level", flat=True)))
    for level in levels:
        after = 0
        at_level = waiting.filter(data__level=level).order_by("number")
        while batch := list(at_level.filter(number__gt=after)[:BATCH]):
            after = batch[-1].number
            with transaction.atomic():
                _apply(batch, change_set, actor)
            if progress:
                progress(total - waiting.count(), total)
    _record_successions(change_set)
    return mark_applied(change_set)


def _apply(rows: list[ChangeRow], change_set: ChangeSet, actor: User) -> None:
    numbers = {row.data["parent_row"] for row in rows if row.data["parent_row"]}
    made: dict[int, int | None] = dict(change_set.rows.filter(number__in=numbers).values_list("number", "committee_id"))
    parents = Committee.objects.in_bulk(
        {pk for row in rows if (pk := row.data["parent"] or made.get(row.data["parent_row"]))}
    )
    new = [row for row in rows if row.action == RowAction.NEW or row.choice == RowChoice.NEW]
    placed = []
    since: dict[int, date] = {}
    for row in new:
        parent = parents.get(row.data["parent"] or made.get(row.data["parent_row"]) or 0)
        if parent is None and row.data["parent_row"]:
            _refuse(row, _("The unit above it in the file was not written. Please send the file again."))
        elif parent is None or (parent.valid_to is not None and not row.data["valid_to"]):
            _refuse(row, _("The unit above has been closed meanwhile. Please send the file again."))
        elif _outlives(row, parent, since):
            text = _("“%(child)s” would exist on days when “%(parent)s” does not.")
            _refuse(row, text % {"child": row.data["name"], "parent": parent.name})
        else:
            placed.append((row, parent))
    added = enter_committees(
        placements=[(parent, _spec(row)) for row, parent in placed], actor=actor, reason=change_set.file_name
    )
    for (row, _parent), committee in zip(placed, added, strict=True):
        row.committee_id = committee.pk
        row.trace = {"created": True}
    for row in rows:
        if row.action in (RowAction.CHANGED, RowAction.MOVED) or row.choice == RowChoice.SAME:
            _change(row, parents, made, change_set, actor)
        row.applied_at = timezone.now()
    ChangeRow.objects.bulk_update(rows, ["applied_at", "committee", "trace", "action", "problems"], batch_size=BATCH)


def _outlives(row: ChangeRow, parent: Committee, since: dict[int, date]) -> bool:
    """Whether the unit above, perhaps of the same file, begins later or ends earlier.

    `since`: the first day of what each unit above goes back to, kept for the rows to come.
    """
    spec = _spec(row)
    if parent.valid_to is not None and (spec.valid_to is None or spec.valid_to > parent.valid_to):
        return True
    if spec.valid_from >= parent.valid_from:
        return False
    if parent.pk not in since:
        since[parent.pk] = line_of(parent)[-1].valid_from
    return spec.valid_from < since[parent.pk]


def _spec(row: ChangeRow) -> CommitteeSpec:
    return CommitteeSpec(
        name=row.data["name"],
        short_name=row.data["short_name"],
        kind=row.data["kind"],
        code=row.data["code"],
        valid_from=date.fromisoformat(row.data["valid_from"]),
        valid_to=date.fromisoformat(row.data["valid_to"]) if row.data["valid_to"] else None,
    )


def _change(
    row: ChangeRow, parents: dict[int, Committee], made: dict[int, int | None], change_set: ChangeSet, actor: User
) -> None:
    committee = Committee.objects.filter(pk=row.committee_id or 0).first()
    own = [name for name in OWN if name in row.before]
    if committee is None or any(getattr(committee, name) != row.before[name] for name in own):
        _refuse(row, _("The unit has been changed by someone else meanwhile. Please send the file again."))
        return
    parent = parents.get(row.data["parent"] or made.get(row.data["parent_row"]) or 0)
    if row.action == RowAction.MOVED and parent is None:
        _refuse(row, _("The unit above has been closed meanwhile. Please send the file again."))
        return
    try:
        with transaction.atomic():
            wanted = {name: row.data[name] for name in own}
            if wanted:
                # Of a list that names no day, it is that of the writing.
                since = row.data["valid_from"]
                day = max(date.fromisoformat(since), committee.valid_from) if since else timezone.localdate()
                rename_committee(committee=committee, actor=actor, on=day, reason=change_set.file_name, **wanted)
            if row.action == RowAction.MOVED and parent is not None:
                day = date.fromisoformat(row.data["valid_from"])
                move_committee(committee=committee, parent=parent, on=day, actor=actor, reason=change_set.file_name)
                row.trace = {"moved": True}
    except CommitteeError as error:
        _refuse(row, str(error))


def _refuse(row: ChangeRow, problem: str) -> None:
    row.action = RowAction.WRONG
    row.problems = [problem]


def _record_successions(change_set: ChangeSet) -> None:
    """Last, when every unit of the file stands; recording one twice is recording it once."""
    former = list(change_set.rows.filter(committee__isnull=False, data__has_key="successors"))
    numbers = {new["row"] for row in former for new in row.data["successors"] if "row" in new}
    made = dict(change_set.rows.filter(number__in=numbers).values_list("number", "committee_id"))
    pairs = [
        (row.committee_id, unit)
        for row in former
        for new in row.data["successors"]
        if row.committee_id and (unit := new.get("unit") or made.get(new.get("row")))
    ]
    record_successions(pairs=pairs, decision=change_set.file_name)


def _rename_back(row: ChangeRow, actor: User, reason: str) -> None:
    committee = Committee.objects.get(pk=row.committee_id)
    if any(getattr(committee, name) != row.data[name] for name in row.before):
        text = _("“%(name)s” has been put right again since; nothing was taken back.")
        raise CommitteeError(text % {"name": committee.name})
    rename_committee(committee=committee, actor=actor, reason=reason, **row.before)


def undo_committee_set(change_set: ChangeSet, *, actor: User) -> dict[str, int]:
    """Take everything back in one transaction, or say what depends on it and take back nothing.

    The units need not be asked about one by one: whoever shapes the tree shapes all of it, and the job asks that.
    """
    rows = list(change_set.rows.filter(applied_at__isnull=False).exclude(action=RowAction.WRONG).order_by("-number"))
    try:
        with transaction.atomic():
            if any("moved" in row.trace for row in rows):
                raise CommitteeError(
                    _("Units have been moved by this file; a move is taken back by moving them again.")
                )
            for row in rows:
                if row.action == RowAction.CHANGED or (row.choice == RowChoice.SAME and row.before):
                    _rename_back(row, actor, change_set.file_name)
            made = [row for row in rows if "created" in row.trace]
            ids = [row.committee_id for row in made if row.committee_id]
            for row in made:
                row.committee = None
            ChangeRow.objects.bulk_update(made, ["committee"], batch_size=BATCH)
            # A list that was only read and found a unit here does not hold it.
            ChangeRow.objects.filter(committee__any_of=ids, applied_at__isnull=True).update(committee=None)
            remove_committees(ids=ids, actor=actor, reason=change_set.file_name)
            change_set.rows.filter(pk__in=[row.pk for row in rows]).update(undone_at=timezone.now())
    except (CommitteeError, ProtectedError) as error:
        text = (
            str(error)
            if isinstance(error, CommitteeError)
            else _("People, courses or reports already rest on these units.")
        )
        change_set.state, change_set.problem = ChangeSetState.APPLIED, text[:500]
        change_set.save(update_fields=["state", "problem"])
        return {"undone": 0, "kept": len(rows)}
    change_set.state, change_set.undone_at = ChangeSetState.UNDONE, timezone.now()
    change_set.save(update_fields=["state", "undone_at"])
    return {"undone": len(rows), "kept": 0}
