"""Taking back membership changes that were entered by mistake: the day before them holds again.

Not a move: nobody belonged to the wrong unit, so the membership of the mistake goes. What is only ever added to
keeps both ways: the audit trail says that it was entered and taken back, and the events of an enrolment, told under
*Vì sao?*, have the move and the way back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.locking import lock_people
from accounts.domain.people import reactivate_people
from accounts.models import User
from committees.domain.memberships import place_facts
from committees.domain.tree_lock import keep_tree_still
from committees.errors import CommitteeError
from committees.models import Membership
from committees.signals import MembershipMove, membership_changed
from operations.domain.audit import record_many


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipUndo:
    """What a change left behind.

    `made`: the membership it opened or put right, None where it only ended one. `ended`: the one it closed.
    `was`: unit, group and position of `made` before it was put right (`committee`, `group`, `position`).
    `wrote`: those it was given; where it says something else, somebody has put it right on the same day since.
    """

    cadre_id: int
    made: int | None
    ended: int | None
    was: dict[str, int | str] | None = None
    wrote: dict[str, int | str] | None = None


@transaction.atomic
def undo_memberships(*, undos: Sequence[MembershipUndo], actor: User | None, reason: str = "") -> list[MembershipMove]:
    """Bring the memberships back to what they were before the changes; one signal for all.

    Raises:
        CommitteeError: somebody's membership has changed since, or the former unit is closed.
    """
    keep_tree_still()
    cadre_ids = sorted({undo.cadre_id for undo in undos})
    lock_people(cadre_ids)
    rows = _memberships([pk for undo in undos for pk in (undo.made, undo.ended) if pk])
    open_ones = dict(Membership.objects.filter(cadre__any_of=cadre_ids, valid_to=None).values_list("cadre_id", "pk"))
    moves = [_move(undo, rows, open_ones) for undo in undos]
    _record(undos, rows, moves, actor, reason)
    _write(undos, rows)
    _let_in_again([move.cadre_id for undo, move in zip(undos, moves, strict=True) if undo.made is None], actor, reason)
    if moves:
        membership_changed.send(sender=Membership, moves=moves)
    return moves


def _let_in_again(cadre_ids: Sequence[int], actor: User | None, reason: str) -> None:
    """Leaving closed the account; who never left has it open."""
    reactivate_people(people=list(User.objects.filter(pk__any_of=cadre_ids)), actor=actor, reason=reason)


def _record(
    undos: Sequence[MembershipUndo],
    rows: dict[int, Membership],
    moves: Sequence[MembershipMove],
    actor: User | None,
    reason: str,
) -> None:
    """One entry for each person: where the mistake stood, and where the person belongs again."""
    units = {move.cadre_id: move.old_committee_id or move.new_committee_id for move in moves}
    record_many(
        action="committees.join_undone",
        actor=actor,
        reason=reason,
        committee_id=lambda person: units[person.pk],
        changes=[
            (
                User(pk=undo.cadre_id),
                place_facts(rows.get(undo.made or 0)),
                {"unit": move.new_committee_id, "position_group": move.new_group},
            )
            for undo, move in zip(undos, moves, strict=True)
        ],
    )


def _memberships(ids: Sequence[int]) -> dict[int, Membership]:
    return {row.pk: row for row in Membership.objects.select_related("committee").filter(pk__any_of=ids)}


def _move(undo: MembershipUndo, rows: dict[int, Membership], open_ones: dict[int, int]) -> MembershipMove:
    made = rows.get(undo.made or 0)
    if open_ones.get(undo.cadre_id) != undo.made or _is_put_right(made, undo):
        raise CommitteeError(_("A membership has changed since; the change can no longer be undone."))
    former = rows.get(undo.ended or 0)
    committee_id, group = (former.committee_id, former.position_group_id) if former else (None, None)
    if undo.was:
        committee_id, group = int(undo.was["committee"]), int(undo.was["group"])
    elif former and former.committee.valid_to is not None:
        raise CommitteeError(_("“%(name)s” is closed already.") % {"name": former.committee.name})
    return MembershipMove(
        cadre_id=undo.cadre_id,
        old_committee_id=made.committee_id if made else None,
        old_group=made.position_group_id if made else None,
        new_committee_id=committee_id,
        new_group=group,
        on=timezone.localdate(),
    )


def _is_put_right(made: Membership | None, undo: MembershipUndo) -> bool:
    """What began today is put right where it stands: the same row, but no longer what the change wrote."""
    if made is None or undo.wrote is None:
        return False
    now = {"committee": made.committee_id, "group": made.position_group_id, "position": made.position}
    return now != undo.wrote


def _write(undos: Sequence[MembershipUndo], rows: dict[int, Membership]) -> None:
    put_right, gone, again = [], [], []
    for undo in undos:
        if undo.was and undo.made:
            row = rows[undo.made]
            row.committee_id, row.position_group_id = int(undo.was["committee"]), int(undo.was["group"])
            row.position = str(undo.was["position"])
            put_right.append(row)
        elif undo.made:
            gone.append(undo.made)
        if undo.ended and not undo.was:
            again.append(undo.ended)
    Membership.objects.bulk_update(put_right, ["committee", "position_group", "position"], batch_size=500)
    Membership.objects.filter(pk__any_of=gone).delete()
    Membership.objects.filter(pk__any_of=again).update(valid_to=None)
