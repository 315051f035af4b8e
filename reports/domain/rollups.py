"""Roll-ups are derived: deltas are folded in, everything can be made anew, and both can be compared.

`fold`, `rebuild` and moves of committees take the lock ``rollups``, so they exclude each other.
Writers of deltas take no lock; whoever reads adds the pending deltas in the same statement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from committees.models import Committee, subtree_q
from common.db.locks import advisory_lock
from learning.domain.changes import FigureChange
from reports.domain.statements import CONSTANTS, id_list, statement
from reports.models import ReportDelta, RollupNode
from reports.models.rollup import COUNTERS

LOCK: Final = "rollups"
BATCH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A roll-up key whose figures are off. `excess`: kept plus pending minus recounted, by counter."""

    node_id: int
    campaign_id: int
    position_group: int
    due_on: str
    excess: dict[str, int]


def keep_changes(changes: Iterable[FigureChange]) -> None:
    """Append the changes to the pending deltas, in the caller's transaction, in one statement."""
    ReportDelta.objects.bulk_create(
        [
            ReportDelta(
                committee_id=change.committee_id,
                campaign_id=change.campaign_id,
                position_group=change.position_group,
                due_on=change.due_on,
                day=change.day,
                **{counter: getattr(change, counter) for counter in COUNTERS},
            )
            for change in changes
        ]
    )


def fold(limit: int = BATCH) -> int:
    """Move up to `limit` of the oldest deltas into the roll-ups; gives how many.

    Deleting and adding commit together, so a delta counts exactly once whenever this is interrupted.
    """
    with advisory_lock(LOCK), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(statement("fold_postgresql"), {**CONSTANTS, "limit": limit})
            return int(cursor.fetchone()[0])
        batch = list(ReportDelta.objects.order_by("pk").values_list("pk", flat=True)[:limit])
        if batch:
            cursor.execute(statement("fold_sqlite"), {**CONSTANTS, "last": batch[-1]})
            ReportDelta.objects.filter(pk__lte=batch[-1]).delete()
        return len(batch)


def rebuild() -> int:
    """Make all roll-ups anew from the enrolments and forget the pending deltas; gives the rows made."""
    with advisory_lock(LOCK), connection.cursor() as cursor:
        RollupNode.objects.all().delete()
        if connection.vendor == "postgresql":
            cursor.execute(statement("rebuild_postgresql"), CONSTANTS)
        else:
            cursor.execute(statement("rebuild"), CONSTANTS)
            ReportDelta.objects.all().delete()
        return RollupNode.objects.count()


def compare() -> list[Difference]:
    """Where roll-up plus pending is not what the enrolments say; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(statement("compare"), CONSTANTS)
        return [_difference(row) for row in cursor.fetchall()]


def carry_figures(*, committee: Committee, left: Iterable[int], joined: Iterable[int]) -> None:
    """Take what has been folded of a moved committee from the nodes it left to those it joined.

    Runs in the transaction of the move. Pending deltas stay: they fold to the new nodes.
    """
    left_list, left_ids = id_list("left", sorted(left))
    joined_list, joined_ids = id_list("joined", sorted(joined))
    folded, of_committee = _folded_of(committee)
    sql = statement("carry", left=left_list, joined=joined_list, folded=folded)
    with advisory_lock(LOCK), connection.cursor() as cursor:
        cursor.execute(sql, {**CONSTANTS, **left_ids, **joined_ids, **of_committee})


def _folded_of(committee: Committee) -> tuple[str, dict[str, int | None]]:
    """The statement that gives what has been folded of a subtree, and its parameters."""
    if committee.kind.is_rollup:
        return statement("folded_of_rollup"), {"committee": committee.pk}
    units = Committee.objects.filter(subtree_q([committee])).values_list("pk", flat=True)
    unit_list, unit_ids = id_list("unit", units)
    return statement("folded_of_units", units=unit_list), unit_ids


def _difference(row: tuple[Any, ...]) -> Difference:
    node_id, campaign_id, group, due_on, *sums = row
    excess = {counter: int(value) for counter, value in zip(COUNTERS, sums, strict=True) if value}
    day = due_on.isoformat() if isinstance(due_on, date) else str(due_on)
    return Difference(node_id, campaign_id, group, day, excess)
