"""Changes of the tree that were approved before their day: kept, cancelled, carried out when it has come."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.reorganising import enqueue_reorganisation
from committees.domain.tree_lock import TREE_LOCK
from committees.enums import PlanState, TreeAct
from committees.errors import CommitteeError
from committees.models import Committee, PlannedChange
from committees.rules import can_shape_tree
from common.db.locks import advisory_lock
from operations.domain.audit import record
from operations.models import Approval


def has_planned_change(committee: Committee) -> bool:
    return PlannedChange.objects.filter(committee=committee, state=PlanState.WAITING).exists()


@transaction.atomic
def plan_change(
    *, approval: Approval, act: TreeAct, committee: Committee, target: Committee, on: date, actor: User
) -> PlannedChange:
    """Let it wait for its day. The caller has seen to it that two persons agree and that it makes sense as things are.

    Raises:
        CommitteeError: another change of the unit waits already.
    """
    if has_planned_change(committee):
        raise CommitteeError(_("Another change of “%(name)s” waits for its day already.") % {"name": committee.name})
    return PlannedChange.objects.create(
        approval=approval,
        act=act,
        committee=committee,
        target=target,
        on=on,
        decision=approval.reason[:200],
        approved_by=actor,
    )


@transaction.atomic
def cancel_change(*, planned: PlannedChange, actor: User, reason: str) -> PlannedChange:
    """Take back what waits for its day; one national administrator may, as nothing has happened yet.

    Raises:
        CommitteeError: not for `actor`, without a reason, or it waits no more.
    """
    said = reason.strip()
    if not said:
        raise CommitteeError(_("A reason is needed."))
    locked = (
        PlannedChange.objects.select_for_update(of=("self",)).select_related("committee", "target").get(pk=planned.pk)
    )
    if locked.state != PlanState.WAITING:
        raise CommitteeError(_("This change waits no more."))
    if not (can_shape_tree(actor, locked.committee) and can_shape_tree(actor, locked.target)):
        raise CommitteeError(_("This is not yours to cancel."))
    _record("committees.plan_cancelled", locked, PlanState.CANCELLED, said, actor)
    return locked


def carry_out_due(limit: int = 50) -> int:
    """Begin every change whose day has come; gives how many there were, those that can no longer happen included."""
    due = PlannedChange.objects.filter(state=PlanState.WAITING, on__lte=timezone.localdate()).order_by("on", "pk")
    return sum(_carry_out(pk) for pk in due.values_list("pk", flat=True)[:limit])


def _carry_out(pk: int) -> bool:
    with transaction.atomic(), advisory_lock(TREE_LOCK):
        found = PlannedChange.objects.select_for_update(of=("self",)).select_related(
            "committee", "target", "approved_by"
        )
        planned = found.get(pk=pk)
        if planned.state != PlanState.WAITING:
            return False
        try:
            with transaction.atomic():
                enqueue_reorganisation(
                    act=TreeAct(planned.act),
                    committee=planned.committee,
                    target=planned.target,
                    on=planned.on,
                    decision=planned.decision,
                    actor=planned.approved_by,
                    planned=planned,
                )
        except CommitteeError as error:
            _record("committees.plan_failed", planned, PlanState.FAILED, str(error), None)
        else:
            _record("committees.plan_begun", planned, PlanState.BEGUN, "", None)
    return True


def _record(action: str, planned: PlannedChange, state: PlanState, message: str, actor: User | None) -> None:
    """How it ended, in the row and in the trail."""
    planned.state, planned.message = state, message[:300]
    planned.ended_at, planned.ended_by = timezone.now(), actor
    planned.save(update_fields=["state", "message", "ended_at", "ended_by"])
    record(
        action=action,
        actor=actor,
        target=planned.committee,
        committee_id=planned.committee_id,
        reason=message,
        after={"successor" if planned.is_merger else "parent": planned.target_id, "on": planned.on.isoformat()},
    )
