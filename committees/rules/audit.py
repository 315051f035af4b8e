"""Who reads the audit log: everything or the entries of the own subtree (access matrix, row 27).

The data protection officer reads everything: exports of personal data and refusals are what the office is for.
"""

from django.db.models import QuerySet

from accounts.models import User
from committees.enums import Role
from committees.models import Committee
from committees.rules.access import access_of
from committees.rules.scopes import Scope
from operations.domain.audit_words import is_reason_restricted
from operations.models import AuditEntry

_EVERYTHING = (Role.NATIONAL_ADMIN, Role.AUDITOR, Role.DATA_PROTECTION)
_LOG = Scope(everywhere=_EVERYTHING, below=(Role.COMMITTEE_ADMIN,))


def reads_audit(user: object) -> bool:
    return access_of(user).has(*_LOG.everywhere, *_LOG.below)


def reads_everything(user: object) -> bool:
    return access_of(user).has(*_LOG.everywhere)


def audit_read_by(user: User) -> QuerySet[AuditEntry]:
    """The entries the person may read: an entry without a unit is for those who read all."""
    access = access_of(user)
    if reads_everything(user):
        return AuditEntry.objects.all()
    if not access.has(*_LOG.below):
        return AuditEntry.objects.none()
    return AuditEntry.objects.filter(committee_id__in=_LOG.committees(access).order_by().values("pk"))


def can_read_audit(user: User, entry: AuditEntry) -> bool:
    if reads_everything(user):
        return True
    unit = Committee.objects.filter(pk=entry.committee_id).first() if entry.committee_id else None
    return unit is not None and _LOG.holds(access_of(user), unit)


def can_see_reason(user: User, entry: AuditEntry, unit: Committee | None) -> bool:
    """Why somebody was exempted or given more time is for the administrators of the unit alone."""
    if not is_reason_restricted(entry.action):
        return True
    return unit is not None and access_of(user).reaches(unit, Role.COMMITTEE_ADMIN)
