"""A small table: caption, one row of headers, rows of plain text."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock, StructValue
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks.line import LineBlock, LinesBlock


class TableBlock(StructBlock):
    caption = CharBlock(max_length=200, label=_("Caption"))
    header = ListBlock(LineBlock(max_length=150, label=_("Heading")), min_num=1, max_num=8, label=_("Headings"))
    rows = ListBlock(
        ListBlock(LinesBlock(required=False, rows=1, label=_("Cell")), label=_("Row")), min_num=1, label=_("Rows")
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "content/blocks/table.html"

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        width = len(cleaned["header"])
        for number, row in enumerate(cleaned["rows"], start=1):
            if len(row) != width:
                message = gettext("Row %(number)d has %(cells)d cells; the table has %(width)d columns.")
                error = ValidationError(message % {"number": number, "cells": len(row), "width": width})
                raise StructBlockValidationError(block_errors={"rows": error})
        return cleaned

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        header = list(value["header"])
        context["rows"] = [list(zip(header, row, strict=False)) for row in value["rows"]]
        return context
