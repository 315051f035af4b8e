"""What a person may do now: the role grants in force, read once per request in one statement.

Who never held a role is known from the account, without asking.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from committees.enums import NATIONAL_ROLES
from committees.models import Committee, RoleGrant
from common.db.prepared import PreparedQuery

_CACHE = "_committee_access"


# Every page asks this, for its menu.
_GRANTS: Final = PreparedQuery(
    lambda user_id, begun_by, not_over_at: (
        RoleGrant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=not_over_at), user=user_id)
        .filter(valid_from__lte=begun_by)
        .select_related("committee")
        .order_by("id")
    ),
    int,
    datetime,
    datetime,
)


@dataclass(frozen=True)
class Access:
    """The grants of one person that are in force, each with its committee loaded."""

    grants: tuple[RoleGrant, ...]

    def has(self, *roles: str) -> bool:
        """Whether the person holds any of the roles, on whatever committee."""
        return any(grant.role in roles for grant in self.grants)

    def committees(self, *roles: str) -> list[Committee]:
        """The committees on which any of the roles is held; each stands for its subtree."""
        found = {g.committee_id: g.committee for g in self.grants if g.role in roles and g.committee}
        return list(found.values())

    def reaches(self, committee: Committee, *roles: str) -> bool:
        """Whether `committee` is in the subtree of one on which any of the roles is held."""
        return any(committee.path.startswith(top.path) for top in self.committees(*roles))

    @property
    def is_national(self) -> bool:
        """Sees the figures of every committee."""
        return self.has(*NATIONAL_ROLES)


NO_ACCESS = Access(grants=())


def access_of(user: object) -> Access:
    """The access of `user`, kept on the user object, which lives as long as the request."""
    if not isinstance(user, User) or not user.is_active or not user.has_held_roles:
        return NO_ACCESS
    access: Access | None = getattr(user, _CACHE, None)
    if access is None:
        access = _load(user)
        setattr(user, _CACHE, access)
    return access


def forget_access(user: User) -> None:
    """Drop what is kept on the object, after a role of this person changed."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def _load(user: User) -> Access:
    now = timezone.now()
    return Access(grants=tuple(_GRANTS.objects(user.pk, now, now)))
