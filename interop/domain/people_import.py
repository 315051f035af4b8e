"""Importing people: read the file into a change-set, choose about rows, apply it once confirmed.

Nothing is written to people before the confirmation. The applying job commits in batches and
takes up where it stopped; the same file again finds nothing to change.
"""

from collections import Counter
from collections.abc import Callable
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.memberships import reasons_to_stay
from committees.domain.tree_lock import keep_tree_still
from committees.models import Membership, subtree_q
from common.db.statistics import BulkLoad
from common.sheets.read import BadSpreadsheet, read_table
from interop.domain.change_sets import (
    chosen_layout,
    confirm,
    count_number_codes,
    discard,
    keep_sample,
    mark_applied,
    mark_failed,
    mark_ready,
    receive_file,
    row_to_choose,
)
from interop.domain.people_apply import BATCH, apply_rows
from interop.domain.people_plan import FOLLOWING, PeoplePlan, PlannedRow
from interop.domain.usernames import Usernames
from interop.enums import CHOSEN, WRITTEN, RowAction, RowChoice
from interop.errors import PeopleImportError
from interop.formats.people import BadPeopleTable, PeopleTable, read_people
from interop.models import ChangeRow, ChangeSet

__all__ = ["apply_change_set", "choose_row", "confirm", "discard", "read_change_set", "receive_file"]

Progress = Callable[[int, int], None]


def read_change_set(change_set: ChangeSet, progress: Progress | None = None) -> ChangeSet:
    """Fill the change-set from its file: one row each with what it would do. Running it again starts over."""
    try:
        with change_set.file.open("rb") as file:
            table = read_table(file, name=change_set.file_name)
        keep_sample(change_set, table.rows)
        people = read_people(table.rows, today=timezone.localdate(), layout=chosen_layout(change_set))
    except (BadSpreadsheet, BadPeopleTable) as error:
        return mark_failed(change_set, error)
    count_number_codes(change_set, table, people)
    last_number = len(table.rows)
    del table
    counts = _plan(change_set, people, last_number + 1, progress)
    mark_ready(change_set, people.layout, counts)
    return change_set


def _plan(change_set: ChangeSet, people: PeopleTable, after: int, progress: Progress | None) -> Counter[RowAction]:
    """Each batch in a transaction of its own: a long file keeps nobody else from writing, and its progress is seen."""
    change_set.rows.all().delete()
    counts: Counter[RowAction] = Counter()
    plan = PeoplePlan(change_set.committee)
    for planned in chain(plan.plan(people.rows), plan.missing(after)):
        ChangeRow.objects.bulk_create([_row(change_set, row) for row in planned], batch_size=1000)
        counts.update(row.action for row in planned)
        if progress:
            progress(min(sum(counts.values()), len(people.rows)), len(people.rows))
    return counts


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
def choose_row(
    *,
    change_set: ChangeSet,
    number: int,
    choice: str,
    person_id: int | None,
    actor: User,
    plan: PeoplePlan | None = None,
) -> None:
    """Decide about a suspected duplicate or about somebody who is not in the file; "" takes it back.

    `person_id`: which of the candidates it is, for `RowChoice.SAME`. `plan`: that of the committee, for who decides
    about many rows; it reads the whole tree below.

    Raises:
        PeopleImportError: no longer to be chosen, or not among the candidates.
    """
    row = row_to_choose(change_set, number, choice)
    row.choice = choice
    if row.action == RowAction.DUPLICATE:
        row.person, row.before = None, {}
        row.data |= row.data.pop("as_read", {})
        if choice == RowChoice.SAME:
            _be_same(change_set, row, person_id, plan or PeoplePlan(change_set.committee))
    if choice == RowChoice.LEAVE and (problem := _why_stay(row, actor)):
        raise PeopleImportError(problem)
    row.save(update_fields=["choice", "person", "data", "before"])


def _why_stay(row: ChangeRow, actor: User) -> str:
    """Said when it is chosen: whoever holds a role would be left out only after everything else is written."""
    current = list(Membership.objects.filter(cadre_id=row.person_id, valid_to__isnull=True))
    return "".join(reasons_to_stay(current, on=timezone.localdate(), actor=actor).values())


def _be_same(change_set: ChangeSet, row: ChangeRow, person_id: int | None, plan: PeoplePlan) -> None:
    if person_id not in {candidate["person"] for candidate in row.data["candidates"]}:
        raise PeopleImportError(_("This person is not among those the row may mean."))
    if change_set.rows.filter(person_id=person_id).exclude(pk=row.pk).exists():
        raise PeopleImportError(_("Another row of the file stands for this person already."))
    membership = (
        Membership.objects.select_related("cadre", "committee")
        .filter(subtree_q([change_set.committee], "committee__path"), cadre_id=person_id, valid_to__isnull=True)
        .first()
    )
    if membership is None:
        raise PeopleImportError(_("This person belongs to none of these units any more."))
    # What the file leaves open is taken from this person; another decision begins from the file again.
    row.data["as_read"] = {name: row.data[name] for name in FOLLOWING}
    _action, row.before = plan.compare(row.data, membership)
    row.person_id = person_id


def apply_change_set(change_set: ChangeSet, *, actor: User, progress: Progress | None = None) -> dict[str, Any]:
    """Write what was confirmed, batch by batch. Rows done before a crash are not done again."""
    to_do = change_set.rows.filter(action__in=WRITTEN) | change_set.rows.filter(action__in=CHOSEN).exclude(choice="")
    waiting = to_do.filter(applied_at__isnull=True).select_related("person").order_by("number")
    left = waiting.count()
    total = left + change_set.rows.filter(applied_at__isnull=False).count()
    usernames, after = Usernames(), 0
    load = BulkLoad(User, Membership)
    while batch := list(waiting.filter(number__gt=after)[:BATCH]):
        after = batch[-1].number
        with transaction.atomic():
            keep_tree_still()
            apply_rows(batch, change_set=change_set, actor=actor, usernames=usernames)
        load.add(len(batch))
        left -= len(batch)
        if progress:
            progress(total - left, total)
    return mark_applied(change_set)
