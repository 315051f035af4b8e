"""The block by which a lesson holds an exercise. It stores which question, never what it says."""

from typing import TypeAlias

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.enums import QuestionState
from common.text.html import plain_text

__all__ = ["ExerciseBlock", "practice_choices"]

Choices: TypeAlias = list[tuple[str, list[tuple[str, str]]]]
_WORDS = 80


def practice_choices() -> Choices:
    """Practice questions by category: `(uuid, code and the first words of the latest version)`."""
    # The model is looked up by name: models may import blocks, never the other way round.
    versions = apps.get_model("assessments", "QuestionVersion").objects
    rows = (
        versions.filter(question__is_practice=True)
        .exclude(question__state=QuestionState.RETIRED)
        .order_by("question__category__bank", "question__category__name", "question__code", "number")
        .values_list("question__uuid", "question__code", "question__category__name", "stem")
    )
    latest = {str(uuid): (code, category, stem) for uuid, code, category, stem in rows}
    groups: dict[str, list[tuple[str, str]]] = {}
    for uuid, (code, category, stem) in latest.items():
        groups.setdefault(category, []).append((uuid, f"{code}: {plain_text(stem)[:_WORDS]}"))
    return list(groups.items())


class PracticeChoiceBlock(blocks.ChoiceBlock):
    """A choice among the practice questions. Reading a lesson asks for no list of them: the keys are text already."""

    def normalize_choice(self, value: str | None) -> str | None:
        return value


class ExerciseBlock(blocks.StructBlock):
    """`{"question": "<uuid of a practice question>"}`; shown with the latest version."""

    question = PracticeChoiceBlock(
        choices=practice_choices,
        label=_("Practice question"),
        help_text=_("Only questions marked as practice stand here; they are never drawn in a counted quiz."),
    )

    class Meta:
        icon = "form"
        label = _("Exercise")
