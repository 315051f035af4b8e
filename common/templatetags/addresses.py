"""Filter ``breakable``: where a long address may go on in the next line; ``{% load addresses %}``."""

import re
from typing import Final

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_TAG_OR_LONG_WORD: Final = re.compile(r"<[^>]*>|[^\s<>&;]{16,}")
_BETWEEN_NAMES: Final = re.compile(r"(?<=\w)([./?=@-]+)(?=\w)")


@register.filter
def breakable(text: str) -> SafeString:
    """``{{ option.text|breakable }}``: a break is offered after dots and slashes of an address, never inside a name.

    Text is escaped, safe HTML stays as it is.
    """
    return mark_safe(_TAG_OR_LONG_WORD.sub(_offer, str(conditional_escape(text))))  # noqa: S308  escaped above


def _offer(found: re.Match[str]) -> str:
    word = found.group()
    return word if word.startswith("<") else _BETWEEN_NAMES.sub(r"\1<wbr>", word)
