"""Acts by two persons: one proposes, another decides, and only then it happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.db.locks import advisory_lock
from operations.domain import audit
from operations.domain.approval_kinds import approval_kind, approval_kinds
from operations.enums import ApprovalState, DecidedState
from operations.errors import ApprovalError
from operations.models import Approval, ApprovalDecision

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_REASON: Final = 500


def approvals_decided_by(user: "User") -> QuerySet[Approval]:
    """Those the person may decide on, or might have: of kinds and scopes of theirs, never their own proposals."""
    allowed = Q(pk__in=())
    for kind in approval_kinds():
        condition = kind.decided_by(user)
        if condition is not None:
            allowed |= Q(kind=kind.name) & condition
    return Approval.objects.filter(allowed).exclude(proposed_by_id=user.pk)


def approvals_seen_by(user: "User") -> QuerySet[Approval]:
    """What the person proposed, decided, or may decide on."""
    own = Approval.objects.filter(Q(proposed_by_id=user.pk) | Q(decision__decided_by_id=user.pk))
    return Approval.objects.filter(
        Q(pk__in=approvals_decided_by(user).values("pk")) | Q(pk__in=own.values("pk"))
    ).select_related("decision__decided_by", "proposed_by")


def approvals_waiting_for(user: "User", now: datetime | None = None) -> QuerySet[Approval]:
    return waiting(approvals_decided_by(user), now)


def waiting(approvals: QuerySet[Approval], now: datetime | None = None) -> QuerySet[Approval]:
    """Those of them that nobody has decided on and whose time has not run out."""
    return approvals.filter(decision=None, expires_at__gt=now or timezone.now())


def can_decide(user: "User", approval: Approval) -> bool:
    return approvals_decided_by(user).filter(pk=approval.pk).exists()


def is_stale(approval: Approval) -> bool:
    """Whether the thing has changed since it was proposed."""
    return approval_kind(approval.kind).fingerprint(approval) != approval.fingerprint


def propose(
    *,
    kind: str,
    target: Model,
    reason: str,
    actor: "User",
    parameters: dict[str, Any] | None = None,
    committee_id: int | None = None,
) -> Approval:
    """Ask a second person. One proposal of a kind about the same thing waits at a time.

    Raises:
        ApprovalError: not for `actor` to propose, without a reason, or one waits already.
    """
    spec, said = approval_kind(kind), _said(reason)
    values = parameters or {}
    object_type, object_id = target._meta.label_lower, str(target.pk)
    if not spec.may_propose(actor, target, values):
        raise ApprovalError(_("This is not yours to propose."))
    with advisory_lock(f"approval:{kind}:{object_type}:{object_id}"), transaction.atomic():
        same = Approval.objects.filter(kind=kind, object_type=object_type, object_id=object_id)
        if waiting(same).exists():
            raise ApprovalError(_("The same is waiting for a second person already."))
        approval = Approval(
            kind=kind,
            object_type=object_type,
            object_id=object_id,
            committee_id=committee_id,
            parameters=values,
            reason=said,
            proposed_by=actor,
            expires_at=timezone.now() + spec.expires_after,
        )
        approval.fingerprint = spec.fingerprint(approval)
        approval.save(force_insert=True)
        _record("approval.asked", approval, actor, said)
    return approval


def approve(*, approval: Approval, actor: "User", reason: str = "") -> ApprovalDecision:
    """Decide that it happens, and let it happen: both or neither.

    Raises:
        ApprovalError: not for `actor` to decide, decided or expired already, or the thing has changed since.
    """
    spec = approval_kind(approval.kind)

    def happen(locked: Approval) -> dict[str, Any]:
        if is_stale(locked):
            raise ApprovalError(_("What this is about has changed since it was proposed. It has to be proposed anew."))
        try:
            return spec.apply(locked, actor) or {}
        except spec.refusals as error:
            raise ApprovalError(str(error)) from error

    return _decide(approval, DecidedState.APPROVED, actor, reason, _deciders_only, happen)


def refuse(*, approval: Approval, actor: "User", reason: str) -> ApprovalDecision:
    """Decide that it does not happen.

    Raises:
        ApprovalError: not for `actor` to decide, decided or expired already, or without a reason.
    """
    return _decide(approval, DecidedState.REFUSED, actor, _said(reason), _deciders_only, _nothing)


def withdraw(*, approval: Approval, actor: "User", reason: str = "") -> ApprovalDecision:
    """Take back one's own proposal.

    Raises:
        ApprovalError: somebody else's, or decided or expired already.
    """
    return _decide(approval, DecidedState.WITHDRAWN, actor, reason, _proposer_only, _nothing)


def expire_approvals(limit: int = 200, *, now: datetime | None = None) -> int:
    """Write down that the time of proposals has run out; gives how many."""
    moment = now or timezone.now()
    over = Approval.objects.filter(decision=None, expires_at__lte=moment).order_by("expires_at")[:limit]
    return sum(_expire(approval, moment) for approval in over)


def _expire(approval: Approval, now: datetime) -> bool:
    with _locked(approval) as locked:
        if locked.found_decision is not None:
            return False
        _write(locked, DecidedState.EXPIRED, None, "", now)
    return True


def _decide(
    approval: Approval,
    state: DecidedState,
    actor: "User",
    reason: str,
    allowed: "Callable[[Approval, User], bool]",
    happen: Callable[[Approval], dict[str, Any]],
) -> ApprovalDecision:
    with _locked(approval) as locked:
        if not allowed(locked, actor):
            raise ApprovalError(_("This is not yours to decide."))
        now = timezone.now()
        if locked.state_at(now) != ApprovalState.ASKED:
            raise ApprovalError(_("This has been decided already, or its time has run out."))
        return _write(locked, state, actor, reason.strip()[:LONGEST_REASON], now, happen(locked))


def _write(
    locked: Approval,
    state: DecidedState,
    actor: "User | None",
    reason: str,
    now: datetime,
    outcome: dict[str, Any] | None = None,
) -> ApprovalDecision:
    decision = ApprovalDecision.objects.create(
        approval=locked, state=state, reason=reason, decided_by=actor, decided_at=now, outcome=outcome or {}
    )
    _record(f"approval.{state.value}", locked, actor, reason)
    closed = approval_kind(locked.kind).closed
    if closed and state != DecidedState.APPROVED:
        closed(locked, state.value)
    return decision


@contextmanager
def _locked(approval: Approval) -> Iterator[Approval]:
    """In a transaction, with the row locked: two who decide at once come one after the other."""
    with transaction.atomic():
        yield Approval.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=approval.pk)


def _deciders_only(approval: Approval, actor: "User") -> bool:
    return can_decide(actor, approval)


def _proposer_only(approval: Approval, actor: "User") -> bool:
    return approval.proposed_by_id == actor.pk


def _nothing(_approval: Approval) -> dict[str, Any]:
    return {}


def _said(reason: str) -> str:
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        raise ApprovalError(_("A reason is needed."))
    return said


def _record(action: str, approval: Approval, actor: "User | None", reason: str) -> None:
    audit.record(
        action=action,
        actor=actor,
        target=approval,
        committee_id=approval.committee_id,
        reason=reason,
        after={"kind": approval.kind, "object": f"{approval.object_type} {approval.object_id}"},
    )
