"""Four scopes on the tree: figures, names, administration, the tree itself. Closed unless a role in force opens it.

Each scope is one set of roles; its predicate and its queryset are made from that set, so that they
cannot drift apart. Source: the access matrix, rows 7, 15 to 20 and 24 to 27.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from committees.enums import Role
from committees.models import Committee, Membership, last_memberships, subtree_q
from committees.rules.access import Access, access_of


@dataclass(frozen=True)
class Scope:
    """`everywhere`: roles that reach every committee; `below`: roles that reach their subtree."""

    everywhere: tuple[Role, ...]
    below: tuple[Role, ...]

    def holds(self, access: Access, committee: Committee) -> bool:
        return access.has(*self.everywhere) or access.reaches(committee, *self.below)

    def committees(self, access: Access) -> QuerySet[Committee]:
        if access.has(*self.everywhere):
            return Committee.objects.all()
        return Committee.objects.filter(subtree_q(access.committees(*self.below)))

    def people(self, access: Access) -> QuerySet[User]:
        """People whose unit of today lies in the scope."""
        here = Membership.objects.filter(valid_to__isnull=True)
        if not access.has(*self.everywhere):
            here = here.filter(subtree_q(access.committees(*self.below), "committee__path"))
        return User.objects.filter(pk__in=here.values("cadre_id"))


_OWN_SUBTREE = (Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN)
_FIGURES = Scope(everywhere=(Role.NATIONAL_ADMIN, Role.AUDITOR), below=_OWN_SUBTREE)
_NAMES = Scope(everywhere=(Role.NATIONAL_ADMIN,), below=_OWN_SUBTREE)
_OWN_NAMES = Scope(everywhere=(), below=_OWN_SUBTREE)
_ADMINISTRATION = Scope(everywhere=(Role.NATIONAL_ADMIN,), below=(Role.COMMITTEE_ADMIN,))

_TREE = Scope(everywhere=(Role.NATIONAL_ADMIN,), below=())


def can_see_figures(user: object, committee: Committee) -> bool:
    """Whether the person may see the counts of the committee."""
    return _FIGURES.holds(access_of(user), committee)


def committees_reported_to(user: object) -> QuerySet[Committee]:
    """The committees whose counts the person may see, closed ones included."""
    return _FIGURES.committees(access_of(user))


def can_see_names(user: object, committee: Committee) -> bool:
    """Whether the person may see who stands behind the counts of the committee."""
    return _NAMES.holds(access_of(user), committee)


def names_need_purpose(user: object, committee: Committee) -> bool:
    """Whether the names open only with a typed purpose: the centre sees counts first."""
    access = access_of(user)
    return _NAMES.holds(access, committee) and not access.reaches(committee, *_NAMES.below)


def committees_named_to(user: object) -> QuerySet[Committee]:
    """The committees whose people the person may see by name."""
    return _NAMES.committees(access_of(user))


def people_named_to(user: object) -> QuerySet[User]:
    """The people the person may see by name, by the unit they belong to today."""
    return _NAMES.people(access_of(user))


def people_named_without_purpose(user: object) -> QuerySet[User]:
    """The people in the own subtrees: their names stand open."""
    return _OWN_NAMES.people(access_of(user))


def leavers_named_to(user: object) -> QuerySet[User]:
    """Who left a unit the person administers and belongs to none today: the name is known to whoever took it down."""
    own = subtree_q(access_of(user).committees(*_ADMINISTRATION.below), "committee__path")
    left = last_memberships().filter(own, valid_to__isnull=False)
    return User.objects.filter(pk__in=left.values("cadre_id"))


def can_administer(user: object, committee: Committee) -> bool:
    """Whether the person may import people, move them and assign courses there."""
    return _ADMINISTRATION.holds(access_of(user), committee)


def committees_administered_by(user: object) -> QuerySet[Committee]:
    """The committees the person administers."""
    return _ADMINISTRATION.committees(access_of(user))


def people_administered_by(user: object) -> QuerySet[User]:
    """The people the person administers, by the unit they belong to today."""
    return _ADMINISTRATION.people(access_of(user))


def people_last_administered_by(user: object) -> QuerySet[User]:
    """The people the person administers by the unit of today or, of who belongs to none, by the last one."""
    access = access_of(user)
    if access.has(*_ADMINISTRATION.everywhere):
        return User.objects.all()
    here = subtree_q(access.committees(*_ADMINISTRATION.below), "committee__path")
    return User.objects.filter(pk__in=last_memberships().filter(here).values("cadre_id"))


def can_shape_tree(user: object, committee: Committee) -> bool:
    """Whether the person may add, move and merge committees there (matrix row 20)."""
    return _TREE.holds(access_of(user), committee)


def committees_shaped_by(user: object) -> QuerySet[Committee]:
    """The committees that the person may move, merge and add to."""
    return _TREE.committees(access_of(user))
