"""Dates, numbers and rates as offices of Viet Nam write them, whatever the active language.

Source: domain notes 5.1. Rates follow the rule "two decimals, half up".
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

NO_VALUE = "–"


def short_date(day: date) -> str:
    """``05/09/2026``; a time with a zone is first brought to local time."""
    local = _local(day)
    return f"{local.day:02d}/{local.month:02d}/{local.year:04d}"


def long_date(day: date) -> str:
    """``ngày 05 tháng 9 năm 2026``: a zero before days 1 to 9 and before months 1 and 2 only."""
    local = _local(day)
    month = f"{local.month:02d}" if local.month <= 2 else str(local.month)
    return f"ngày {local.day:02d} tháng {month} năm {local.year}"


def number(value: int | float | Decimal) -> str:
    """Thousands parted by a dot, decimals by a comma: ``1.234,5``. Decimals are kept as given."""
    exact = value if isinstance(value, int) else Decimal(str(value))
    english = f"{exact:,d}" if isinstance(exact, int) else f"{exact:,f}"
    return english.translate({ord(","): ".", ord("."): ","})


def rate(numerator: int, denominator: int) -> Decimal | None:
    """Per cent with two decimals, half up; None where there is nothing to divide by."""
    if denominator <= 0:
        return None
    exact = Decimal(numerator) * 100 / Decimal(denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def percent(numerator: int, denominator: int) -> str:
    """``85,50%``, or a dash where there is nothing to divide by."""
    value = rate(numerator, denominator)
    return NO_VALUE if value is None else f"{number(value)}%"


def _local(day: date) -> date:
    if isinstance(day, datetime) and timezone.is_aware(day):
        return timezone.localtime(day)
    return day
