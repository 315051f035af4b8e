"""A line of a list. Wagtail shows no label at the children of a list, so the field itself says what it is."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.blocks import CharBlock, TextBlock


class LineBlock(CharBlock):
    """One line; `label` is its name for a screen reader."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field.widget.attrs["aria-label"] = self.meta.label


class LinesBlock(TextBlock):
    """A few lines; `label` is their name for a screen reader."""

    @cached_property
    def field(self) -> Any:
        field = super().field
        field.widget.attrs["aria-label"] = self.meta.label
        return field
