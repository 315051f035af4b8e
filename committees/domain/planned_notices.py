"""National administrators are told of a planned change that could not be carried out on its day."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from committees.enums import PlanState, Role
from committees.models import PlannedChange
from committees.rules.access import access_of
from operations.domain.notices import Notice, register_notices


def failed(person: User, now: datetime) -> QuerySet[PlannedChange] | None:
    if not access_of(person).has(Role.NATIONAL_ADMIN):
        return None
    return PlannedChange.objects.filter(state=PlanState.FAILED).annotate(notice_at=F("ended_at"))


def words_of_failed(_person: User, keys: Sequence[int]) -> dict[int, Notice]:
    found = PlannedChange.objects.filter(pk__in=keys, state=PlanState.FAILED).select_related("committee")
    return {
        planned.pk: Notice(
            _("Planned change could not be carried out: %(name)s") % {"name": planned.committee.display_name},
            reverse("unit_history", args=[planned.committee.uuid]),
            planned.message,
            icon="warning",
        )
        for planned in found
    }


def register() -> None:
    register_notices("committees.plan_failed", failed, words_of_failed)
