"""Documents, live sessions and what is learned elsewhere, as a learner sees them; and what is not open yet."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Exists, F, Q, When
from django.utils import timezone

from courses.domain.editions import ActivityOutline, Outline, body_parts
from courses.enums import ActivityKind
from learning.domain.prerequisites import first_activities, first_courses
from learning.enums import EventKind
from learning.models import Enrolment, LiveSession
from portal.scoped import events_of, sessions_offered_to, sign_up_here

MOST_SESSIONS: Final = 50
# A session says when it begins, not when it ends.
STILL_HELD: Final = timedelta(hours=4)


def what_comes_first(
    enrolment: Enrolment, outline: Outline, found: ActivityOutline, opened: Mapping[UUID, datetime | None]
) -> dict[str, Any] | None:
    """What has to be finished before the activity opens; None when it is open. A course once begun is open."""
    done = [key for key, completed_at in opened.items() if completed_at]
    first = {
        "first_courses": first_courses(enrolment.cadre_id, outline) if enrolment.edition_id is None else [],
        "first_activities": first_activities(outline, found, done),
    }
    return first if any(first.values()) else None


def guided_context(
    enrolment: Enrolment, found: ActivityOutline, opened: Mapping[UUID, datetime | None]
) -> dict[str, Any]:
    """What the page of such an activity shows of this learner."""
    context: dict[str, Any] = {
        "body": "".join(part for part in body_parts(found) if isinstance(part, str)),
        "finished_at": opened.get(found.key),
    }
    if found.kind == ActivityKind.SESSION:
        context["sessions"] = _sessions(enrolment, found)
    if context["finished_at"] and found.kind != ActivityKind.DOCUMENT:
        context["evidence"] = (
            events_of(enrolment, found)
            .filter(kind__in=(EventKind.ATTENDED, EventKind.LEARNED_ELSEWHERE))
            .order_by("pk")
            .first()
        )
    return context


def _sessions(enrolment: Enrolment, found: ActivityOutline) -> list[LiveSession]:
    """The dates to come and those of the last hours, which may still be held, then those that are over, the latest
    first; called-off ones only where the learner had signed up. One statement."""
    now = timezone.now()
    is_over = Q(starts_at__lt=now - STILL_HELD)
    return list(
        sessions_offered_to(enrolment, found)
        .annotate(
            is_mine=Exists(sign_up_here(enrolment)),
            is_over=Case(When(is_over, then=True), default=False),
            has_begun=Case(When(starts_at__lte=now, then=True), default=False),
            coming=Case(When(~is_over, then=F("starts_at"))),
        )
        .exclude(called_off_at__isnull=False, is_mine=False)
        .order_by("is_over", "coming", "-starts_at", "pk")[:MOST_SESSIONS]
    )
