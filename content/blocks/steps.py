"""Numbered steps of one task."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock

from content.blocks.line import LinesBlock


class StepsBlock(StructBlock):
    title = CharBlock(required=False, max_length=150, label=_("Title"))
    steps = ListBlock(LinesBlock(rows=2, label=_("Step")), min_num=1, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "content/blocks/steps.html"
