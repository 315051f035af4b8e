"""Filter ``breakable``: where a long address may go on in the next line; ``{% load addresses %}``."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from common.text.addresses import offer_breaks

register = template.Library()


@register.filter
def breakable(text: str) -> SafeString:
    """``{{ option.text|breakable }}``: a break is offered after dots and slashes of an address, never inside a name.

    Text is escaped, safe HTML stays as it is.
    """
    return mark_safe(offer_breaks(str(conditional_escape(text))))  # noqa: S308  escaped above
