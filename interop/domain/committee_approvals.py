"""A list of committees is confirmed, and taken back, by two national administrators (matrix row 20)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees.domain.tree_approvals import decided_by_administrators
from committees.rules import can_shape_tree
from interop.domain.change_sets import confirm, start_undo
from interop.enums import ChangeSetKind, ChangeSetState, RowAction
from interop.errors import PeopleImportError
from interop.models import ChangeSet
from operations.domain.approval_kinds import ApprovalKind, Effect, fingerprint_of, register_approval_kind
from operations.domain.approvals import propose
from operations.models import Approval

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

KIND = "interop.committees"
KIND_UNDO = "interop.committees_undo"
_KINDS = {ChangeSetState.READY: KIND, ChangeSetState.APPLIED: KIND_UNDO}


def propose_committees(*, change_set: ChangeSet, reason: str, actor: User) -> Approval:
    """Ask a second national administrator to confirm a list of committees that has been read, or to take back
    one that has been written.

    Raises:
        PeopleImportError: it is in neither of these states.
        ApprovalError: not for `actor`, without a reason, or one waits already.
    """
    kind = _KINDS.get(ChangeSetState(change_set.state))
    if change_set.kind != ChangeSetKind.COMMITTEES or kind is None:
        raise PeopleImportError(_("This file has been confirmed or discarded already."))
    return propose(kind=kind, target=change_set, reason=reason, actor=actor, committee_id=change_set.committee_id)


def register() -> None:
    _register(KIND, gettext_lazy("List of committees written"), _apply)
    _register(KIND_UNDO, gettext_lazy("List of committees taken back"), _undo)


def _register(name: str, label: "StrPromise", apply: Callable[[Approval, User], dict[str, str]]) -> None:
    register_approval_kind(
        ApprovalKind(
            name=name,
            label=label,
            effect=_effect,
            may_propose=lambda user, target, _parameters: (
                isinstance(target, ChangeSet) and can_shape_tree(user, target.committee)
            ),
            decided_by=decided_by_administrators,
            apply=apply,
            fingerprint=_fingerprint,
            refusals=(PeopleImportError,),
        )
    )


def _change_set(approval: Approval) -> ChangeSet:
    return ChangeSet.objects.select_related("committee").get(pk=approval.object_id)


def _effect(approval: Approval) -> Effect:
    change_set = _change_set(approval)
    counts = tuple(
        (str(action.label), str(change_set.counts[action])) for action in RowAction if change_set.counts.get(action)
    )
    return Effect(
        title=_("Committees below “%(name)s” from “%(file)s”")
        % {"name": change_set.committee.name, "file": change_set.file_name},
        facts=counts,
        url=reverse("change_set", args=[change_set.uuid]),
        link=_("See the rows"),
    )


def _apply(approval: Approval, actor: User) -> dict[str, str]:
    change_set = confirm(change_set=_change_set(approval), actor=actor)
    return {"job": str(change_set.job.uuid)} if change_set.job else {}


def _undo(approval: Approval, actor: User) -> dict[str, str]:
    change_set = start_undo(change_set=_change_set(approval), actor=actor, reason=approval.reason)
    return {"job": str(change_set.job.uuid)} if change_set.job else {}


def _fingerprint(approval: Approval) -> str:
    change_set = _change_set(approval)
    return fingerprint_of(change_set.sha256, change_set.state, change_set.layout, change_set.counts)
