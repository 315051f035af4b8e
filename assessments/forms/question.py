"""The form of one question: what all types share, and the parts of its own type."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.enums import Difficulty, QuestionLanguage
from assessments.forms.categories import CategoryField, narrow_categories
from assessments.models import Category
from assessments.question_types import question_type, type_choices
from assessments.question_types.rich_text import html_of, typed_of
from assessments.question_types.rich_text_area import RichTextArea
from content.frameworks import competence_choices

_ABOUT = ("difficulty", "competences", "tags", "language", "legal_basis", "review_on")


class CompetencesWidget(forms.CheckboxSelectMultiple):
    template_name = "assessments/widgets/competences.html"


class QuestionForm(forms.Form):
    """Fields of every type. `category`, `code` and `is_practice` stay as they are once it is saved.

    `same_text`: the text about which the author was told that other questions ask it.
    """

    category = CategoryField(label=_("Question category"))
    code = forms.CharField(label=_("Question code"), max_length=40)
    is_practice = forms.BooleanField(
        label=_("Practice question"),
        required=False,
        help_text=_("For exercises inside lessons. It is never drawn in a quiz, and this cannot be changed later."),
    )
    stem = forms.CharField(label=_("Question text"), strip=False, widget=RichTextArea)
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), choices=Difficulty.choices, coerce=int, initial=Difficulty.MEDIUM
    )
    competences = forms.MultipleChoiceField(
        label=_("Competence codes"), required=False, choices=competence_choices, widget=CompetencesWidget
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=1200,
        help_text=_("Separated by commas; they gather questions across categories."),
    )
    language = forms.ChoiceField(label=_("Language of the question"), choices=QuestionLanguage.choices, initial="vi")
    legal_basis = forms.CharField(
        label=_("Legal basis of the answer"),
        required=False,
        max_length=500,
        help_text=_("What the right answer rests on, for example a law and its article."),
    )
    review_on = forms.DateField(
        label=_("Review the legal basis on"),
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": _("dd/mm/yyyy"), "autocomplete": "off"}),
        help_text=_("From that day on the question stands in the list of what has to be looked at again."),
    )
    same_text = forms.CharField(required=False, widget=forms.HiddenInput)
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("Shown with the result."),
        required=False,
        strip=False,
        widget=RichTextArea,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        categories: QuerySet[Category],
        raw: Mapping[str, Any] | None = None,
        category: Category | None = None,
    ) -> None:
        super().__init__(data, initial={**_initial(raw), "category": category} if raw else {"category": category})
        self.kind = question_type(kind)
        self.parts = self.kind.author_form(data, raw)
        if raw:
            competences: Any = self.fields["competences"]
            competences.choices = competence_choices(raw["competences"])
        narrow_categories(self, categories)
        for name in ("category", "code", "is_practice") if raw else ():
            self.fields[name].disabled = True

    def first_fields(self) -> list[forms.BoundField]:
        """What stands above the parts of the type."""
        return [self[name] for name in ("category", "code", "is_practice", "stem")]

    def last_fields(self) -> list[forms.BoundField]:
        """What describes the question, below everything a learner sees."""
        return [self[name] for name in _ABOUT]

    @property
    def media(self) -> forms.Media:
        return super().media + self.parts.media

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.parts.is_valid()])

    def raw(self) -> dict[str, Any]:
        """The question in the package form; call after `is_valid`."""
        data = self.cleaned_data
        return {
            "type": self.kind.name,
            "stem": html_of(data["stem"]),
            "difficulty": data["difficulty"],
            "competences": data["competences"],
            "tags": _listed(data["tags"]),
            "language": data["language"],
            "legal_basis": {"text": data["legal_basis"], "review_on": data["review_on"]},
            "explanation": html_of(data["explanation"]),
            **self.parts.raw(),
        }


class NewQuestionForm(forms.Form):
    """First step: the type decides what the form has to ask."""

    type = forms.ChoiceField(label=_("Question type"), choices=type_choices)


def _listed(text: str) -> list[str]:
    return [part for part in map(str.strip, text.split(",")) if part]


def _initial(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": raw["code"],
        "is_practice": raw["practice"],
        "stem": typed_of(raw["stem"]),
        "difficulty": raw["difficulty"],
        "competences": raw["competences"],
        "tags": ", ".join(raw["tags"]),
        "language": raw["language"],
        "legal_basis": (raw["legal_basis"] or {}).get("text", ""),
        "review_on": _day((raw["legal_basis"] or {}).get("review_on")),
        "explanation": typed_of(raw["explanation"]),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
