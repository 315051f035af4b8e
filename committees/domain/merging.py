"""Several committees go into one: successions, children and the people attached directly."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.ancestors import refresh_rollup_ancestors
from committees.domain.memberships import MembershipChange, change_memberships
from committees.domain.posts import end_posts_in
from committees.domain.roles import end_roles_on
from committees.domain.tree import ROLLUP_LOCK, announce_move, check_last_day, end_life, relocate
from committees.domain.tree_lock import TREE_LOCK
from committees.errors import CommitteeError
from committees.models import Committee, Membership, Succession
from common.db.locks import advisory_lock
from operations.domain.audit import record


@transaction.atomic
def merge_committees(
    *, old: Sequence[Committee], new: Committee, on: date, actor: User | None, reason: str = ""
) -> Committee:
    """Close every committee of `old` into `new`, which exists on day `on`.

    Units below move with their people untouched: the cost does not depend on how many people they
    hold. Only people attached to a closing committee itself get new memberships. Roles on a closing
    committee end with it: they are given anew on the successor by those entitled.
    """
    with advisory_lock(TREE_LOCK), advisory_lock(ROLLUP_LOCK):
        new.refresh_from_db()
        for committee in old:
            committee.refresh_from_db()
            check_merger(committee, new, on)
        moves = [move for committee in old for move in _rehome_children(committee, new, on)]
        refresh_rollup_ancestors(new)
        for child, old_parent in moves:
            announce_move(child, old_parent, new)
        for committee in old:
            _rehome_people(committee, new, on, actor, reason)
            end_life(committee, on)
            end_posts_in(committee, on=on, actor=actor)
            ended = end_roles_on(committee, actor=actor, reason=reason)
            Succession.objects.create(old=committee, new=new, effective_on=on, decision=reason[:200])
            record(
                action="committees.merged",
                actor=actor,
                target=committee,
                committee_id=committee.pk,
                reason=reason,
                after={"successor": new.pk, "on": on.isoformat(), "roles_ended": ended},
            )
    new.refresh_from_db()
    return new


def check_merger(committee: Committee, new: Committee, on: date) -> None:
    """Whether `committee` can go into `new` on that day.

    Raises:
        CommitteeError: no, and why.
    """
    if committee.valid_to is not None:
        raise CommitteeError(_("“%(name)s” is closed already.") % {"name": committee.name})
    if new.path.startswith(committee.path):
        raise CommitteeError(_("A unit cannot go into itself or into one of its own units."))
    if not new.exists_on(on) or new.valid_to is not None:
        raise CommitteeError(_("“%(name)s” does not exist on that day.") % {"name": new.name})
    check_last_day(committee, on)
    is_late = Q(valid_to__isnull=True, valid_from__gte=on) | Q(valid_to__gte=on)
    late = Membership.objects.filter(is_late, committee=committee).values("cadre").distinct().count()
    if late:
        message = _("%(count)d people came to “%(name)s”, or left it, on that day or later; choose a later day.")
        raise CommitteeError(message % {"count": late, "name": committee.name})


def _rehome_children(committee: Committee, new: Committee, on: date) -> list[tuple[Committee, Committee]]:
    """Move the units that stand under `committee` today; gives them with their old parent."""
    children = Committee.objects.filter(parent_edges__parent=committee, parent_edges__valid_to__isnull=True).exclude(
        pk=new.pk
    )
    return [(child, relocate(child, new, on)) for child in list(children)]


def _rehome_people(committee: Committee, new: Committee, on: date, actor: User | None, reason: str) -> None:
    attached = Membership.objects.filter(committee=committee, valid_to__isnull=True).order_by("cadre_id")
    changes = [
        MembershipChange(
            cadre_id=membership.cadre_id,
            committee=new,
            position_group=membership.position_group_id,
            position=membership.position,
            on=on,
        )
        for membership in attached
    ]
    change_memberships(changes=changes, actor=actor, reason=reason)
