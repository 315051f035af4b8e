"""Parts of a page that are the same for everybody: rendered once in the process for each language.

The frame is on every page; putting its fixed parts together each time would cost more than the rest of a lesson.
"""

from functools import cache, lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def fixed(template_name: str, **values: str | bool) -> SafeString:
    """An include that depends on nothing but the language and these values, each one of a few.

    `{% fixed "layout/footer.html" %}`, `{% fixed "components/status.html" status="dat" %}`
    """
    return _rendered(template_name, get_language(), tuple(values.items()))


@register.simple_tag
def address(name: str) -> str:
    """`{% address 'help' %}`: a `{% url %}` without arguments, looked up once."""
    return _reversed(name)


@lru_cache(maxsize=1000)
def _rendered(template_name: str, language: str | None, values: tuple[tuple[str, str | bool], ...]) -> SafeString:
    return render_to_string(template_name, dict(values))


@cache
def _reversed(name: str) -> str:
    return reverse(name)
