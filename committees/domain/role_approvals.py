"""Roles by two persons (matrix row 18): one asks, a national administrator who is neither asker nor holder grants.

What one national administrator may do alone is done at once; `give` and `take` know the difference.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees.domain.queries.places import full_name
from committees.domain.role_words import role_on, what_it_allows
from committees.domain.roles import covers, end_role, grant_role, not_over, overlapping, roles_in_force, says_overlap
from committees.enums import Role
from committees.errors import CommitteeError
from committees.models import Committee, RoleGrant
from committees.rules.roles import (
    can_grant_roles,
    can_see_role,
    ending_takes_two,
    giving_takes_two,
    people_offered_roles,
    roles_offered,
)
from common.text.formats import short_date
from operations.domain.approval_kinds import ApprovalKind, Change, Effect, fingerprint_of, register_approval_kind
from operations.domain.approvals import propose, waiting
from operations.models import Approval

GIVING: Final = "committees.role_given"
ENDING: Final = "committees.role_ended"
_TICK: Final = timedelta(microseconds=1)
_LABELS: Final = {GIVING: gettext_lazy("Role given to a person"), ENDING: gettext_lazy("Role of a person ended")}


def give(
    *,
    user: User,
    role: Role,
    committee: Committee | None,
    reason: str,
    actor: User,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> RoleGrant | Approval:
    """Give the role where one person may, else ask a second one; what came of it is returned.

    Raises:
        CommitteeError: not for `actor`, to oneself, held already, or asked for already.
        ApprovalError: without a reason.
    """
    check_gift(user=user, role=role, committee=committee, actor=actor, valid_from=valid_from, valid_to=valid_to)
    if can_grant_roles(actor) and not giving_takes_two(role, committee):
        return grant_role(
            user=user, role=role, committee=committee, actor=actor, reason=reason, valid_from=valid_from,
            valid_to=valid_to,
        )  # fmt: skip
    parameters = {
        "user": user.pk,
        "role": role.value,
        "committee": committee.pk if committee else None,
        "from": valid_from.isoformat() if valid_from else None,
        "to": valid_to.isoformat() if valid_to else None,
    }
    return propose(
        kind=GIVING,
        target=user,
        reason=reason,
        actor=actor,
        parameters=parameters,
        committee_id=committee.pk if committee else None,
    )


def check_gift(
    *,
    user: User,
    role: Role,
    committee: Committee | None,
    actor: User,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> None:
    """Look before acting.

    Raises:
        CommitteeError: as `give`.
    """
    if actor.pk == user.pk:
        raise CommitteeError(_("Nobody can grant a role to themselves."))
    held = overlapping(user, role, committee, valid_from or timezone.now(), valid_to)
    if held is not None:
        raise CommitteeError(says_overlap(held))
    if not _may_give(actor, user, {"role": role.value, "committee": committee.pk if committee else None}):
        raise CommitteeError(_("This role is not yours to give here."))
    asked = Approval.objects.filter(kind=GIVING, object_type=User._meta.label_lower, object_id=str(user.pk))
    if waiting(asked).exists():
        raise CommitteeError(_("A role for %(name)s waits for a second person already.") % {"name": user.full_name})


def take(*, grant: RoleGrant, reason: str, actor: User, at: datetime | None = None) -> RoleGrant | Approval:
    """End the role where one person may, else ask a second one; what came of it is returned.

    Raises:
        CommitteeError: it has ended already, or is that of the last national administrator.
        ApprovalError: not for `actor`, without a reason, or asked for already.
    """
    if grant.is_over():
        raise CommitteeError(_("This role has ended already."))
    if can_grant_roles(actor) and not ending_takes_two(grant.role):
        return end_role(grant=grant, actor=actor, reason=reason, at=at)
    # `user` and `role` stand there for the notices to those concerned.
    parameters = {"user": grant.user_id, "role": grant.role, "at": at.isoformat() if at else None}
    return propose(
        kind=ENDING, target=grant, reason=reason, actor=actor, parameters=parameters, committee_id=grant.committee_id
    )


def register() -> None:
    _register(GIVING, _may_give, _effect_of_giving, _apply_gift, _fingerprint_of_person, _deciders_of_giving)
    _register(ENDING, _may_take, _effect_of_ending, _apply_end, _fingerprint_of_grant, _deciders)


def _register(
    kind: str,
    may_propose: Callable[[User, Model, dict[str, Any]], bool],
    effect: Callable[[Approval], Effect],
    apply: Callable[[Approval, User], dict[str, Any]],
    fingerprint: Callable[[Approval], str],
    decided_by: Callable[[User], Q | None],
) -> None:
    register_approval_kind(
        ApprovalKind(
            name=kind,
            label=_LABELS[kind],
            effect=effect,
            may_propose=may_propose,
            decided_by=decided_by,
            apply=apply,
            fingerprint=fingerprint,
            refusals=(CommitteeError,),
        )
    )


def _deciders(user: User) -> Q | None:
    return Q() if can_grant_roles(user) else None


def _deciders_of_giving(user: User) -> Q | None:
    """Never the one who is to hold the role."""
    return ~Q(object_id=str(user.pk)) if can_grant_roles(user) else None


def _may_give(actor: User, target: Model, parameters: dict[str, Any]) -> bool:
    if not isinstance(target, User) or not people_offered_roles(actor).filter(pk=target.pk).exists():
        return False
    if parameters["committee"] is None:
        return can_grant_roles(actor)
    committee = Committee.objects.filter(pk=parameters["committee"]).first()
    return committee is not None and parameters["role"] in roles_offered(actor, committee)


def _may_take(actor: User, target: Model, _parameters: dict[str, Any]) -> bool:
    return isinstance(target, RoleGrant) and can_see_role(actor, target)


def _gift(approval: Approval) -> tuple[User, Role, Committee | None, datetime | None, datetime | None]:
    given = approval.parameters
    committee = Committee.objects.get(pk=given["committee"]) if given["committee"] else None
    return (
        User.objects.get(pk=given["user"]),
        Role(given["role"]),
        committee,
        _moment(given["from"]),
        _moment(given["to"]),
    )


def _effect_of_giving(approval: Approval) -> Effect:
    user, role, committee, begin, end = _gift(approval)
    last = short_date(end - _TICK) if end else _("until it is ended")
    held = [role_on(grant.role, grant.committee) for grant in roles_in_force(user).select_related("committee")]
    warnings = []
    if begin and begin < timezone.now():
        warnings.append(_("The first day is past; the role holds from the moment of the approval."))
    if not user.is_active:
        warnings.append(_("The account of %(name)s is closed.") % {"name": user.full_name})
    return Effect(
        title=_("%(role)s: %(name)s") % {"role": role_on(role, committee), "name": user.full_name},
        facts=(
            (_("Holder of the role"), f"{user.full_name} ({user.username})"),
            *_where(committee),
            (_("What the role allows"), what_it_allows(role)),
            (_("From day"), short_date(begin) if begin else _("from the approval on")),
            (_("Last day"), last),
            (_("Roles held today"), "; ".join(held) or "–"),
        ),
        warnings=tuple(warnings),
    )


def _where(committee: Committee | None) -> tuple[tuple[str, str], ...]:
    """The unit with those above it: units of many provinces are called alike."""
    return ((_("Unit"), full_name(committee)),) if committee else ()


def _apply_gift(approval: Approval, actor: User) -> dict[str, Any]:
    user, role, committee, begin, end = _gift(approval)
    # Nothing holds for days on which nobody had approved it yet.
    begin = max(begin, timezone.now()) if begin else None
    grant = grant_role(
        user=user, role=role, committee=committee, actor=actor, reason=approval.reason, valid_from=begin, valid_to=end,
        approval=approval,
    )  # fmt: skip
    return {"grant": grant.pk}


def _fingerprint_of_person(approval: Approval) -> str:
    """Whether the account is open, and whether the role could still be given."""
    user, role, committee, begin, end = _gift(approval)
    held = overlapping(user, role, committee, begin or approval.proposed_at, end)
    is_held = held is not None and covers(held, begin or approval.proposed_at, end)
    return fingerprint_of(user.is_active, committee.valid_to if committee else None, is_held)


def _grant(approval: Approval) -> RoleGrant:
    return RoleGrant.objects.select_related("user", "committee", "ended_by").get(pk=approval.object_id)


def _effect_of_ending(approval: Approval) -> Effect:
    grant = _grant(approval)
    at = _moment(approval.parameters["at"])
    ends = short_date(at - _TICK) if at else _("at once, with all sessions of the account")
    warnings = []
    same = not_over(RoleGrant.objects.filter(role=grant.role)).exclude(pk=grant.pk)
    if grant.role == Role.AUDITOR:
        warnings.append(_("The auditor, all other auditors and all national administrators are told of it."))
    if grant.role in (Role.AUDITOR, Role.DATA_PROTECTION) and not same.exists():
        warnings.append(_("Nobody else holds this role."))
    before = _("held since %(day)s") % {"day": short_date(grant.valid_from)}
    return Effect(
        title=_("Ends: %(role)s, %(name)s")
        % {"role": role_on(grant.role, grant.committee), "name": grant.user.full_name},
        facts=(
            (_("Holder of the role"), f"{grant.user.full_name} ({grant.user.username})"),
            *_where(grant.committee),
            (_("Ends"), ends),
        ),
        changes=(Change(role_on(grant.role, grant.committee), before, ""),),
        warnings=tuple(warnings),
    )


def _apply_end(approval: Approval, actor: User) -> dict[str, Any]:
    at = _moment(approval.parameters["at"])
    return {"grant": end_role(grant=_grant(approval), actor=actor, reason=approval.reason, at=at).pk}


def _fingerprint_of_grant(approval: Approval) -> str:
    return fingerprint_of(_grant(approval).valid_to)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
