"""A list of committees is confirmed by two national administrators (matrix row 20)."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees.enums import Role
from committees.rules import can_shape_tree
from committees.rules.access import access_of
from interop.domain.change_sets import confirm
from interop.enums import ChangeSetKind, ChangeSetState, RowAction
from interop.errors import PeopleImportError
from interop.models import ChangeSet
from operations.domain.approval_kinds import ApprovalKind, Effect, fingerprint_of, register_approval_kind
from operations.domain.approvals import propose
from operations.models import Approval

KIND = "interop.committees"


def propose_committees(*, change_set: ChangeSet, reason: str, actor: User) -> Approval:
    """Ask a second national administrator to confirm a list of committees that has been read.

    Raises:
        PeopleImportError: it is not waiting for confirmation.
        ApprovalError: not for `actor`, without a reason, or one waits already.
    """
    if change_set.kind != ChangeSetKind.COMMITTEES or change_set.state != ChangeSetState.READY:
        raise PeopleImportError(_("This file has been confirmed or discarded already."))
    return propose(kind=KIND, target=change_set, reason=reason, actor=actor, committee_id=change_set.committee_id)


def register() -> None:
    register_approval_kind(
        ApprovalKind(
            name=KIND,
            label=gettext_lazy("List of committees written"),
            effect=_effect,
            may_propose=lambda user, target, _parameters: (
                isinstance(target, ChangeSet) and can_shape_tree(user, target.committee)
            ),
            decided_by=lambda user: Q() if access_of(user).has(Role.NATIONAL_ADMIN) else None,
            apply=_apply,
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


def _fingerprint(approval: Approval) -> str:
    change_set = _change_set(approval)
    return fingerprint_of(change_set.sha256, change_set.state, change_set.layout, change_set.counts)
