"""What a block still lacks. A draft is saved as it is, so what a block has to have is asked before it is used."""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import Block, FieldBlock, ListBlock, RichTextBlock, StructBlock

from common.text.html import plain_text
from content.blocks.table import TableBlock, lacking_in_table


def missing_in(block: Block, value: Any) -> list[str]:
    """The labels of the parts that have to be filled in and are empty, each once, in the order of the form."""
    return list(dict.fromkeys(_missing(block, value)))


def _missing(block: Block, value: Any) -> Iterator[str]:
    if isinstance(block, TableBlock):
        yield from lacking_in_table(value)
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from _missing(child, value.get(name))
    elif isinstance(block, ListBlock):
        parts = list(value or ())
        if len(parts) < (block.meta.min_num or 0):
            yield str(block.label)
        for part in parts:
            # A line has no name of its own that would tell it from those of another list.
            is_line = isinstance(block.child_block, FieldBlock)
            yield from (str(block.label) if is_line else gap for gap in _missing(block.child_block, part))
    elif isinstance(block, FieldBlock) and block.required and _is_empty(block, value):
        yield str(block.label)


def _is_empty(block: FieldBlock, value: Any) -> bool:
    if isinstance(block, RichTextBlock):
        return not plain_text(value.source or "" if value else "").strip()
    return value is None or (isinstance(value, str) and not value.strip())
