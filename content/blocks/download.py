"""A file to take along."""

from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue
from wagtail.documents.blocks import DocumentChooserBlock

from content.blocks.files import file_link


class DownloadBlock(StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = CharBlock(max_length=200, label=_("Title"))

    class Meta:
        icon = "download"
        label = _("File to download")
        template = "content/blocks/download.html"

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        document = value["document"]
        context["link"] = file_link(document and document.file, context)
        context["kind"] = PurePosixPath(document.file.name).suffix[1:].upper() if document else ""
        context["size"] = document.file_size if document else None
        return context
