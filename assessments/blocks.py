"""The block by which a lesson holds an exercise. It stores which question, never what it says."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

__all__ = ["Choices", "ExerciseBlock"]

Choices: TypeAlias = list[tuple[str, list[tuple[str, str]]]]


class PracticeChoiceBlock(blocks.ChoiceBlock):
    """A choice among the practice questions. Reading a lesson asks for no list of them: the keys are text already."""

    def normalize_choice(self, value: str | None) -> str | None:
        return value


class ExerciseBlock(blocks.StructBlock):
    """`{"question": "<uuid of a practice question>"}`; shown with the latest version.

    `choices`: the practice questions offered, which depend on whose form it is and in which course. The block of the
    column offers none: whoever builds a form without saying whose it is takes nothing from any bank.
    """

    def __init__(
        self, local_blocks: Sequence[Any] | None = None, *, choices: Callable[[], Choices] | None = None, **kwargs: Any
    ) -> None:
        question = PracticeChoiceBlock(
            choices=choices or [],
            label=_("Practice question"),
            help_text=_("Only questions marked as practice stand here; they are never drawn in a counted quiz."),
        )
        super().__init__([("question", question), *(local_blocks or ())], **kwargs)

    class Meta:
        icon = "form"
        label = _("Exercise")
