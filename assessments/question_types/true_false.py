from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, Rows
from assessments.question_types.base import Parsed, Presentation, Raw
from assessments.question_types.choices import ChoiceType, OptionRow


class TrueFalseForm(AuthorForm):
    parts: ClassVar = {"options": Rows(OptionRow, gettext_lazy("Answer options"), most=2)}

    def fresh(self) -> dict[str, Sequence[dict[str, Any]]]:
        return {"options": [{"id": "dung", "text": "Đúng"}, {"id": "sai", "text": "Sai"}]}


class TrueFalse(ChoiceType):
    """A statement and two options, always shown in the author's order: true, then false."""

    name = "true_false"
    label = gettext_lazy("true or false")

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return TrueFalseForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        parsed = super().parse(raw)
        if len(parsed.presentation["options"]) != 2:
            raise QuestionError(_("A true or false question has exactly two options."))
        return parsed

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        return super().draw_order(presentation, rng, shuffle=False)
