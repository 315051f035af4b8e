"""Days and the moments between which they lie, by the clock of the installation."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The moment with which the day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
