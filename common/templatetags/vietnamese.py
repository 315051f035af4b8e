"""Filters ``short_date``, ``long_date``, ``number`` and ``rate_of``; ``{% load vietnamese %}``.

Each gives an empty string for None, so that a template need not ask first.
"""

from datetime import date
from decimal import Decimal

from django import template

from common.text import formats

register = template.Library()


@register.filter
def short_date(day: date | None) -> str:
    """``{{ due_on|short_date }}`` → 05/09/2026"""
    return "" if day is None else formats.short_date(day)


@register.filter
def long_date(day: date | None) -> str:
    """``{{ issued_on|long_date }}`` → ngày 05 tháng 9 năm 2026"""
    return "" if day is None else formats.long_date(day)


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """``{{ count|number }}`` → 1.234"""
    return "" if value is None else formats.number(value)


@register.filter
def rate_of(part: int | None, total: int | None) -> str:
    """``{{ completed|rate_of:due }}`` → 85,50%, a dash where the total is zero"""
    return "" if part is None or total is None else formats.percent(part, total)
