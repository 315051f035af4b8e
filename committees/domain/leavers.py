"""The accounts of people who left, as a kind of record with a term: closed, and in no unit any more."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.domain.erasing import erase_person
from accounts.models import User
from committees.models import Membership
from operations.domain.retention import RecordKind, register_record_kind
from operations.enums import RetentionAction


def _people_left(before: datetime) -> QuerySet[User]:
    """Who is only kept from signing in for a while still belongs to a unit, and has not left."""
    belongs = Membership.objects.filter(cadre_id=OuterRef("pk"), valid_to__isnull=True)
    return User.objects.filter(~Exists(belongs), is_active=False, erased_at=None, deactivated_at__lt=before)


def _erase(people: list[User], actor: User | None) -> None:
    for person in people:
        erase_person(person=person, actor=actor)


def register() -> None:
    register_record_kind(
        RecordKind(
            "people-left", _("Accounts of people who left"), RetentionAction.ANONYMISE, _people_left,
            "deactivated_at", _erase,
        )
    )  # fmt: skip
