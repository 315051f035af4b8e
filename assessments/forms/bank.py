"""What a list of questions is narrowed to, and what is done to many of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.domain.queries.bank import ANY_STATE
from assessments.enums import BulkAct, Difficulty, QuestionLanguage, QuestionState
from assessments.forms.categories import CategoryField, narrow_categories
from assessments.models import Category, Quiz
from assessments.question_types import type_choices

_ANY = ("", "–")


class BankFilterForm(forms.Form):
    """Anything wrong in it narrows nothing. `bank` and `category` come from the tree beside the list.

    `quiz`: what it can draw; comes by links, and is told above the list.
    """

    bank = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    category = CategoryField(required=False, widget=forms.HiddenInput)
    quiz = forms.ModelChoiceField(Quiz.objects.none(), to_field_name="uuid", required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Search"), required=False, max_length=100, help_text=_("With marks or without."))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("not retired")), *QuestionState.choices, (ANY_STATE, _("all"))],
    )
    type = forms.ChoiceField(label=_("Question type"), required=False, choices=lambda: [_ANY, *type_choices()])
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), required=False, choices=[_ANY, *Difficulty.choices], coerce=int, empty_value=None
    )
    practice = forms.ChoiceField(
        label=_("Use"), required=False, choices=[_ANY, ("0", _("counted")), ("1", _("practice"))]
    )
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    competence = forms.CharField(label=_("Competence code"), required=False, max_length=40)
    language = forms.ChoiceField(
        label=_("Language of the question"), required=False, choices=[_ANY, *QuestionLanguage.choices]
    )
    due = forms.ChoiceField(
        label=_("Legal review"),
        required=False,
        choices=[_ANY, ("now", _("due for review")), ("soon", _("due within 90 days"))],
    )

    def __init__(
        self, data: Mapping[str, Any], *, categories: QuerySet[Category], quizzes: QuerySet[Quiz], tags: Sequence[str]
    ) -> None:
        super().__init__(data)
        for name, seen in (("category", categories), ("quiz", quizzes)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = seen
        self.fields["tag"] = forms.ChoiceField(
            label=_("Tag"), required=False, choices=[_ANY, *((name, name) for name in tags)]
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether one of the filters that are folded away says something."""
        folded = ("type", "difficulty", "practice", "tag", "competence", "language", "due")
        return any(self.cleaned_data.get(name) for name in folded)

    def main_fields(self) -> list[forms.BoundField]:
        return [self["q"], self["state"]]

    def folded_fields(self) -> list[forms.BoundField]:
        names = ("type", "difficulty", "practice", "tag", "competence", "language", "due")
        return [self[name] for name in names]


class BulkForm(forms.Form):
    """An act on the questions that were ticked, or on all that the filters leave."""

    act = forms.ChoiceField(label=_("With these questions"))
    category = CategoryField(label=_("Category to move to"), required=False, empty_label="–")
    tag = forms.CharField(label=_("Tag to add or take off"), required=False, max_length=50)
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty to give"),
        required=False,
        choices=[_ANY, *Difficulty.choices],
        coerce=int,
        empty_value=None,
        help_text=_("Makes a new version of each; a reviewed question becomes a draft."),
    )
    scope = forms.ChoiceField(
        label=_("Which questions"),
        choices=[("ticked", _("those ticked on this page")), ("all", _("all that the filters leave"))],
        initial="ticked",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None = None, *, categories: QuerySet[Category], may_review: bool) -> None:
        # The filters above the list have fields of the same names.
        super().__init__(data, auto_id="acts_%s")
        acts = [act for act in BulkAct if may_review or act != BulkAct.REVIEW]
        self.fields["act"] = forms.ChoiceField(
            label=_("With these questions"), choices=[_ANY, *((act.value, act.label) for act in acts)]
        )
        narrow_categories(self, categories)
        self.ticked = [int(value) for value in data.getlist("question") if value.isdecimal()] if data else []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        act = data.get("act")
        if act == BulkAct.MOVE and not data.get("category"):
            self.add_error("category", _("Choose the category into which the questions go."))
        if act in (BulkAct.TAG, BulkAct.UNTAG) and not data.get("tag", "").strip():
            self.add_error("tag", _("Write the tag."))
        if act == BulkAct.DIFFICULTY and not data.get("difficulty") and "difficulty" not in self.errors:
            self.add_error("difficulty", _("Choose the difficulty."))
        if data.get("scope") == "ticked" and not self.ticked:
            self.add_error(None, _("No question is ticked."))
        return data
