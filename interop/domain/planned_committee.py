"""What a row of a list of committees would do."""

from dataclasses import dataclass, field
from typing import Any

from interop.enums import RowAction


@dataclass(slots=True)
class PlannedCommittee:
    """The fate of a row. `parent`: the stored unit above, or `parent_row` the number of its row."""

    number: int
    action: RowAction
    committee_id: int | None
    data: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
