"""What one act changes in the figures of a unit: the only language `reports` hears."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from learning.signals import figures_changed


@dataclass(frozen=True, slots=True)
class FigureChange:
    """Gains (positive) and losses (negative) of one unit, campaign, position group and due date.

    `assigned` counts *thuộc diện*: not started + in progress + completed, without the exempt.
    `late_joiners` counts *bổ sung*, people who joined after the cut-off; they are in no other figure.
    """

    committee_id: int
    campaign_id: int
    position_group: int
    due_on: date | None
    day: date
    assigned: int = 0
    in_progress: int = 0
    completed: int = 0
    passed: int = 0
    failed: int = 0
    exempt: int = 0
    late_joiners: int = 0


FIGURES = ("assigned", "in_progress", "completed", "passed", "failed", "exempt", "late_joiners")


@dataclass(frozen=True, slots=True)
class Standing:
    """What an enrolment counts as: where, for what, and with which status."""

    committee_id: int
    campaign_id: int
    position_group: int
    due_on: date | None
    status: int
    passed: bool
    failed: bool
    late_joiner: bool
    is_double: bool = False

    @classmethod
    def of(cls, enrolment: Enrolment) -> Self:
        return cls(
            committee_id=enrolment.committee_id,
            campaign_id=enrolment.campaign_id,
            position_group=enrolment.position_group,
            due_on=enrolment.due_on,
            status=enrolment.status,
            passed=enrolment.passed_on is not None,
            failed=enrolment.failed,
            late_joiner=enrolment.is_late_joiner,
            is_double=enrolment.is_double,
        )

    @property
    def key(self) -> tuple[int, int, int, date | None]:
        return (self.committee_id, self.campaign_id, self.position_group, self.due_on)

    def figures(self) -> dict[str, int]:
        """The counters this standing adds to, each by one."""
        if self.is_double:
            return {}
        if self.late_joiner:
            return {"late_joiners": 1}
        if self.status == EnrolmentStatus.EXEMPT:
            return {"exempt": 1}
        return {
            "assigned": 1,
            "in_progress": int(self.status == EnrolmentStatus.IN_PROGRESS),
            "completed": int(self.status == EnrolmentStatus.COMPLETED),
            "passed": int(self.passed),
            "failed": int(self.failed),
        }


class FigureLedger:
    """Collects what many enrolments gain and lose into one `FigureChange` per key."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._sums: dict[tuple[int, int, int, date | None], dict[str, int]] = {}

    def book(self, *, before: Standing | None, after: Standing | None) -> None:
        for standing, sign in ((before, -1), (after, 1)):
            if standing is None:
                continue
            sums = self._sums.setdefault(standing.key, dict.fromkeys(FIGURES, 0))
            for figure, value in standing.figures().items():
                sums[figure] += sign * value

    def changes(self) -> list[FigureChange]:
        return [
            FigureChange(
                committee_id=committee_id,
                campaign_id=campaign_id,
                position_group=group,
                due_on=due_on,
                day=self._day,
                **sums,
            )
            for (committee_id, campaign_id, group, due_on), sums in self._sums.items()
            if any(sums.values())
        ]

    def announce(self) -> None:
        """Tell whoever keeps figures, inside the caller's transaction."""
        changes = self.changes()
        if changes:
            figures_changed.send(sender=FigureLedger, changes=changes)


def announce_change(*, before: Standing | None, after: Standing | None, day: date) -> None:
    """Announce what one enrolment gains and loses."""
    ledger = FigureLedger(day)
    ledger.book(before=before, after=after)
    ledger.announce()
