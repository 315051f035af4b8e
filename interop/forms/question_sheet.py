"""Sending a sheet of questions to a bank."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.domain.queries.bank import bank_titles
from common.text.vietnamese import sort_key


class QuestionSheetForm(forms.Form):
    bank = forms.ChoiceField(label=_("Question bank"))
    file = forms.FileField(
        label=_("Excel file"),
        allow_empty_file=True,
        help_text=_("Files .xlsx, .xls, .ods or .csv, up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        banks: list[str],
        bank: str = "",
    ) -> None:
        super().__init__(data, files, initial={"bank": bank})
        titles: dict[str, str] = bank_titles(banks)
        choices = [(name, titles[name]) for name in sorted(titles, key=lambda name: sort_key(titles[name]))]
        self.fields["bank"] = forms.ChoiceField(label=_("Question bank"), choices=choices)
