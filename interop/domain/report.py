"""What a page about a received file shows: the kinds of rows there are, and those of one kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from interop.enums import RowAction
from interop.models.received import ReceivedFile


@dataclass(frozen=True, slots=True)
class Report:
    """`actions`: the kinds of which the file has rows, in the order shown; `action`: the one whose rows are shown."""

    actions: list[RowAction]
    action: RowAction | None
    counts: dict[str, int]

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [
            {
                "url": f"?loai={action.value}",
                "label": action.label,
                "count": self.counts[action],
                "current": action == self.action,
            }
            for action in self.actions
        ]


def report_of(received: ReceivedFile, *, order: Sequence[RowAction], asked: str) -> Report:
    """The kind asked for, else the first in `order` that the file has."""
    actions = [action for action in order if received.counts.get(action)]
    action = RowAction(asked) if asked in RowAction.values else next(iter(actions), None)
    return Report(actions, action, received.counts)
