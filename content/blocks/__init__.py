"""Blocks of a lesson that need nothing but files and words; a file per theme."""

from wagtail.blocks import Block

from content.blocks.accordion import AccordionBlock
from content.blocks.audio import AudioBlock
from content.blocks.callout import CalloutBlock
from content.blocks.definition import DefinitionBlock
from content.blocks.download import DownloadBlock
from content.blocks.pair import PairBlock
from content.blocks.picture import PictureBlock
from content.blocks.steps import StepsBlock
from content.blocks.table import TableBlock
from content.blocks.text import TextBlock
from content.blocks.video import VideoBlock

__all__ = [
    "AccordionBlock",
    "AudioBlock",
    "CalloutBlock",
    "DefinitionBlock",
    "DownloadBlock",
    "PairBlock",
    "PictureBlock",
    "StepsBlock",
    "TableBlock",
    "TextBlock",
    "VideoBlock",
    "basic_blocks",
]


def basic_blocks() -> list[tuple[str, Block]]:
    """Name and block, in the order in which the editor offers them."""
    return [
        ("text", TextBlock()),
        ("callout", CalloutBlock()),
        ("picture", PictureBlock()),
        ("table", TableBlock()),
        ("steps", StepsBlock()),
        ("pair", PairBlock()),
        ("definition", DefinitionBlock()),
        ("accordion", AccordionBlock()),
        ("video", VideoBlock()),
        ("audio", AudioBlock()),
        ("download", DownloadBlock()),
    ]
