"""Who may make a list of people, of roles or of units count. The predicate and the queryset agree."""

from django.db.models import Q, QuerySet

from accounts.models import User
from committees.rules import can_administer, can_shape_tree, committees_administered_by, committees_shaped_by
from interop.enums import ChangeSetKind
from interop.models import ChangeSet


def change_sets_made_by(user: User) -> QuerySet[ChangeSet]:
    """Lists of people and roles for the subtrees one administers, lists of units where one may shape the tree."""
    return ChangeSet.objects.filter(
        Q(kind__in=(ChangeSetKind.PEOPLE, ChangeSetKind.ROLES), committee__in=committees_administered_by(user))
        | Q(kind=ChangeSetKind.COMMITTEES, committee__in=committees_shaped_by(user))
    )


def can_make_change_set(user: User, change_set: ChangeSet) -> bool:
    if change_set.kind == ChangeSetKind.COMMITTEES:
        return can_shape_tree(user, change_set.committee)
    return can_administer(user, change_set.committee)
