"""A film with captions and its spoken words in writing."""

from mimetypes import guess_type
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtailmedia.blocks import VideoChooserBlock

from content.blocks.files import file_link
from content.blocks.text import CleanRichTextBlock


class VideoBlock(StructBlock):
    video = VideoChooserBlock(label=_("Film"))
    title = CharBlock(max_length=200, label=_("Title"))
    captions = DocumentChooserBlock(
        required=False,
        label=_("Captions"),
        help_text=_("A WebVTT file (.vtt). No edition is published without it."),
    )
    transcript = CleanRichTextBlock(
        required=False,
        label=_("Transcript"),
        help_text=_("What is said and what is seen, in writing. No edition is published without it."),
    )

    class Meta:
        icon = "media"
        label = _("Film")
        template = "content/blocks/video.html"

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        video, captions = value["video"], value["captions"]
        context["link"] = file_link(video and video.file, context)
        context["captions_link"] = file_link(captions and captions.file, context)
        context["poster_link"] = file_link(video and video.thumbnail, context)
        context["media_type"] = video and guess_type(video.file.name)[0]
        context["transcript"] = self.child_blocks["transcript"].render(value["transcript"])
        return context
