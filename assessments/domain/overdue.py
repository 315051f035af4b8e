"""Closing attempts whose time is up, or whose quiz has closed, with the answers that were saved."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.domain.locking import GRACE, is_past
from assessments.domain.marking import close_attempt
from assessments.domain.queries.attempts import current_answers
from assessments.enums import AttemptState
from assessments.models import Attempt

log = logging.getLogger(__name__)


def close_overdue(limit: int = 500, *, now: datetime | None = None) -> int:
    """Close and mark attempts past their end and the grace, each in a transaction of its own; gives how many.

    Running it twice, late or in two places at once changes nothing: each attempt is closed as of its
    end, by whoever holds its lock first. One that cannot be closed is logged, tried again by the
    next run, and keeps nobody else waiting.
    """
    moment = now or timezone.now()
    running = Attempt.objects.filter(state=AttemptState.OPEN)
    overdue = running.filter(deadline_at__lt=moment - GRACE).order_by("deadline_at")
    closed_on = running.filter(quiz__closes_at__lt=moment - GRACE).order_by("extra_minutes", "pk")
    ids = dict.fromkeys(pk for found in (overdue, closed_on) for pk in found.values_list("pk", flat=True)[:limit])
    return sum(_close_alone(pk, moment) for pk in ids)


def _close_alone(attempt_id: int, moment: datetime) -> bool:
    try:
        return close_expired(attempt_id, moment) is not None
    except Exception:
        log.exception("attempt %s could not be closed", attempt_id)
        return False


def close_expired(attempt_id: int, moment: datetime) -> Attempt | None:
    """Close one attempt whose time is up; None when it is closed already or its time is not up."""
    with transaction.atomic():
        attempt = (
            Attempt.objects.select_for_update(of=("self",), no_key=True)
            .select_related("paper", "quiz_edition", "quiz")
            .get(pk=attempt_id)
        )
        if not attempt.is_open or attempt.ends_at is None or not is_past(attempt.ends_at, moment):
            return None
        close_attempt(
            attempt,
            current_answers(attempt),
            state=AttemptState.EXPIRED,
            closed_at=attempt.ends_at,
            now=moment,
        )
    return attempt
