"""The body of a lesson: the basic blocks and the exercises of the bank."""

from typing import Any

from assessments.blocks import ExerciseBlock
from content.blocks import basic_blocks
from content.fields import BlocksField


class LessonBodyField(BlocksField):
    """StreamField with all blocks a lesson may hold."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([*basic_blocks(), ("exercise", ExerciseBlock())], **kwargs)
