from random import Random
from typing import Any

from django.utils.translation import gettext as _

from assessments.enums import QuestionType
from assessments.errors import QuestionError
from assessments.question_types.base import Parsed, Presentation, Raw
from assessments.question_types.choices import ChoiceType


class TrueFalse(ChoiceType):
    """A statement and two options, always shown in the author's order: true, then false."""

    name = QuestionType.TRUE_FALSE.value
    label = QuestionType.TRUE_FALSE.label

    def parse(self, raw: Raw) -> Parsed:
        parsed = super().parse(raw)
        if len(parsed.presentation["options"]) != 2:
            raise QuestionError(_("A true or false question has exactly two options."))
        return parsed

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        return super().draw_order(presentation, rng, shuffle=False)
