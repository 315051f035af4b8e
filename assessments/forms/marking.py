"""The form with which a person marks one answer: a level for each criterion, and a comment."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from assessments.domain.manual_marking import MOST_COMMENT, WaitingAnswer
from assessments.models import Quiz
from assessments.question_types.by_hand import HandMark


class MarkForm(forms.Form):
    """Fields are named after the position on the paper, so that all answers of an attempt are one form."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, answer: WaitingAnswer, draft: Mapping[str, str] | None = None
    ) -> None:
        prefix = f"p{answer.position}"
        kept = {name.removeprefix(f"{prefix}-"): text for name, text in (draft or {}).items()}
        super().__init__(data, prefix=prefix, initial=kept)
        self.answer = answer
        for criterion in answer.rubric:
            self.fields[criterion.id] = forms.TypedChoiceField(
                label=criterion.text,
                coerce=int,
                widget=forms.RadioSelect,
                choices=[
                    (number, f"{localize(points)} – {text}") for number, (text, points) in enumerate(criterion.levels)
                ],
                error_messages={"required": _("Choose a level.")},
            )
        self.fields["comment"] = forms.CharField(
            label=_("Comment to the learner"),
            required=False,
            max_length=MOST_COMMENT,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Shown with the result as soon as the rules of the quiz allow it."),
        )

    def mark(self) -> HandMark:
        """Call after `is_valid`."""
        levels = {criterion.id: self.cleaned_data[criterion.id] for criterion in self.answer.rubric}
        return HandMark(levels, self.cleaned_data["comment"])


class DeskFilterForm(forms.Form):
    """Anything wrong narrows nothing."""

    quiz = forms.ModelChoiceField(label=_("Quiz"), queryset=Quiz.objects.none(), required=False, empty_label="–")

    def __init__(self, data: Mapping[str, Any], *, quizzes: QuerySet[Quiz]) -> None:
        super().__init__(data)
        field = self.fields["quiz"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = quizzes
