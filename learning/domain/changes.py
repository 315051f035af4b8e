"""What one act changes in the figures of a unit: the only language `reports` hears."""

from dataclasses import dataclass
from datetime import date


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
