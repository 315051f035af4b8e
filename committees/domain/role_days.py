"""The days a role is written with, and the moments between which it holds. A day is one of Viet Nam."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def first_moment(day: date | None) -> datetime | None:
    """The beginning of a first day to come; None for at once, which today is as well."""
    return _midnight(day) if day and day > timezone.localdate() else None


def end_of(day: date | None) -> datetime | None:
    """The moment after a last day."""
    return _midnight(day + timedelta(days=1)) if day else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
