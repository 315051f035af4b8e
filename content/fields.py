"""A StreamField whose blocks are not written into migrations.

Blocks are code and change often; the column is JSON either way. The price: a data migration sees
only ``raw_data`` of such a field.
"""

from collections.abc import Sequence
from typing import Any

from wagtail.blocks import Block, StreamValue
from wagtail.fields import StreamField


class BlocksField(StreamField):
    """StreamField that leaves its blocks out of its deconstruction."""

    def __init__(self, block_types: Sequence[tuple[str, Block]] = (), **kwargs: Any) -> None:
        super().__init__(list(block_types), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, StreamValue):
            # Blocks are read lazily and unread ones are stored as they came: reading them here
            # lets each clean what it keeps.
            list(value)
        return super().get_prep_value(value)
