"""Parts of a page that are the same for everybody: rendered once in the process for each language.

The frame is on every page; putting its fixed parts together each time would cost more than the rest of a lesson.
"""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def fixed(template_name: str) -> SafeString:
    """`{% fixed "layout/footer.html" %}`: an include that depends on nothing but the language."""
    return _rendered(template_name, get_language())


@register.simple_tag
def address(name: str) -> str:
    """`{% address 'help' %}`: a `{% url %}` without arguments, looked up once."""
    return _reversed(name)


@cache
def _rendered(template_name: str, language: str | None) -> SafeString:
    return render_to_string(template_name)


@cache
def _reversed(name: str) -> str:
    return reverse(name)
