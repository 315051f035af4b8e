"""What a changed mark means further up: rooms above say it before it happens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessments.models import Attempt


@dataclass(frozen=True, slots=True)
class PassChange:
    """An attempt that would pass and did not (`passes`), or did and would not any more."""

    attempt: Attempt
    passes: bool


@dataclass(slots=True)
class Consequence:
    """See `CorrectionEffect`."""

    completes: bool = False
    at_stake: bool = False
    certificate_at_stake: bool = False


Tell = Callable[[Sequence[PassChange], dict[int, Consequence]], None]
"""Writes into the consequences, by attempt id, what the room knows; changes nothing else. All changes of a person
come together, so that a pass gained and one lost are seen beside each other."""

_rooms: dict[str, tuple[int, Tell]] = {}


def register_consequences(order: int, room: str, tell: Tell) -> None:
    """Rooms are asked in the order of their numbers; a later one sees what an earlier one said."""
    _rooms[room] = (order, tell)


def consequences_of(changes: Sequence[PassChange]) -> dict[int, Consequence]:
    """By attempt id, for every change."""
    found = {change.attempt.pk: Consequence() for change in changes}
    for _order, tell in sorted(_rooms.values(), key=lambda room: room[0]):
        tell(changes, found)
    return found
