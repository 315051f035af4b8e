"""A boxed remark: note, tip, warning or what the law says."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock, StructValue

from content.blocks.text import CleanRichTextBlock


class CalloutKindBlock(ChoiceBlock):
    choices: ClassVar = [("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning")), ("law", _("Law"))]


class CalloutBlock(StructBlock):
    kind = CalloutKindBlock(default="note", label=_("Kind"))
    title = CharBlock(required=False, max_length=150, label=_("Title"))
    text = CleanRichTextBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "content/blocks/callout.html"

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["text"] = self.child_blocks["text"].render(value["text"])
        return context
