"""What stood in the place of a unit before it began: the single unit that it took over from, and so on back.

A unit below it may be older than it. *Thành ủy Đồng Nai* began on 30 April 2026; a commune of 1 July 2025 stood
under *Tỉnh ủy Đồng Nai* until the day before. Of a unit that took over from several, nobody can say under which.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from committees.models import Committee, Succession


@dataclass(frozen=True, slots=True)
class StoodUnder:
    """A unit stood under `parent_id` from one day to another, both included; open while `last` is None."""

    parent_id: int
    first: date
    last: date | None


def line_of(unit: Committee) -> list[Committee]:
    """The unit and those it goes back to, the latest first."""
    line = [unit]
    while True:
        before = Succession.objects.filter(new=line[-1]).select_related("old")[:2]
        olds = [row.old for row in before]
        ends_before = line[-1].valid_from - timedelta(days=1)
        if len(olds) != 1 or olds[0].valid_to != ends_before or olds[0] in line:
            return line
        line.append(olds[0])


def stood_under(line: list[Committee], first: date, last: date | None) -> list[StoodUnder]:
    """Where a unit of these days stood: below the first of `line`, and before that below those it goes back to.

    The earliest span first. The unit has lived to see the first of `line`.
    """
    spans = []
    for place, parent in enumerate(line):
        spans.append(StoodUnder(parent.pk, max(first, parent.valid_from), parent.valid_to if place else last))
        if parent.valid_from <= first:
            break
    return spans[::-1]
