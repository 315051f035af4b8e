"""Who answers a request for correction: the administrators of the person's unit of today, never the person.

Who belongs to no unit, or to one that nobody else administers, is answered by the national administrators.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.utils import timezone

from accounts.models import User
from committees.enums import Role
from committees.models import Committee, CorrectionRequest, Membership, RoleGrant, subtree_q
from committees.rules.access import access_of
from committees.rules.scopes import people_administered_by


def corrections_answered_by(user: User) -> QuerySet[CorrectionRequest]:
    """The requests the person may see and answer."""
    others = CorrectionRequest.objects.exclude(person_id=user.pk)
    if access_of(user).has(Role.NATIONAL_ADMIN):
        return others
    return others.filter(person__in=people_administered_by(user).values("pk"))


def can_answer_correction(user: User, request: CorrectionRequest) -> bool:
    return corrections_answered_by(user).filter(pk=request.pk).exists()


def corrections_listed_at(committee: Committee, user: User) -> QuerySet[CorrectionRequest]:
    """Those of the people of the subtree; at the top of the tree also of people who belong to no unit."""
    unit = _unit_of_today()
    listed = Q(Exists(unit.filter(subtree_q([committee], "committee__path"))))
    if committee.depth == 1:
        listed |= Q(~Exists(unit))
    return corrections_answered_by(user).filter(listed)


def corrections_expected_of(user: User) -> QuerySet[CorrectionRequest] | None:
    """Those somebody should be told of: of the own subtree, for the national administrator where nobody else is."""
    access = access_of(user)
    if not access.has(Role.COMMITTEE_ADMIN, Role.NATIONAL_ADMIN):
        return None
    unit = _unit_of_today()
    expected = Q(Exists(unit.filter(subtree_q(access.committees(Role.COMMITTEE_ADMIN), "committee__path"))))
    if access.has(Role.NATIONAL_ADMIN):
        expected |= Q(~Exists(unit.filter(Exists(_administrators_of_unit()))))
    return CorrectionRequest.objects.filter(expected).exclude(person_id=user.pk)


def _unit_of_today() -> QuerySet[Membership]:
    """The open membership of the person of a request."""
    return Membership.objects.filter(cadre_id=OuterRef("person_id"), valid_to__isnull=True)


def _administrators_of_unit() -> QuerySet[RoleGrant]:
    """Roles in force of others at the unit of a membership or above it."""
    now = timezone.now()
    return (
        RoleGrant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=now))
        .filter(role=Role.COMMITTEE_ADMIN, valid_from__lte=now, user__is_active=True)
        .exclude(user_id=OuterRef("cadre_id"))
        .filter(committee__path=Substr(OuterRef("committee__path"), 1, Length("committee__path")))
    )
