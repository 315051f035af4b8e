from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm
from assessments.question_types.base import Raw
from assessments.question_types.choices import ChoiceType, OptionsForm


class MultipleForm(OptionsForm):
    hint = gettext_lazy("Tick every right option. The point is earned only by choosing exactly these.")


class MultipleChoice(ChoiceType):
    """One or more right options; the point is earned by exactly these, with no part of it for less."""

    name = "multiple"
    label = gettext_lazy("multiple choice")
    hint = gettext_lazy("Choose all that are right.")
    several = True

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return MultipleForm(data, raw)

    def check_correct(self, count: int) -> None:
        if count < 1:
            raise QuestionError(_("At least one option must be right."))
