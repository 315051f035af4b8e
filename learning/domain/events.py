"""Writing evidence. Nothing else creates a `ProgressEvent`."""

from datetime import date
from typing import Any
from uuid import UUID

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
