"""Rich text typed into a plain text area: paragraphs as blank lines, or the few allowed elements."""

import re
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common.text.html import clean_html, plain_text

_ELEMENT: Final = re.compile(r"</?(?:h2|h3|p|ul|ol|li|strong|em|a|br)\b", re.IGNORECASE)
_ONLY_PARAGRAPHS: Final = re.compile(r"(?:<p>[^<]*</p>\s*)*")


def html_of(typed: str) -> str:
    """Typed text as HTML, not cleaned yet. Text without elements becomes paragraphs."""
    if _ELEMENT.search(typed):
        return typed
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", typed.replace("\r\n", "\n")))
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph)


def typed_of(html: str) -> str:
    """What to offer for editing: words alone where there are only paragraphs, else the HTML."""
    if _ONLY_PARAGRAPHS.fullmatch(html):
        return plain_text(html).replace("\n", "\n\n")
    return html


def safe_html(html: str) -> SafeString:
    """Rich text of the bank, cleaned again on its way out."""
    return mark_safe(clean_html(html))  # noqa: S308 - cleaned by the allow-list in this very line
