"""Parts that fold away. They come open, so that they are read on paper and without scripts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock, StructValue

from content.blocks.text import CleanRichTextBlock


class FoldBlock(StructBlock):
    title = CharBlock(max_length=150, label=_("Title"))
    text = CleanRichTextBlock(label=_("Text"))

    class Meta:
        label = _("Part")


class AccordionBlock(StructBlock):
    parts = ListBlock(FoldBlock(), min_num=1, max_num=20, label=_("Parts"))

    class Meta:
        icon = "collapse-down"
        label = _("Parts that fold")
        template = "content/blocks/accordion.html"

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        text = self.child_blocks["parts"].child_block.child_blocks["text"]
        context["parts"] = [{"title": part["title"], "text": text.render(part["text"])} for part in value["parts"]]
        return context
