"""A small table: caption, one row of headings, rows of plain text. One grid in the editor."""

import json
from collections.abc import Mapping
from typing import Any, Final, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import BlockComparison
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtail.blocks import FieldBlock

MOST_COLUMNS: Final = 8
MOST_IN_CAPTION: Final = 200
MOST_IN_HEADING: Final = 150
_NEEDS: Final = {
    "caption": _("The table needs a caption."),
    "header": _("Each column needs a heading."),
    "rows": _("The table needs a row."),
}
_PARTS: Final = {
    "caption": pgettext_lazy("of a table", "Caption"),
    "header": pgettext_lazy("of a table", "a heading for each column"),
    "rows": pgettext_lazy("of a table", "a row"),
}


class Table(TypedDict):
    caption: str
    header: list[str]
    rows: list[list[str]]


def read_table(value: object) -> Table:
    """A table from what is stored.

    Cells are texts, or, in what was saved when each of them was a block of its own, `{"value": text}`.
    """
    stored = value if isinstance(value, Mapping) else {}
    return {
        "caption": _text(stored.get("caption")),
        "header": [_text(_bare(heading)) for heading in _list(stored.get("header"))],
        "rows": [[_text(_bare(cell)) for cell in _list(_bare(row))] for row in _list(stored.get("rows"))],
    }


class TableWidget(forms.HiddenInput):
    """The table as JSON in one field; a script shows it as a grid."""

    template_name = "content/widgets/table.html"

    class Media:
        js = ("content/table.js",)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["limits"] = {"columns": MOST_COLUMNS, "caption": MOST_IN_CAPTION, "heading": MOST_IN_HEADING}
        return context

    def format_value(self, value: Any) -> Any:
        """What the script is given: the table itself."""
        return read_table(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return json.loads(data.get(name) or "{}")
        except ValueError:
            return {}


class TableWidgetAdapter(WidgetAdapter):
    js_constructor = "content.widgets.Table"


register(TableWidgetAdapter(), TableWidget)


class TableField(forms.Field):
    widget = TableWidget

    def clean(self, value: Any) -> Table:
        table = read_table(value)
        table["rows"] = [row for row in table["rows"] if any(cell.strip() for cell in row)]
        if problems := list(_problems(table, is_whole=self.required)):
            raise ValidationError(problems)
        return table


class TableBlock(FieldBlock):
    @cached_property
    def field(self) -> TableField:
        return TableField(required=True)

    def get_default(self) -> Table:
        return {"caption": "", "header": ["", ""], "rows": [["", ""], ["", ""]]}

    def to_python(self, value: Any) -> Table:
        return read_table(value)

    def normalize(self, value: Any) -> Table:
        return read_table(value)

    def get_prep_value(self, value: Any) -> dict[str, Any]:
        return dict(read_table(value))

    def value_from_form(self, value: Any) -> Table:
        return read_table(value)

    def get_searchable_content(self, value: Table) -> list[str]:
        cells = (cell for row in value["rows"] for cell in row)
        return [text for text in (value["caption"], *value["header"], *cells) if text]

    def render_basic(self, value: Table, context: dict[str, Any] | None = None) -> SafeString:
        """What Wagtail compares between two revisions, word by word: a line for each row."""
        rows = (" | ".join(texts) for texts in (value["header"], *value["rows"]))
        return escape("\n".join((value["caption"], *rows)))

    def get_comparison_class(self) -> type[BlockComparison]:
        return BlockComparison

    def get_context(self, value: Table, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["rows"] = [list(zip(value["header"], row, strict=False)) for row in value["rows"]]
        return context

    class Meta:
        icon = "table"
        label = _("Table")
        template = "content/blocks/table.html"


def _problems(table: Table, *, is_whole: bool) -> list[str]:
    """What keeps a table from being kept; of one that need not be whole yet, what is too much."""
    problems = []
    width = len(table["header"])
    if width > MOST_COLUMNS or len(table["caption"]) > MOST_IN_CAPTION:
        problems.append(
            gettext("A table has at most %(number)d columns, and a short caption.") % {"number": MOST_COLUMNS}
        )
    if any(len(heading) > MOST_IN_HEADING for heading in table["header"]):
        problems.append(gettext("A heading has at most %(number)d characters.") % {"number": MOST_IN_HEADING})
    for number, row in enumerate(table["rows"], start=1):
        if len(row) != width:
            message = gettext("Row %(number)d has %(cells)d cells; the table has %(width)d columns.")
            problems.append(message % {"number": number, "cells": len(row), "width": width})
    if is_whole:
        problems += [str(_NEEDS[part]) for part in _lacking(table)]
    return problems


def lacking_in_table(value: object) -> list[str]:
    """What a table of a draft has still to be given, in words."""
    return [str(_PARTS[part]) for part in _lacking(read_table(value))]


def _lacking(table: Table) -> list[str]:
    """Keys of a table whose part of it is not there yet."""
    has = {
        "caption": bool(table["caption"].strip()),
        "header": bool(table["header"]) and all(heading.strip() for heading in table["header"]),
        "rows": any(cell.strip() for row in table["rows"] for cell in row),
    }
    return [part for part, is_there in has.items() if not is_there]


def _bare(part: Any) -> Any:
    return part.get("value") if isinstance(part, Mapping) else part


def _list(part: Any) -> list[Any]:
    return part if isinstance(part, list) else []


def _text(part: Any) -> str:
    return part if isinstance(part, str) else ""
