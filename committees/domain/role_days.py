"""The days a role is written with, and the moments between which it holds. A day is one of Viet Nam."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from common.days import midnight


def first_moment(day: date | None) -> datetime | None:
    """The beginning of a first day to come; None for at once, which today is as well."""
    return midnight(day) if day and day > timezone.localdate() else None


def end_of(day: date | None) -> datetime | None:
    """The moment after a last day."""
    return midnight(day + timedelta(days=1)) if day else None
