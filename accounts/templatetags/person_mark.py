"""`{% person_mark %}`: a hidden field that says whose form this is.

With it a form that was refused because the session ended can be kept for its person and for
nobody else. The mark proves who opened the form; it gives no right to do anything.
"""

from typing import Any

from django import template
from django.utils.html import format_html

from accounts.domain.marks import FIELD, sign_person

register = template.Library()


@register.simple_tag(takes_context=True)
def person_mark(context: dict[str, Any]) -> str:
    """The field; a context that is not of one person brings the mark itself (`common.http.stencil`)."""
    mark = context.get(FIELD)
    if mark is None:
        user = getattr(context.get("request"), "user", None)
        if user is None or not user.is_authenticated:
            return ""
        mark = sign_person(user.pk)
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, mark)
