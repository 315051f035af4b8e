"""Roles on units for many people in one act, in as few statements as for one; for lists that two persons agreed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.roles import covers, grant_facts, not_over, says_overlap
from committees.enums import SCOPED_ROLES, Role
from committees.models import Committee, RoleGrant
from operations.domain.audit import record_many
from operations.models import Approval


@dataclass(frozen=True, slots=True)
class Gift:
    """`valid_from`: None for at once; `valid_to`: None until it is ended."""

    user_id: int
    role: Role
    committee_id: int
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@transaction.atomic
def grant_roles(*, gifts: Sequence[Gift], actor: User, reason: str, approval: Approval | None) -> list[RoleGrant | str]:
    """For each gift, in their order, the grant (the one held already, if it covers it), or why there is none.

    Only roles on a unit: they give no place in Wagtail's groups, so nothing has to follow.
    """
    now = timezone.now()
    ids = {gift.user_id for gift in gifts}
    # In one order, so that two lists at once wait for one another instead of for ever.
    users = {
        user.pk: user for user in User.objects.select_for_update(no_key=True).filter(pk__any_of=ids).order_by("pk")
    }
    units = Committee.objects.in_bulk({gift.committee_id for gift in gifts})
    held: dict[tuple[int, str, int | None], list[RoleGrant]] = {}
    for grant in not_over(RoleGrant.objects.filter(user__any_of=ids, role__in=SCOPED_ROLES)):
        held.setdefault((grant.user_id, grant.role, grant.committee_id), []).append(grant)
    outcome: list[RoleGrant | str] = []
    new: list[RoleGrant] = []
    for gift in gifts:
        begin = max(gift.valid_from or now, now)
        same = held.setdefault((gift.user_id, gift.role.value, gift.committee_id), [])
        met = met_by(same, begin, gift.valid_to)
        problem = _problem(gift, users.get(gift.user_id), units.get(gift.committee_id), actor, begin)
        if met is not None and not problem:
            outcome.append(met if covers(met, begin, gift.valid_to) else says_overlap(met))
        elif problem:
            outcome.append(problem)
        else:
            grant = RoleGrant(
                user=users[gift.user_id],
                role=gift.role,
                committee=units[gift.committee_id],
                granted_by=actor,
                reason=reason[:300],
                valid_from=begin,
                valid_to=gift.valid_to,
                approval=approval,
            )
            same.append(grant)
            new.append(grant)
            outcome.append(grant)
    RoleGrant.objects.bulk_create(new)
    User.objects.filter(pk__in={grant.user_id for grant in new}, has_held_roles=False).update(has_held_roles=True)
    record_many(
        action="committees.role_granted",
        actor=actor,
        reason=reason,
        committee_id=lambda grant: grant.committee_id,
        changes=[(grant, {}, grant_facts(grant)) for grant in new],
    )
    return outcome


def met_by(same: Sequence[RoleGrant], begin: datetime, end: datetime | None) -> RoleGrant | None:
    """The first grant of the same role on the same unit that shares a moment with that time."""
    meeting = (
        grant
        for grant in same
        if (grant.valid_to is None or grant.valid_to > begin) and (end is None or grant.valid_from < end)
    )
    return min(meeting, key=lambda grant: grant.valid_from, default=None)


def _problem(gift: Gift, user: User | None, unit: Committee | None, actor: User, begin: datetime) -> str:
    if user is None or unit is None or gift.role not in SCOPED_ROLES:
        return _("This role needs a unit.")
    if user.pk == actor.pk:
        return _("Nobody can grant a role to themselves.")
    if not user.is_active:
        return _("The account of %(name)s is closed.") % {"name": user.full_name}
    if unit.valid_to is not None:
        return _("“%(name)s” is closed already.") % {"name": unit.name}
    if gift.valid_to is not None and gift.valid_to <= begin:
        return _("The last day lies before the first one.")
    return ""
