"""Entering units from a list, and taking back what was entered by mistake."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.planting import BATCH, Placement, plant
from committees.domain.tree_lock import TREE_LOCK
from committees.errors import CommitteeError
from committees.models import Committee, CommitteeEdge, FormerName, Membership, RoleGrant, RollupAncestor, Succession
from common.db.locks import advisory_lock
from operations.domain.audit import record


@transaction.atomic
def enter_committees(*, placements: Sequence[Placement], actor: User | None, reason: str = "") -> list[Committee]:
    """Add units under many parents, in a handful of statements; one audit entry for each parent."""
    with advisory_lock(TREE_LOCK):
        added = plant(placements)
    by_parent: dict[int, list[int]] = {}
    for (parent, _spec), committee in zip(placements, added, strict=True):
        by_parent.setdefault(parent.pk, []).append(committee.pk)
    for parent_id, ids in by_parent.items():
        record(
            action="committees.added",
            actor=actor,
            target=Committee(pk=parent_id),
            committee_id=parent_id,
            reason=reason,
            after={"added": ids},
        )
    return added


@transaction.atomic
def record_successions(*, pairs: Sequence[tuple[int, int]], decision: str = "") -> None:
    """`pairs`: ids of (former, successor); the successor's first day is the one after the former's last."""
    former = Committee.objects.filter(pk__any_of=[old for old, _new in pairs])
    last_days = dict(former.values_list("pk", "valid_to"))
    rows = [
        Succession(old_id=old, new_id=new, effective_on=last_days[old] + timedelta(days=1), decision=decision[:200])
        for old, new in pairs
    ]
    Succession.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


@transaction.atomic
def remove_committees(*, ids: Sequence[int], actor: User | None, reason: str = "") -> None:
    """Take back units that were entered by mistake and on which nothing rests yet; they leave the tree.

    Raises:
        CommitteeError: somebody belongs to one, or it has other units below, or a role is held on it.
        ProtectedError: something of a higher room rests on one.
    """
    with advisory_lock(TREE_LOCK):
        chosen = set(ids)
        if Membership.objects.filter(committee__any_of=chosen).exists():
            raise CommitteeError(_("People belong to these units already."))
        if RoleGrant.objects.filter(committee__any_of=chosen).exists():
            raise CommitteeError(_("Roles are held on these units already."))
        if set(CommitteeEdge.objects.filter(parent__any_of=chosen).values_list("child_id", flat=True)) - chosen:
            raise CommitteeError(_("Other units stand below these already."))
        _delete(sorted(chosen))
        record(
            action="committees.entry_undone",
            actor=actor,
            target=Committee(pk=min(chosen, default=0)),
            reason=reason,
            before={"committees": sorted(chosen)},
        )


def _delete(ids: list[int]) -> None:
    Succession.objects.filter(old__any_of=ids).delete()
    Succession.objects.filter(new__any_of=ids).delete()
    FormerName.objects.filter(committee__any_of=ids).delete()
    RollupAncestor.objects.filter(committee__any_of=ids).delete()
    RollupAncestor.objects.filter(node__any_of=ids).delete()
    CommitteeEdge.objects.filter(child__any_of=ids).delete()
    # The tree's own delete, which also counts the children of the units above.
    Committee.objects.filter(pk__any_of=ids).delete()
