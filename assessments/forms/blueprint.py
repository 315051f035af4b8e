"""Sections and draws of a quiz, as rows of which empty ones mean nothing."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import Section
from assessments.enums import Difficulty
from assessments.forms.question import CategoryField, narrow_categories
from assessments.models import Category, Question, Quiz, Tag

MOST_DRAWS: Final = 20
MOST_SECTIONS: Final = 8
SPARE_ROWS: Final = 3
_BETWEEN_CODES: Final = " ,;\t\r\n"
_ENDS: Final = ("", *_BETWEEN_CODES)
_TO_COMMA: Final = re.compile(r"[,;\r\n]")


class SectionForm(forms.Form):
    """A row without a title is no section."""

    title = forms.CharField(label=_("Section title"), max_length=150, required=False)
    instructions = forms.CharField(
        label=_("Instructions"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    new_page = forms.BooleanField(label=_("Begins a new page"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("instructions") and not data.get("title"):
            raise forms.ValidationError(_("A section needs a title."))
        return data


class DrawForm(forms.Form):
    """A row without a count and without codes draws nothing."""

    section = forms.ChoiceField(
        label=pgettext_lazy("quiz", "Section"),
        choices=[("0", "–"), *((str(n), str(n)) for n in range(1, MOST_SECTIONS + 1))],
        required=False,
    )
    category = CategoryField(label=_("Category"), required=False)
    count = forms.IntegerField(label=_("Number of questions"), min_value=1, max_value=200, required=False)
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"),
        choices=[("", _("any")), *Difficulty.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    with_below = forms.BooleanField(label=_("Also below it"), required=False, initial=True)
    tag = forms.ModelChoiceField(label=_("Tag"), queryset=Tag.objects.none(), empty_label=_("any"), required=False)
    codes = forms.CharField(label=_("Or just these questions (codes)"), max_length=2000, required=False)

    def __init__(self, *args: Any, categories: QuerySet[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow_categories(self, categories)
        tags = self.fields["tag"]
        if isinstance(tags, forms.ModelChoiceField):
            tags.queryset = Tag.objects.filter(bank__in=categories.values("bank"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        codes = data.get("codes", "").strip(_BETWEEN_CODES)
        if codes and data.get("category"):
            data["questions"] = self._questions(data["category"], codes)
            data["count"] = len(data["questions"])
            data["difficulty"] = data["tag"] = None
        elif bool(data.get("category")) != bool(data.get("count")) or codes:
            raise forms.ValidationError(_("A draw needs both a category and a number of questions."))
        return data

    def _questions(self, category: Category, text: str) -> tuple[Question, ...]:
        there = {question.code: question for question in Question.objects.filter(category=category)}
        found, unknown = codes_in(text, there)
        if unknown:
            words = _("The category has no question with the code %(codes)s.") % {"codes": ", ".join(unknown)}
            raise forms.ValidationError({"codes": words})
        return tuple(there[code] for code in dict.fromkeys(found))


def codes_in(text: str, known: Collection[str]) -> tuple[list[str], list[str]]:
    """The codes typed one after another, and what is none up to its comma.

    A code may hold spaces and commas itself, so the longest known one is taken at each place.
    """
    longest_first = sorted(known, key=len, reverse=True)
    found, unknown = [], []
    while text := text.strip(_BETWEEN_CODES):
        fits = (code for code in longest_first if text.startswith(code) and text[len(code) :][:1] in _ENDS)
        code = next(fits, None)
        if code is None:
            code = _TO_COMMA.split(text, maxsplit=1)[0].strip()
            unknown.append(code)
        else:
            found.append(code)
        text = text[len(code) :]
    return found, unknown


def draw_forms(
    data: Mapping[str, Any] | None, *, quiz: Quiz, categories: QuerySet[Category]
) -> "BaseFormSet[DrawForm]":
    """The draws of the quiz, and empty rows for more."""
    rows = [_draw_row(row) for row in quiz.draws.prefetch_related("questions")] if quiz.pk else []
    factory = formset_factory(
        DrawForm, extra=min(SPARE_ROWS, MOST_DRAWS - len(rows)), max_num=MOST_DRAWS, absolute_max=MOST_DRAWS
    )
    return factory(data, prefix="draws", initial=rows, form_kwargs={"categories": categories})


def _draw_row(row: Any) -> dict[str, Any]:
    codes = sorted(question.code for question in row.questions.all())
    return {
        "section": row.section,
        "category": row.category_id,
        "count": row.count,
        "difficulty": row.difficulty,
        "with_below": row.with_below,
        "tag": row.tag_id,
        "codes": ", ".join(codes),
    }


def draws_in(rows: "BaseFormSet[DrawForm]") -> list[Draw]:
    """The draws in their order; call after `is_valid`."""
    return [
        Draw(
            category=row.cleaned_data["category"],
            count=row.cleaned_data["count"],
            difficulty=row.cleaned_data.get("difficulty"),
            section=int(row.cleaned_data.get("section") or 0),
            questions=row.cleaned_data.get("questions", ()),
            tag=row.cleaned_data.get("tag"),
            with_below=row.cleaned_data["with_below"],
        )
        for row in rows.forms
        if row.cleaned_data.get("count")
    ]


def section_forms(data: Mapping[str, Any] | None, *, quiz: Quiz) -> "BaseFormSet[SectionForm]":
    """The sections of the quiz, and empty rows for more."""
    rows = list(quiz.sections.values("title", "instructions", "new_page")) if quiz.pk else []
    factory = formset_factory(
        SectionForm, extra=min(2, MOST_SECTIONS - len(rows)), max_num=MOST_SECTIONS, absolute_max=MOST_SECTIONS
    )
    return factory(data, prefix="sections", initial=rows)


def sections_in(rows: "BaseFormSet[SectionForm]") -> list[Section]:
    """The sections in their order; call after `is_valid`."""
    return [
        Section(row.cleaned_data["title"], row.cleaned_data.get("instructions", ""), row.cleaned_data["new_page"])
        for row in rows.forms
        if row.cleaned_data.get("title")
    ]
