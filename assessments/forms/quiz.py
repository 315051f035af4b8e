"""The rules of a quiz and its draws."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from assessments.domain.quizzes import RULES, Draw
from assessments.forms.question import DIFFICULTY_CHOICES, CategoryField, narrow_categories
from assessments.models import Category, Quiz

MOST_DRAWS: Final = 10


class QuizForm(forms.ModelForm[Quiz]):
    class Meta:
        model = Quiz
        fields = ("bank", "slug", "title_vi", "title_en", *RULES)
        labels = {"bank": _("Question bank"), "slug": _("Short name in the address"), "title_en": _("English title")}

    def __init__(self, data: Mapping[str, Any] | None = None, *, banks: Sequence[str], instance: Quiz) -> None:
        super().__init__(data, instance=instance)
        if instance.pk:
            self.fields["bank"].disabled = self.fields["slug"].disabled = True
        else:
            self.fields["bank"] = forms.ChoiceField(label=_("Question bank"), choices=[(bank, bank) for bank in banks])


class DrawForm(forms.Form):
    """A row without a count draws nothing."""

    category = CategoryField(required=False)
    count = forms.IntegerField(label=_("Number of questions"), min_value=1, max_value=200, required=False)
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"),
        choices=[("", _("any")), *DIFFICULTY_CHOICES],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, categories: QuerySet[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow_categories(self, categories)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("category")) != bool(data.get("count")):
            raise forms.ValidationError(_("A draw needs both a category and a number of questions."))
        return data


def draw_forms(
    data: Mapping[str, Any] | None, *, quiz: Quiz, categories: QuerySet[Category]
) -> "BaseFormSet[DrawForm]":
    """The draws of the quiz, and empty rows for more."""
    rows = list(quiz.draws.values("category", "count", "difficulty")) if quiz.pk else []
    factory = formset_factory(DrawForm, extra=MOST_DRAWS - len(rows), max_num=MOST_DRAWS, absolute_max=MOST_DRAWS)
    return factory(
        data,
        prefix="draws",
        initial=rows,
        form_kwargs={"categories": categories},
    )


def draws_of(rows: "BaseFormSet[DrawForm]") -> list[Draw]:
    """The draws in their order; call after `is_valid`."""
    return [
        Draw(row.cleaned_data["category"], row.cleaned_data["count"], row.cleaned_data.get("difficulty"))
        for row in rows.forms
        if row.cleaned_data.get("count")
    ]
