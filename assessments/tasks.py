"""Jobs of this room that beat starts."""

from celery import shared_task

from assessments.domain.overdue import close_overdue


@shared_task(name="assessments.close_overdue_attempts")
def close_overdue_attempts() -> int:
    return close_overdue()
