"""Blocks of the bank that stand in a lesson."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock


class ExerciseBlock(StructBlock):
    """Names a practice question by its uuid."""

    question = CharBlock(label=_("Practice question"))

    class Meta:
        icon = "tick"
        label = _("Exercise")
