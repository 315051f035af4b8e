"""The figures of a committee: counters and what follows from them."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Final, Self

from common.text import formats

FAR_DATE: Final = date(9999, 12, 31)
"""Stands in a roll-up key for "no due date"."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of people in one campaign, or of participations in all campaigns of a course.

    `assigned` is *thuộc diện*; `exempt` and `late_joiners` (*bổ sung*) lie outside it. `passed` is
    part of `completed`, `failed` of `in_progress`, `overdue` of both unfinished states.
    """

    assigned: int = 0
    in_progress: int = 0
    completed: int = 0
    passed: int = 0
    failed: int = 0
    exempt: int = 0
    late_joiners: int = 0
    overdue: int = 0

    @property
    def not_started(self) -> int:
        return self.assigned - self.in_progress - self.completed

    @property
    def rate(self) -> Decimal | None:
        """Completed per hundred assigned, two decimals, half up; None where nobody is assigned."""
        return formats.rate(self.completed, self.assigned)

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))

    def reaches(self, target: int | None) -> bool | None:
        """Whether the target (per cent) is reached, on exact numbers; None where there is none to reach."""
        if target is None or self.assigned == 0:
            return None
        return self.completed * 100 >= target * self.assigned

    def __add__(self, other: Self) -> Self:
        return self._with(other, 1)

    def __sub__(self, other: Self) -> Self:
        return self._with(other, -1)

    def _with(self, other: Self, sign: int) -> Self:
        return type(self)(
            **{field.name: getattr(self, field.name) + sign * getattr(other, field.name) for field in fields(self)}
        )
