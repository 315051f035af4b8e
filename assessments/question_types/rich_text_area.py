"""Rich text of the bank in Wagtail's editor; where there are no scripts it is typed."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from wagtail.admin.rich_text import DraftailRichTextArea

from assessments.question_types.rich_text import html_of
from common.text.html import clean_html
from content.blocks.text import FEATURES, clean_source

_BETWEEN_BLOCKS: Final = re.compile(r"\s*(</?(?:h2|h3|p|ul|ol|li|br)>)\s*")
# A blank that does not break is a sign of its own.
_BLANKS: Final = re.compile(r"[ \t\n\r\f]+")
_EMPTY_PARAGRAPH: Final = re.compile(r"<p>\s*</p>")


class RichTextArea(forms.Textarea):
    """Takes and gives what is typed into a text area (`rich_text.py`), whatever it was written in.

    The editor sends its own form of the text and what it was given. What nobody touched comes back letter by letter
    as it was, so that it makes no version. Text which the editor cannot hold unchanged is typed.
    """

    template_name = "assessments/widgets/rich_text_area.html"

    def __init__(self) -> None:
        super().__init__({"rows": 4})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given: dict[str, Any] = context["widget"]["attrs"]
        options = _editor().options | {"ariaLabelledBy": f"{given.get('id', '')}-label"}
        if "aria-describedby" in given:
            options["ariaDescribedBy"] = given["aria-describedby"]
        context["widget"] |= {
            "state": state_of(str(value or "")),
            "options": json.dumps(options, cls=DjangoJSONEncoder),
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        typed, state, was = (data.get(key) for key in (name, f"{name}-editor", f"{name}-was"))
        if typed is not None or state is None:
            return typed
        html = html_of_state(state)
        before = state_of(was or "")
        return was if before and html == html_of_state(before) else html

    @property
    def media(self) -> forms.Media:
        note = _("The table has been pasted line by line.")
        paste: Any = forms.Script("content/paste.js", **{"data-table-note": note})
        return _editor().media + forms.Media(js=[paste])


def state_of(typed: str) -> str | None:
    """What the editor is given to hold (JSON); None where it would not give the same back."""
    html = clean_html(html_of(typed))
    try:
        state: str = _editor().converter.from_database_format(html.replace("<br>", "<br/>"))
    except AssertionError:  # Wagtail's way to say that elements stand in one another as it knows them not
        return None
    return state if html_of_state(state) == _tightened(html) else None


def html_of_state(state: str) -> str:
    """The clean HTML of what the editor holds; nothing for what is no text of an editor."""
    try:
        html: str = _editor().converter.to_database_format(state)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return _tightened(clean_html(clean_source(html)))


def _tightened(html: str) -> str:
    """Without blanks between the blocks, and without empty paragraphs: the editor makes one of each line left."""
    return _EMPTY_PARAGRAPH.sub("", _BETWEEN_BLOCKS.sub(r"\1", _BLANKS.sub(" ", html)))


@cache
def _editor() -> DraftailRichTextArea:
    """Made when it is first asked for: its features are known once all rooms are loaded."""
    return DraftailRichTextArea(features=FEATURES)
