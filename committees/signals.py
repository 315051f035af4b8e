"""Facts of this room, sent inside the transaction in which they became true."""

from dataclasses import dataclass
from datetime import date

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class MembershipMove:
    """A person's unit or position group changed on day `on`.

    The old side is None for a person who had no open membership, the new side for one who left.
    """

    cadre_id: int
    old_committee_id: int | None
    old_group: int | None
    new_committee_id: int | None
    new_group: int | None
    on: date


# Argument: moves (list[MembershipMove]), one signal for a bulk act.
membership_changed = Signal()

# Arguments: committee (Committee, with its new path), left and joined (frozenset of ids of the roll-up
# committees that no longer hold it and that hold it now). Its own figures have not changed.
committee_moved = Signal()
