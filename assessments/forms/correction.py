"""Forms of contests and corrections, for authors."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.domain.contests import LONGEST
from assessments.enums import ContestState, CorrectionKind, LoweredPolicy
from assessments.question_types import question_type
from assessments.question_types.authoring import AuthorForm
from assessments.question_types.by_hand import MarkedByHand
from assessments.question_types.rich_text import html_of, typed_of
from assessments.question_types.rich_text_area import RichTextArea


class ContestAnswerForm(forms.Form):
    """`by_hand`: a person gave the mark, so that a second one can give another."""

    state = forms.ChoiceField(label=_("Decision on the contest"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer to the learner"),
        help_text=_("Explain the marking, or say what will be corrected. No names of other people."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, by_hand: bool) -> None:
        super().__init__(data)
        upheld = (
            _("Upheld: the answer is to be marked again") if by_hand else _("Upheld: the question has to be corrected")
        )
        state = self.fields["state"]
        if isinstance(state, forms.ChoiceField):
            state.choices = [
                (ContestState.UPHELD.value, upheld),
                (ContestState.REJECTED.value, _("Not upheld: the marking is right")),
            ]


class CorrectionForm(forms.Form):
    """What is corrected. The type's own form (`parts`) counts only where the key was wrong.

    Where a person marks there is no key (`parts` None): a mark given wrongly is contested and given again.
    """

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
        widget=RichTextArea,
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
        spec = question_type(kind)
        self.parts = None if isinstance(spec, MarkedByHand) else spec.author_form(data, raw)
        if self.parts is None:
            del self.fields["explanation"]
            self.fields["kind"] = forms.ChoiceField(
                label=self.fields["kind"].label,
                choices=[choice for choice in CorrectionKind.choices if choice[0] != CorrectionKind.KEY],
                widget=forms.RadioSelect,
            )

    @property
    def media(self) -> forms.Media:
        return super().media + self.parts.media if self.parts else super().media

    def is_valid(self) -> bool:
        own = super().is_valid()
        if not own:
            return False
        parts = self._key_form()
        return parts is None or parts.is_valid()

    def raw(self) -> dict[str, Any]:
        """The corrected fields in the package form; empty where the key is not what is corrected."""
        parts = self._key_form()
        return {"explanation": html_of(self.cleaned_data["explanation"]), **parts.raw()} if parts else {}

    def _key_form(self) -> AuthorForm | None:
        """The type's own form, where the key is what is corrected."""
        return self.parts if self.cleaned_data["kind"] == CorrectionKind.KEY else None
