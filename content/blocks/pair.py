"""What to do beside what not to do."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, StructBlock, TextBlock


class PairBlock(StructBlock):
    do = ListBlock(TextBlock(rows=2, label=_("Line")), min_num=1, label=_("Do"))
    dont = ListBlock(TextBlock(rows=2, label=_("Line")), min_num=1, label=_("Do not"))

    class Meta:
        icon = "tick-inverse"
        label = _("Do and do not")
        template = "content/blocks/pair.html"
