"""Running text with headings, lists and links; nothing else."""

import re
from typing import Any, Final

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText, expand_db_html

from common.text.html import clean_html, is_clean, plain_text

FEATURES: Final = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
_SPELLED: Final = {"b": "strong", "i": "em"}
_SHORT_TAG: Final = re.compile(r"<(/?)([bi])(?=[\s>])", re.IGNORECASE)


def clean_source(source: str) -> str:
    """HTML of the editor as it is kept: its links to pages written out, its marks as strong and em."""
    expanded = expand_db_html(source) if "linktype" in source else source
    spelled = _SHORT_TAG.sub(lambda tag: f"<{tag[1]}{_SPELLED[tag[2].lower()]}", expanded)
    return spelled if is_clean(spelled) else clean_html(spelled)


class CleanRichTextBlock(RichTextBlock):
    """Rich text reduced to `FEATURES` whenever it is stored and whenever it is shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    @cached_property
    def field(self) -> Any:
        """Wagtail's label does not belong to the part that is written in, so that part says its name itself."""
        field = super().field
        field.widget.options["ariaLabel"] = self.meta.label
        return field

    def get_prep_value(self, value: RichText) -> str:
        return clean_source(value.source or "")

    def render(self, value: RichText, context: dict[str, Any] | None = None) -> SafeString:
        # clean_html leaves only plain elements, so what it returns is safe to show.
        return mark_safe(clean_html(clean_source(value.source or "")))  # noqa: S308

    def plain(self, value: RichText) -> str:
        return plain_text(value.source or "")


class TextBlock(CleanRichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
