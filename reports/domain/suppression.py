"""Small groups are not shown to whoever may see counts but no names.

A group is the people counted together in one row: of a unit, or of a position group in it. One of
1 to 4 people is masked, and with it so many others, the smallest, that the masked ones together are
five people or more and none of them follows from a total. All masked rows look the same: a mark for
the small ones would give away that the others are not.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from reports.domain.figures import Figures

SMALLEST: Final = 5
HIDDEN: Final = "•"

SHOWN: Final = (
    "assigned",
    "not_started",
    "in_progress",
    "completed",
    "passed",
    "failed",
    "overdue",
    "exempt",
    "late_joiners",
)


def people_in(figures: Figures) -> int:
    """Everyone the figures speak of, also those outside the roster."""
    return figures.assigned + figures.exempt + figures.late_joiners


def is_small(people: int) -> bool:
    return 0 < people < SMALLEST


def rows_to_mask(people: Sequence[int]) -> frozenset[int]:
    """Positions of the rows to be masked, given the people of each, where their total is shown."""
    masked = {position for position, count in enumerate(people) if is_small(count)}
    others = sorted((i for i, count in enumerate(people) if count >= SMALLEST), key=people.__getitem__)
    for position in others:
        if not masked or _keeps_its_secret([people[i] for i in masked]):
            break
        masked.add(position)
    return frozenset(masked)


def groups_to_hide(rows: Sequence[Mapping[int, int]], hidden_above: Iterable[int] = ()) -> frozenset[int]:
    """Position groups that are shown in none of `rows`, whose people are given by group.

    A group is hidden in all rows or in none: hidden in some, it would follow from the other rows
    and the unit above. In every row the hidden ones together are nobody, or five people or more.
    """
    totals: dict[int, int] = {}
    for row in rows:
        for group, count in row.items():
            totals[group] = totals.get(group, 0) + count
    hidden = set(hidden_above) | {group for row in rows for group, count in row.items() if is_small(count)}
    others = sorted((group for group, total in totals.items() if total and group not in hidden), key=totals.__getitem__)
    for group in others:
        together = [sum(row.get(each, 0) for each in hidden) for row in rows]
        if not hidden or (len(hidden) > 1 and not any(map(is_small, together))):
            break
        hidden.add(group)
    return frozenset(hidden)


def shown_counts(figures: Figures, *, masked: bool) -> dict[str, int | str]:
    """The counts as they may be shown, in the order of `SHOWN`."""
    return {count: HIDDEN if masked else getattr(figures, count) for count in SHOWN}


def _keeps_its_secret(people: Sequence[int]) -> bool:
    """Whether the sum of the masked rows says nothing of each; of rows with one person each it would."""
    return len(people) > 1 and sum(people) >= SMALLEST and sum(people) > len(people)
