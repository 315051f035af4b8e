"""What a learner is asked about the material of a course."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from learning.domain.feedback import LONGEST, Said
from learning.enums import Clarity, Usefulness, Working


def _choice(label: Any, kind: Any) -> forms.TypedChoiceField:
    def choices() -> list[tuple[int, str]]:
        return [(value, capfirst(name)) for value, name in kind.choices]

    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, widget=forms.RadioSelect)


class FeedbackForm(forms.Form):
    useful = _choice(gettext_lazy("How much of the material serves at work?"), Usefulness)
    clear = _choice(gettext_lazy("How easy is the material to follow?"), Clarity)
    working = _choice(gettext_lazy("Did pictures, exercises, files and quizzes work?"), Working)
    text = forms.CharField(
        label=gettext_lazy("Faults to mend, suggestions for the material"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy(
            "For example a mistyped word, a picture that cannot be read, an unclear question, a situation that is "
            "missing. About the material only: no names of people or units, nothing secret, no opinion about "
            "anything else."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def said(self) -> Said:
        """What was answered, once the form is valid."""
        data = self.cleaned_data
        return Said(Usefulness(data["useful"]), Clarity(data["clear"]), Working(data["working"]), data["text"])
