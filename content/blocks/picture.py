"""A picture with the words for those who cannot see it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue
from wagtail.images.blocks import ImageChooserBlock

from content.blocks.files import file_link


class PictureBlock(StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = CharBlock(max_length=500, label=_("Text alternative"), help_text=_("What the picture tells, in words."))
    caption = CharBlock(required=False, max_length=300, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/picture.html"

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        image = value["image"]
        context["link"] = file_link(image and image.file, context)
        return context
