"""Notices about roles: one's own, and for auditors and national administrators every end of an auditor's role.

An auditor answers to no administrator: that one is to be removed is told to all of them when it is asked for, and
again when it has happened.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.role_approvals import ENDING
from committees.domain.role_words import role_on, what_it_allows
from committees.enums import NATIONAL_ROLES, Role
from committees.models import RoleGrant
from committees.rules.access import access_of
from operations.domain.approvals import approvals_seen_by
from operations.domain.notices import Notice, register_notices
from operations.models import Approval


def given(person: User, now: datetime) -> QuerySet[RoleGrant] | None:
    """Roles that a person gave; what the installation itself did is told to nobody."""
    if not person.has_held_roles:
        return None
    mine = RoleGrant.objects.filter(user_id=person.pk, granted_by__isnull=False)
    return mine.exclude(valid_to=F("valid_from")).annotate(notice_at=F("valid_from"))


def words_of_given(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    return {
        grant.pk: Notice(
            _("Role given: %(role)s") % {"role": role_on(grant.role, grant.committee)},
            f"{reverse('rights')}#{grant.role}",
            what_it_allows(grant.role),
        )
        for grant in RoleGrant.objects.filter(pk__in=keys, user_id=person.pk).select_related("committee")
    }


def ended(person: User, now: datetime) -> QuerySet[RoleGrant] | None:
    """One's own that are over; for those who watch each other also every auditor's."""
    if not person.has_held_roles:
        return None
    over = RoleGrant.objects.filter(valid_to__lte=now)
    mine = over.filter(user_id=person.pk)
    if access_of(person).has(*NATIONAL_ROLES):
        mine |= over.filter(role=Role.AUDITOR)
    return mine.annotate(notice_at=F("valid_to"))


def words_of_ended(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    found = RoleGrant.objects.filter(pk__in=keys).select_related("committee", "user")
    return {
        grant.pk: Notice(
            _("Role ended: %(role)s") % {"role": role_on(grant.role, grant.committee)}
            if grant.user_id == person.pk
            else _("Role of an auditor ended: %(name)s") % {"name": grant.user.full_name},
            reverse("rights"),
            grant.end_reason,
            icon="warning",
        )
        for grant in found
    }


def auditors_to_be_removed(person: User, now: datetime) -> QuerySet[Approval] | None:
    """To the auditor concerned, the other auditors, and the national administrators."""
    if not access_of(person).has(*NATIONAL_ROLES):
        return None
    asked = Approval.objects.filter(kind=ENDING, parameters__role=Role.AUDITOR.value)
    return asked.exclude(proposed_by_id=person.pk).annotate(notice_at=F("proposed_at"))


def words_of_removals(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    asked = list(Approval.objects.filter(pk__in=keys, kind=ENDING).select_related("proposed_by"))
    seen = set(approvals_seen_by(person).filter(pk__in=keys).values_list("pk", flat=True))
    names = User.objects.in_bulk([approval.parameters["user"] for approval in asked])
    return {
        approval.pk: Notice(
            _("The role of an auditor is to be ended: %(name)s")
            % {"name": names[approval.parameters["user"]].full_name},
            reverse("approval", args=[approval.uuid]) if approval.pk in seen else reverse("rights"),
            _("Asked for by %(name)s: %(reason)s")
            % {"name": approval.proposed_by.full_name, "reason": approval.reason},
            icon="warning",
        )
        for approval in asked
    }


def register() -> None:
    register_notices("role.given", given, words_of_given)
    register_notices("role.ended", ended, words_of_ended)
    register_notices("role.auditor", auditors_to_be_removed, words_of_removals)
