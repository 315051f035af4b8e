"""Lists of committees and of roles are confirmed by two persons (matrix rows 18 and 20).

National administrators ask and decide about the tree. A list of roles may be asked for by whoever administers its
unit; a national administrator decides, and the roles of the list are given under that one approval.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees.domain.queries.places import full_name
from committees.domain.role_words import role_on
from committees.domain.tree_approvals import decided_by_administrators
from committees.enums import Role
from committees.rules import can_administer, can_shape_tree
from common.text.formats import short_date
from interop.domain.change_sets import confirm, start_undo
from interop.enums import ChangeSetKind, ChangeSetState, RowAction
from interop.errors import PeopleImportError
from interop.models import ChangeSet
from operations.domain.approval_kinds import ApprovalKind, Effect, fingerprint_of, register_approval_kind
from operations.domain.approvals import propose
from operations.enums import DecidedState
from operations.models import Approval

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

KIND = "interop.committees"
KIND_UNDO = "interop.committees_undo"
KIND_ROLES = "interop.roles"
_KINDS = {
    (ChangeSetKind.COMMITTEES, ChangeSetState.READY): KIND,
    (ChangeSetKind.COMMITTEES, ChangeSetState.APPLIED): KIND_UNDO,
    (ChangeSetKind.ROLES, ChangeSetState.READY): KIND_ROLES,
}


def propose_change_set(*, change_set: ChangeSet, reason: str, actor: User) -> Approval:
    """Ask a second person to confirm a list of committees or roles that has been read, or to take back a list of
    committees that has been written.

    Raises:
        PeopleImportError: it is in no such state, or would write nothing.
        ApprovalError: not for `actor`, without a reason, or one waits already.
    """
    kind = _KINDS.get((ChangeSetKind(change_set.kind), ChangeSetState(change_set.state)))
    if kind is None:
        raise PeopleImportError(_("This file has been confirmed or discarded already."))
    if kind == KIND_ROLES and not change_set.counts.get(RowAction.NEW):
        raise PeopleImportError(_("No row of the file would be written."))
    return propose(kind=kind, target=change_set, reason=reason, actor=actor, committee_id=change_set.committee_id)


def approval_of(change_set: ChangeSet) -> Approval | None:
    """The proposal under which a list of roles was confirmed."""
    asked = Approval.objects.filter(kind=KIND_ROLES, object_id=str(change_set.pk))
    return asked.filter(decision__state=DecidedState.APPROVED).first()


def register() -> None:
    _register(KIND, gettext_lazy("List of committees written"), _may_shape, decided_by_administrators, _apply)
    _register(KIND_UNDO, gettext_lazy("List of committees taken back"), _may_shape, decided_by_administrators, _undo)
    _register(KIND_ROLES, gettext_lazy("List of roles given"), _may_ask_roles, decided_by_administrators, _apply)


def _register(
    name: str,
    label: "StrPromise",
    may_propose: Callable[[User, Model, dict[str, Any]], bool],
    decided_by: Callable[[User], Q | None],
    apply: Callable[[Approval, User], dict[str, str]],
) -> None:
    register_approval_kind(
        ApprovalKind(
            name=name,
            label=label,
            effect=_effect,
            may_propose=may_propose,
            decided_by=decided_by,
            apply=apply,
            fingerprint=_fingerprint,
            refusals=(PeopleImportError,),
        )
    )


def _may_shape(user: User, target: Model, _parameters: dict[str, Any]) -> bool:
    return isinstance(target, ChangeSet) and can_shape_tree(user, target.committee)


def _may_ask_roles(user: User, target: Model, _parameters: dict[str, Any]) -> bool:
    """Who sent the list: its people and units were looked up in that person's reach."""
    if not isinstance(target, ChangeSet) or target.uploaded_by_id != user.pk:
        return False
    return can_administer(user, target.committee)


def _change_set(approval: Approval) -> ChangeSet:
    return ChangeSet.objects.select_related("committee").get(pk=approval.object_id)


def _effect(approval: Approval) -> Effect:
    change_set = _change_set(approval)
    counts = tuple(
        (str(action.label), str(change_set.counts[action])) for action in RowAction if change_set.counts.get(action)
    )
    if change_set.first_day:
        counts += ((_("Rows without a day begin on"), short_date(change_set.first_day)),)
    is_roles = change_set.kind == ChangeSetKind.ROLES
    title = _("Roles at “%(name)s” from “%(file)s”") if is_roles else _("Committees below “%(name)s” from “%(file)s”")
    return Effect(
        title=title % {"name": full_name(change_set.committee), "file": change_set.file_name},
        facts=_roles_of(change_set) if is_roles else counts,
        figures=counts if is_roles else (),
        url=reverse("change_set", args=[change_set.uuid]),
        link=_("See the rows"),
    )


def _roles_of(change_set: ChangeSet) -> tuple[tuple[str, str], ...]:
    """How many are to be given of each role."""
    rows = change_set.rows.filter(action=RowAction.NEW)
    found = ((role, rows.filter(data__role=role.value).count()) for role in Role)
    return tuple((role_on(role, None), str(count)) for role, count in found if count)


def _apply(approval: Approval, actor: User) -> dict[str, str]:
    change_set = confirm(change_set=_change_set(approval), actor=actor)
    return {"job": str(change_set.job.uuid)} if change_set.job else {}


def _undo(approval: Approval, actor: User) -> dict[str, str]:
    change_set = start_undo(change_set=_change_set(approval), actor=actor, reason=approval.reason)
    return {"job": str(change_set.job.uuid)} if change_set.job else {}


def _fingerprint(approval: Approval) -> str:
    change_set = _change_set(approval)
    chosen = list(change_set.rows.exclude(choice="").values_list("number", "choice", "committee_id"))
    day = str(change_set.first_day or "")
    return fingerprint_of(change_set.sha256, change_set.state, change_set.layout, change_set.counts, day, chosen)
