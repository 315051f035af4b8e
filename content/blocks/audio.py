"""A recording with its spoken words in writing, for whoever cannot hear it and for paper."""

from mimetypes import guess_type
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue
from wagtailmedia.blocks import AudioChooserBlock

from content.blocks.files import file_link
from content.blocks.text import CleanRichTextBlock


class AudioBlock(StructBlock):
    audio = AudioChooserBlock(label=_("Recording"))
    title = CharBlock(max_length=200, label=_("Title"))
    transcript = CleanRichTextBlock(label=_("Transcript"))

    class Meta:
        icon = "media"
        label = _("Recording")
        template = "content/blocks/audio.html"

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        audio = value["audio"]
        context["link"] = file_link(audio and audio.file, context)
        context["media_type"] = audio and guess_type(audio.file.name)[0]
        context["transcript"] = self.child_blocks["transcript"].render(value["transcript"])
        return context
