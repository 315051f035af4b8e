"""What to do beside what not to do."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, StructBlock

from content.blocks.line import LinesBlock


class PairBlock(StructBlock):
    do = ListBlock(LinesBlock(rows=2, label=_("Line")), min_num=1, label=_("Do"))
    dont = ListBlock(LinesBlock(rows=2, label=_("Line")), min_num=1, label=_("Do not"))

    class Meta:
        icon = "tick-inverse"
        label = _("Do and do not")
        template = "content/blocks/pair.html"
