"""Forms of contests and corrections, for authors."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.domain.contests import LONGEST
from assessments.enums import ContestState, CorrectionKind, LoweredPolicy
from assessments.question_types import question_type
from assessments.question_types.rich_text import html_of, typed_of


class ContestAnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Decision on the contest"),
        choices=[
            (ContestState.UPHELD.value, _("Upheld: the question has to be corrected")),
            (ContestState.REJECTED.value, _("Not upheld: the marking is right")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the learner"),
        help_text=_("Explain the marking, or say what will be corrected. No names of other people."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CorrectionForm(forms.Form):
    """What is corrected. The type's own form (`parts`) counts only where the key was wrong."""

    kind = forms.ChoiceField(label=_("What is corrected"), choices=CorrectionKind.choices, widget=forms.RadioSelect)
    worth = forms.CharField(
        label=_("Points of the question"),
        required=False,
        max_length=10,
        help_text=_("Only where the question is worth another mark, for example 0,5."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    explanation = forms.CharField(
        label=_("Corrected explanation"),
        help_text=_("Only where the key was wrong: learners see it with their result instead of the old one."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    lowered = forms.ChoiceField(
        label=_("If a pass is lost by it"),
        choices=LoweredPolicy.choices,
        initial=LoweredPolicy.KEEP,
        help_text=_("Who is affected is shown before anybody decides. Nothing is taken away unless this says so."),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For the person who decides, and for the log."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    message = forms.CharField(
        label=_("Message to learners"),
        help_text=_("Whoever gets another mark reads it. Do not name the right answer: some have attempts left."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, kind: str, raw: Mapping[str, Any]) -> None:
        super().__init__(data, initial={"explanation": typed_of(raw["explanation"])})
        self.parts = question_type(kind).author_form(data, raw)

    @property
    def media(self) -> forms.Media:
        return super().media + self.parts.media

    def is_valid(self) -> bool:
        own = super().is_valid()
        return own and (self.cleaned_data["kind"] != CorrectionKind.KEY or self.parts.is_valid())

    def raw(self) -> dict[str, Any]:
        """The corrected fields in the package form; empty where the key is not what is corrected."""
        if self.cleaned_data["kind"] != CorrectionKind.KEY:
            return {}
        return {"explanation": html_of(self.cleaned_data["explanation"]), **self.parts.raw()}
