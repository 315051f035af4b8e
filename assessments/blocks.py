"""The block by which a lesson holds an exercise. It stores which question, never what it says."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructValue

from assessments.models import QuestionVersion
from common.text.html import plain_text

__all__ = ["Choices", "ExerciseBlock"]

Choices: TypeAlias = list[tuple[str, list[tuple[str, str]]]]

_WORDS: Final = 80


class PracticeChoiceBlock(blocks.ChoiceBlock):
    """A choice among the practice questions. Reading a lesson asks for no list of them: the keys are text already."""

    def normalize_choice(self, value: str | None) -> str | None:
        return value

    def render_basic(self, value: str | None, context: dict[str, Any] | None = None) -> str:
        """What Wagtail compares between two revisions: the code of the question and its first words."""
        if not value:
            return ""
        newest = QuestionVersion.objects.filter(question__uuid=value).order_by("-number")
        version = newest.select_related("question").first()
        return escape(f"{version.question.code}: {plain_text(version.stem)[:_WORDS]}" if version else value)


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

    def render(self, value: StructValue, context: dict[str, Any] | None = None) -> str:
        """Nothing: an exercise is put into the lesson by who shows it, and one without a question is none."""
        return ""

    class Meta:
        icon = "form"
        label = _("Exercise")
