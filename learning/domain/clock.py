"""The day in Viet Nam, which is the day that counts."""

from datetime import date

from django.utils import timezone


def today() -> date:
    return timezone.localdate()
