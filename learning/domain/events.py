"""Writing evidence. Nothing else creates a `ProgressEvent`."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.models import User
from learning.enums import EventKind
from learning.models import Enrolment, ProgressEvent


def event_of(
    enrolment: Enrolment,
    kind: EventKind,
    *,
    day: date,
    actor: User | None = None,
    activity: UUID | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> ProgressEvent:
    """An unsaved event, stamped with the unit, position group and edition the enrolment has now."""
    return ProgressEvent(
        cadre_id=enrolment.cadre_id,
        enrolment=enrolment,
        kind=kind,
        day=day,
        committee_at_id=enrolment.committee_id,
        position_group_at=enrolment.position_group,
        edition_id=enrolment.edition_id,
        activity=activity,
        actor=actor,
        reason=reason,
        data=data or {},
    )


def write_event(enrolment: Enrolment, kind: EventKind, **details: Any) -> ProgressEvent:
    event = event_of(enrolment, kind, **details)
    event.save(force_insert=True)
    return event


def is_misplaced() -> Exists:
    """Of an enrolment: whether it was exempted last because the person never belonged to the unit that owed it."""
    exempted = ProgressEvent.objects.filter(kind=EventKind.EXEMPTED, cadre=OuterRef("cadre"))
    later = exempted.filter(enrolment=OuterRef("enrolment"), pk__gt=OuterRef("pk"))
    return Exists(exempted.filter(~Exists(later), enrolment=OuterRef("pk"), data__misplaced=True))
