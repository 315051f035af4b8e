"""Acts on the tree. `on` is always the first day of the new state; the day before closes the old."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.ancestors import refresh_rollup_ancestors
from committees.domain.planting import CommitteeSpec, plant
from committees.domain.posts import end_posts_in
from committees.domain.roles import end_roles_on
from committees.domain.tree_lock import TREE_LOCK
from committees.errors import CommitteeError
from committees.models import Committee, CommitteeEdge, Membership, RollupAncestor, subtree_q
from committees.signals import committee_moved
from common.db.locks import advisory_lock
from common.text.formats import short_date
from operations.domain.audit import record

__all__ = [
    "CommitteeSpec",
    "add_committees",
    "close_committee",
    "move_committee",
    "refresh_rollup_ancestors",
]

# Taken by whoever folds, rebuilds or compares roll-ups: a fold and a move exclude each other.
ROLLUP_LOCK = "rollups"


@transaction.atomic
def add_committees(*, parent: Committee, specs: Sequence[CommitteeSpec], actor: User | None) -> list[Committee]:
    """Add units under `parent`, in the order given, in a handful of statements."""
    with advisory_lock(TREE_LOCK):
        added = plant([(parent, spec) for spec in specs])
    parent.refresh_from_db()
    if added:
        record(
            action="committees.added",
            actor=actor,
            target=parent,
            committee_id=parent.pk,
            after={"added": [committee.pk for committee in added]},
        )
    return added


@transaction.atomic
def move_committee(
    *, committee: Committee, parent: Committee, on: date, actor: User | None, reason: str = ""
) -> Committee:
    """Put `committee` with all below it under `parent` from day `on`. People stay where they are."""
    with advisory_lock(TREE_LOCK), advisory_lock(ROLLUP_LOCK):
        committee.refresh_from_db()
        parent.refresh_from_db()
        old_parent = relocate(committee, parent, on)
        refresh_rollup_ancestors(committee)
        record(
            action="committees.moved",
            actor=actor,
            target=committee,
            committee_id=committee.pk,
            reason=reason,
            before={"parent": old_parent.pk},
            after={"parent": parent.pk, "on": on.isoformat()},
        )
        announce_move(committee, old_parent, parent)
    return committee


@transaction.atomic
def close_committee(*, committee: Committee, on: date, actor: User | None, reason: str = "") -> Committee:
    """End an empty unit; it stays in the tree and in the history. Its last day is the one before `on`."""
    with advisory_lock(TREE_LOCK):
        committee.refresh_from_db()
        end_life(committee, on)
        end_posts_in(committee, on=on, actor=actor)
        ended = end_roles_on(committee, actor=actor, reason=reason)
        record(
            action="committees.closed",
            actor=actor,
            target=committee,
            committee_id=committee.pk,
            reason=reason,
            after={"on": on.isoformat(), "roles_ended": ended},
        )
    return committee


def check_move(committee: Committee, parent: Committee, on: date) -> None:
    """Whether `move_committee` would do it.

    Raises:
        CommitteeError: no, and why.
    """
    _check_move(committee, parent, _open_edge(committee), on)


def relocate(committee: Committee, parent: Committee, on: date) -> Committee:
    """Close the open edge, open the new one and rewrite the paths; gives the old parent.

    The caller holds both locks and brings the roll-up ancestors in line.
    """
    _check_has_come(on)
    edge = _open_edge(committee)
    _check_move(committee, parent, edge, on)
    edge.valid_to = on - timedelta(days=1)
    edge.save(update_fields=["valid_to"])
    CommitteeEdge.objects.create(child=committee, parent=parent, valid_from=on)
    _rewrite_paths(committee, parent)
    Committee.objects.filter(pk=edge.parent_id).update(numchild=F("numchild") - 1)
    Committee.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    committee.refresh_from_db()
    return edge.parent


def announce_move(committee: Committee, old_parent: Committee, parent: Committee) -> None:
    """Tell which roll-up committees lost the subtree and which gained it."""
    left, joined = _rollup_ids(old_parent), _rollup_ids(parent)
    committee_moved.send(sender=Committee, committee=committee, left=left - joined, joined=joined - left)


def end_life(committee: Committee, on: date) -> None:
    """Set the last day of an empty unit and of its edge."""
    if committee.valid_to is not None:
        raise CommitteeError(_("“%(name)s” is closed already.") % {"name": committee.name})
    _check_has_come(on)
    check_last_day(committee, on)
    if CommitteeEdge.objects.filter(parent=committee, valid_to__isnull=True).exists():
        raise CommitteeError(_("“%(name)s” still has units below it.") % {"name": committee.name})
    if Membership.objects.filter(committee=committee, valid_to__isnull=True).exists():
        raise CommitteeError(_("People still belong to “%(name)s”.") % {"name": committee.name})
    edge = _open_edge(committee)
    committee.valid_to = edge.valid_to = on - timedelta(days=1)
    committee.save(update_fields=["valid_to"])
    edge.save(update_fields=["valid_to"])


def _check_has_come(on: date) -> None:
    if on > timezone.localdate():
        raise CommitteeError(_("The day has not come yet."))


def check_last_day(committee: Committee, on: date) -> None:
    if on <= committee.valid_from:
        raise CommitteeError(_("A unit can end only after it began."))
    renamed = committee.former_names.order_by("-valid_to").values_list("valid_to", flat=True).first()
    # Its last day still has the name it has today.
    if renamed is not None and on - timedelta(days=1) <= renamed:
        raise CommitteeError(
            _("“%(name)s” got its name on %(day)s; choose a later day.")
            % {"name": committee.name, "day": short_date(renamed + timedelta(days=1))}
        )


def _open_edge(committee: Committee) -> CommitteeEdge:
    edge = CommitteeEdge.objects.select_related("parent").filter(child=committee, valid_to__isnull=True).first()
    if edge is None:
        raise CommitteeError(_("“%(name)s” stands under no unit today.") % {"name": committee.name})
    return edge


def _check_move(committee: Committee, parent: Committee, edge: CommitteeEdge, on: date) -> None:
    if parent.path.startswith(committee.path):
        raise CommitteeError(_("A unit cannot be put under itself or under one of its own units."))
    if edge.parent_id == parent.pk:
        raise CommitteeError(_("“%(name)s” stands there already.") % {"name": committee.name})
    if parent.valid_to is not None or on < parent.valid_from:
        raise CommitteeError(_("“%(name)s” does not exist on that day.") % {"name": parent.name})
    if on <= edge.valid_from:
        raise CommitteeError(_("The day must lie after the last move."))


def _rewrite_paths(committee: Committee, parent: Committee) -> None:
    """One statement for the whole subtree, people untouched."""
    last = Committee.objects.filter(subtree_q([parent]), depth=parent.depth + 1).order_by("-path").first()
    step = 1 if last is None else last._get_lastpos_in_path() + 1
    new_path = Committee._get_path(parent.path, parent.depth + 1, step)
    Committee.objects.filter(subtree_q([committee])).update(
        path=Concat(Value(new_path), Substr("path", len(committee.path) + 1)),
        depth=F("depth") + (parent.depth + 1 - committee.depth),
    )


def _rollup_ids(committee: Committee) -> frozenset[int]:
    return frozenset(RollupAncestor.objects.filter(committee=committee).values_list("node_id", flat=True))
