"""Small groups are not shown to whoever may see counts but no names.

A row of a breakdown is masked as a whole when any of its counts is 1 to 4: those read *<5*, the
others are left out, since they would give the small ones away. One masked row alone could be
computed from the total, so a second one, the smallest, is masked with it; together the masked rows
always hold five people or more.
"""

from collections.abc import Sequence
from typing import Final

from reports.domain.figures import Figures

SMALLEST: Final = 5
SMALL: Final = f"<{SMALLEST}"
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


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST


def rows_to_mask(rows: Sequence[Figures]) -> frozenset[int]:
    """Positions of the rows to be masked: those with a small count, and their complement."""
    masked = {i for i, row in enumerate(rows) if any(is_small(getattr(row, count)) for count in SHOWN)}
    if not masked:
        return frozenset()
    others = sorted(
        (i for i, row in enumerate(rows) if i not in masked and not row.is_empty), key=lambda i: rows[i].assigned
    )
    for i in others:
        if len(masked) > 1 and sum(rows[k].assigned for k in masked) >= SMALLEST:
            break
        masked.add(i)
    return frozenset(masked)


def shown_counts(figures: Figures, *, masked: bool) -> dict[str, int | str]:
    """The counts as they may be shown, in the order of `SHOWN`."""
    counts = {count: getattr(figures, count) for count in SHOWN}
    if not masked:
        return counts
    return {count: SMALL if is_small(value) else HIDDEN for count, value in counts.items()}
