"""Who closes an account and opens it again, by the unit of today or, of who left, the last one.

The administrator of the unit does so for cadres of the own subtree; an account that holds or held a role reaches
further, and is the national administrator's. Nobody does it for themselves.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import PersonMerge, User
from committees.enums import Role
from committees.models import Committee, Membership, RoleGrant, last_memberships, subtree_q
from committees.rules.access import access_of
from committees.rules.scopes import committees_administered_by, people_administered_by

_GRANTS = RoleGrant.objects.filter(user_id=OuterRef("pk"))
# A record that was made one with another is opened by separating the two.
_MERGED = PersonMerge.objects.filter(closed_id=OuterRef("pk"), undone_at__isnull=True)


def accounts_closed_by(user: User) -> QuerySet[User]:
    """The open accounts that the person may close."""
    people = User.objects.filter(is_active=True).exclude(pk=user.pk)
    if access_of(user).has(Role.NATIONAL_ADMIN):
        return people
    return people.filter(~Exists(_GRANTS), pk__in=people_administered_by(user).values("pk"))


def can_close_account(user: User, person: User) -> bool:
    return accounts_closed_by(user).filter(pk=person.pk).exists()


def accounts_reopened_by(user: User) -> QuerySet[User]:
    """The closed accounts that the person may open again, by the unit of today, else the last one."""
    people = User.objects.filter(~Exists(_MERGED), is_active=False, erased_at__isnull=True).exclude(pk=user.pk)
    if access_of(user).has(Role.NATIONAL_ADMIN):
        return people
    return people.filter(~Exists(_GRANTS), pk__in=_last_places(committees_administered_by(user)).values("cadre_id"))


def can_reopen_account(user: User, person: User) -> bool:
    return accounts_reopened_by(user).filter(pk=person.pk).exists()


def closed_accounts_listed_at(committee: Committee, user: User) -> QuerySet[User]:
    """Those of the subtree; at the top of the tree also of people who never belonged to a unit."""
    below = Committee.objects.filter(subtree_q([committee]))
    listed = Q(pk__in=_last_places(below).values("cadre_id"))
    if committee.depth == 1:
        listed |= Q(~Exists(Membership.objects.filter(cadre_id=OuterRef("pk"))))
    return accounts_reopened_by(user).filter(listed)


def _last_places(committees: QuerySet[Committee]) -> QuerySet[Membership]:
    return last_memberships().filter(committee__in=committees.order_by().values("pk"))
