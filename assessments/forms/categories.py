"""Choosing a category from the tree, and writing one."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.domain.categories import Branch, tree_of
from assessments.domain.queries.bank import bank_titles
from assessments.enums import HandOver
from assessments.models import Category
from common.text.vietnamese import sort_key


class CategoryField(forms.ModelChoiceField):
    """A category of the tree, under the name of its bank. A form narrows them to those the person sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Category.objects.none(), **{"empty_label": _("– choose –"), **kwargs})


def narrow_categories(form: forms.Form, categories: QuerySet[Category], name: str = "category") -> None:
    """Let the form's field offer these only, as trees."""
    field = form.fields[name]
    if isinstance(field, CategoryField):
        field.queryset = categories
        empty = [("", field.empty_label)] if field.empty_label is not None else []
        field.choices = [*empty, *grouped_choices(categories)]


def grouped_choices(categories: QuerySet[Category]) -> list[tuple[str, list[tuple[int, str]]]]:
    """For each bank its categories from the top down, named with what stands above them."""
    branches = tree_of(categories)
    titles = bank_titles({branch.category.bank for branch in branches})

    def bank_of(branch: Branch) -> str:
        return branch.category.bank

    return [
        (titles[bank], [(branch.category.pk, " › ".join(branch.path)) for branch in of_bank])
        for bank, of_bank in groupby(branches, key=bank_of)
    ]


class CategoryForm(forms.Form):
    """A new category. `parent` has the last word on the bank."""

    bank = forms.ChoiceField(
        label=_("Question bank"),
        required=False,
        help_text=_("Leave it empty where the category stands below another one."),
    )
    new_bank = forms.SlugField(
        label=_("Or a new bank"),
        max_length=100,
        required=False,
        help_text=_("A short name in small letters without marks; that of its course, where there is one."),
    )
    parent = CategoryField(label=_("Stands below"), required=False, empty_label=_("– at the top of the bank –"))
    name = forms.CharField(label=_("Question category"), max_length=150)

    def __init__(
        self, data: Any = None, *, categories: QuerySet[Category], banks: Iterable[str], initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        titles = sorted(bank_titles(banks).items(), key=lambda pair: sort_key(pair[1]))
        field = self.fields["bank"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("– choose –")), *titles]
        narrow_categories(self, categories, "parent")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("parent"):
            data["bank"] = data["parent"].bank
        elif data.get("new_bank"):
            data["bank"] = data["new_bank"]
        elif not data.get("bank") and not self.errors.keys() & {"bank", "new_bank"}:
            self.add_error("bank", _("Name the bank, or choose the category above."))
        return data


class ChangeCategoryForm(forms.Form):
    """A name and a place in the same bank for a category there is."""

    name = forms.CharField(label=_("Question category"), max_length=150)
    parent = CategoryField(label=_("Stands below"), required=False, empty_label=_("– at the top of the bank –"))

    def __init__(self, data: Any = None, *, category: Category, categories: QuerySet[Category]) -> None:
        super().__init__(data, initial={"name": category.name, "parent": category.parent_id})
        others = categories.filter(bank=category.bank).exclude(pk=category.pk)
        narrow_categories(self, others, "parent")


class HandOverForm(forms.Form):
    """Another trainer who answers for the category from now on."""

    to = forms.CharField(
        label=_("Sign-in name of the trainer"),
        max_length=64,
        help_text=_("Whoever answers for a category reads and edits its questions, keys included."),
    )
    scope = forms.ChoiceField(
        label=_("What is handed over"),
        choices=HandOver.choices,
        initial=HandOver.CATEGORY,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
