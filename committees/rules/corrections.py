"""Who answers a request for correction: the administrators of the person's unit of today, never the person.

Who belongs to no unit is answered by the national administrators.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from committees.enums import Role
from committees.models import CorrectionRequest, Membership, subtree_q
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


def corrections_expected_of(user: User) -> QuerySet[CorrectionRequest] | None:
    """Those somebody should be told of: of the own subtree, for the national administrator of no unit at all."""
    access = access_of(user)
    if not access.has(Role.COMMITTEE_ADMIN, Role.NATIONAL_ADMIN):
        return None
    unit = Membership.objects.filter(cadre_id=OuterRef("person_id"), valid_to__isnull=True)
    expected = Q(Exists(unit.filter(subtree_q(access.committees(Role.COMMITTEE_ADMIN), "committee__path"))))
    if access.has(Role.NATIONAL_ADMIN):
        expected |= Q(~Exists(unit))
    return CorrectionRequest.objects.filter(expected).exclude(person_id=user.pk)
