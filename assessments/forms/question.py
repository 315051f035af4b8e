"""The form of one question: what all types share, and the parts of its own type."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.enums import QuestionState
from assessments.models import Category
from assessments.question_types import question_type, type_choices
from assessments.question_types.rich_text import html_of, typed_of

_TEXT_HELP = _("A blank line begins a new paragraph. Allowed elements: h2, h3, p, ul, ol, li, strong, em, a, br.")
DIFFICULTY_CHOICES = [(1, _("easy")), (2, _("medium")), (3, _("hard"))]


class CategoryField(forms.ModelChoiceField):
    """Categories named with their bank. A form narrows them to those the person sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Question category"), queryset=Category.objects.none(), **kwargs)

    def label_from_instance(self, obj: Category) -> str:
        return f"{obj.bank} – {obj.name}"


def narrow_categories(form: forms.Form, categories: QuerySet[Category]) -> None:
    """Let the form's `category` field offer these only."""
    field = form.fields["category"]
    if isinstance(field, CategoryField):
        field.queryset = categories.order_by("bank", "name")


class QuestionForm(forms.Form):
    """Fields of every type. `category`, `code` and `is_practice` stay as they are once it is saved."""

    category = CategoryField()
    code = forms.CharField(label=_("Question code"), max_length=40)
    is_practice = forms.BooleanField(
        label=_("Practice question"),
        required=False,
        help_text=_("For exercises inside lessons. It is never drawn in a quiz, and this cannot be changed later."),
    )
    stem = forms.CharField(
        label=_("Question text"), help_text=_TEXT_HELP, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    difficulty = forms.TypedChoiceField(label=_("Difficulty"), choices=DIFFICULTY_CHOICES, coerce=int, initial=2)
    competences = forms.CharField(
        label=_("Competence codes"), required=False, help_text=_("Separated by commas, for example TT02:4.")
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("Shown with the result; the same elements are allowed."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
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
        narrow_categories(self, categories)
        for name in ("category", "code", "is_practice") if raw else ():
            self.fields[name].disabled = True

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
            "competences": [code for code in map(str.strip, data["competences"].split(",")) if code],
            "explanation": html_of(data["explanation"]),
            **self.parts.raw(),
        }


class NewQuestionForm(forms.Form):
    """First step: the type decides what the form has to ask."""

    type = forms.ChoiceField(label=_("Question type"), choices=type_choices)


class CategoryForm(forms.Form):
    bank = forms.SlugField(label=_("Question bank"), max_length=100, help_text=_("The short name of the course."))
    name = forms.CharField(label=_("Question category"), max_length=150)


class BankFilterForm(forms.Form):
    """What a list of questions is narrowed to; anything wrong narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    category = CategoryField(required=False, empty_label="–")
    type = forms.ChoiceField(label=_("Question type"), required=False, choices=lambda: [("", "–"), *type_choices()])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", "–"), *QuestionState.choices])
    practice = forms.ChoiceField(
        label=_("Use"), required=False, choices=[("", "–"), ("0", _("counted")), ("1", _("practice"))]
    )

    def __init__(self, data: Mapping[str, Any], *, categories: QuerySet[Category]) -> None:
        super().__init__(data)
        narrow_categories(self, categories)
        banks = categories.order_by("bank").values_list("bank", flat=True).distinct()
        self.fields["bank"] = forms.ChoiceField(
            label=_("Question bank"), required=False, choices=[("", "–"), *((name, name) for name in banks)]
        )


def _initial(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": raw["code"],
        "is_practice": raw["practice"],
        "stem": typed_of(raw["stem"]),
        "difficulty": raw["difficulty"],
        "competences": ", ".join(raw["competences"]),
        "explanation": typed_of(raw["explanation"]),
    }
