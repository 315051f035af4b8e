"""Who sees, gives and takes roles, and which of them need two persons (matrix row 18).

A committee administrator asks for the two roles on units of the own subtree; a national administrator grants.
Source of the two lists: docs/adr/0022-roles-are-dated-grants-of-two.md.
"""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from committees.enums import SCOPED_ROLES, Role
from committees.models import Committee, RoleGrant
from committees.rules.access import access_of
from committees.rules.scopes import can_administer, committees_administered_by, people_administered_by

# What one national administrator gives alone: neither publishes, administers, nor reaches beyond a province.
_GIVEN_BY_ONE: Final = (Role.TRAINER, Role.COMMITTEE_REVIEWER)
# Who watches the others, and who could be left alone with everything, is not removed by one person.
GUARDED_ROLES: Final = (Role.NATIONAL_ADMIN, Role.AUDITOR, Role.DATA_PROTECTION)


def giving_takes_two(role: str, committee: Committee | None) -> bool:
    """The eyes of a committee reviewer of the Centre reach as far as an administrator's."""
    return role not in _GIVEN_BY_ONE or (committee is not None and committee.depth == 1)


def ending_takes_two(role: str) -> bool:
    """Other roles are ended by one national administrator at once: taking a power away may not wait."""
    return role in GUARDED_ROLES


def can_grant_roles(user: object) -> bool:
    return access_of(user).has(Role.NATIONAL_ADMIN)


def roles_offered(user: object, committee: Committee) -> tuple[Role, ...]:
    """The roles that the person may give, or ask for, at this unit; roles without a unit are given at the Centre."""
    if not can_administer(user, committee) or committee.valid_to is not None:
        return ()
    is_for_all = can_grant_roles(user) and committee.depth == 1
    return tuple(Role) if is_for_all else SCOPED_ROLES


def people_offered_roles(user: User) -> QuerySet[User]:
    """Whom the person may give a role or ask for one: never oneself; outside the own subtree nobody."""
    people = User.objects.all() if can_grant_roles(user) else people_administered_by(user)
    return people.filter(is_active=True).exclude(pk=user.pk)


def roles_seen_by(user: object) -> QuerySet[RoleGrant]:
    """The grants, past ones included, on the units the person administers; roles without a unit are national."""
    seen = Q(Exists(committees_administered_by(user).filter(pk=OuterRef("committee_id"))))
    if can_grant_roles(user):
        seen |= Q(committee__isnull=True)
    return RoleGrant.objects.filter(seen)


def can_see_role(user: object, grant: RoleGrant) -> bool:
    return roles_seen_by(user).filter(pk=grant.pk).exists()
