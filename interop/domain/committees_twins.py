"""Rows of one list that may be about the same unit: twice the same is wrong, merely alike is to be decided."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from common.text.vietnamese import fold, same_spelling
from interop.domain.planned_committee import PlannedCommittee
from interop.domain.unit_faults import row_words
from interop.enums import RowAction


def compare_rows(planned: list[PlannedCommittee]) -> None:
    """Mark the rows that stand for a unit another row stands for, and those that only resemble another one."""
    open_rows = [row for row in planned if row.action != RowAction.WRONG and not row.data["valid_to"]]
    for rows in _by(open_rows, "committee"):
        for row in rows:
            _refuse(row, [other for other in rows if other is not row])
    for rows in _by(open_rows, "name"):
        for row in rows:
            others = [other for other in rows if other is not row and not _told_apart(row, other)]
            again = [other for other in others if same_spelling(row.data["name"], other.data["name"])]
            if again:
                _refuse(row, again)
            elif others and row.action in (RowAction.NEW, RowAction.DUPLICATE):
                row.action = RowAction.DUPLICATE
                row.data["resembles"] = [{"number": other.number, "name": other.data["name"]} for other in others]


def _by(rows: list[PlannedCommittee], what: str) -> Iterable[list[PlannedCommittee]]:
    """Rows that mean one stored unit, or have a name alike under one unit; only where there are several."""
    groups: dict[Any, list[PlannedCommittee]] = defaultdict(list)
    for row in rows:
        if what == "name":
            groups[fold(row.data["name"]), row.data["parent"], row.data["parent_row"]].append(row)
        elif row.committee_id:
            groups[row.committee_id].append(row)
    return [group for group in groups.values() if len(group) > 1]


def _told_apart(row: PlannedCommittee, other: PlannedCommittee) -> bool:
    if row.committee_id and other.committee_id:
        # Two units that are called alike; of one unit the rows have been compared before.
        return True
    codes = row.data["code"], other.data["code"]
    return all(codes) and codes[0] != codes[1]


def _refuse(row: PlannedCommittee, again: list[PlannedCommittee]) -> None:
    others = "; ".join(row_words(other.number, other.data["name"], other.data["code"]) for other in again)
    row.action = RowAction.WRONG
    row.problems = [_("This unit stands in the file more than once: also in row %(rows)s.") % {"rows": others}]
