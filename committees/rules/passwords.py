"""Who may give whom a first password, and who takes a lost second factor away.

The administrator of the unit does so for cadres of the own subtree. Whoever holds or has held a role reaches
further than that subtree, so those accounts are for the national administrator. Nobody does it for themselves.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from committees.enums import Role
from committees.models import RoleGrant
from committees.rules.access import access_of
from committees.rules.scopes import people_administered_by

_GRANTS = RoleGrant.objects.filter(user_id=OuterRef("pk"))


def passwords_given_by(user: User) -> QuerySet[User]:
    """The cadres whom the person may give a first password."""
    return people_administered_by(user).filter(~Exists(_GRANTS), is_active=True).exclude(pk=user.pk)


def can_give_password(user: User, person: User) -> bool:
    return passwords_given_by(user).filter(pk=person.pk).exists()


def role_accounts_reset_by(user: User) -> QuerySet[User]:
    """The accounts with roles whose sign-in the person may set anew."""
    if not access_of(user).has(Role.NATIONAL_ADMIN):
        return User.objects.none()
    return User.objects.filter(Exists(_GRANTS), is_active=True).exclude(pk=user.pk)


def slips_printed_by(user: User) -> QuerySet[User]:
    """Whom the person may print slips for: those above, and of accounts with roles the ones nobody has ever used.

    A list appoints thousands at once, who have no password yet; taking over an account in use stays an act of its own.
    """
    unused = role_accounts_reset_by(user).filter(last_login__isnull=True)
    return User.objects.filter(Q(pk__in=passwords_given_by(user).values("pk")) | Q(pk__in=unused.values("pk")))


def can_reset_role_account(user: User, person: User) -> bool:
    return role_accounts_reset_by(user).filter(pk=person.pk).exists()
