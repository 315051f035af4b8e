"""A term and what it means."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, TextBlock


class DefinitionBlock(StructBlock):
    term = CharBlock(max_length=150, label=_("Term"))
    text = TextBlock(rows=3, label=_("Meaning"))

    class Meta:
        icon = "openquote"
        label = _("Definition")
        template = "content/blocks/definition.html"
