"""Filters of this room; ``{% load reports %}``."""

from django import template

from common.text.formats import number

register = template.Library()


@register.filter
def count_or_mark(value: int | str) -> str:
    """A count as offices write it; the mark of a masked one as it is."""
    return value if isinstance(value, str) else number(value)
