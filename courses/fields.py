"""Columns of the authors' pages that need a field of their own in the editor."""

from datetime import date
from typing import Any, Final

from django import forms
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block

from assessments.blocks import ExerciseBlock
from common.text.formats import short_date
from content.blocks import basic_blocks
from content.fields import BlocksField
from content.frameworks import competence_choices

_BLANK_ROWS: Final = 2
_MOST_BASES: Final = 50
_DAYS: Final = ("in_force_on", "review_on")
# A line to type, the same in every browser: what a browser's own field shows depends on its language.
_DAY: Final = "%d/%m/%Y"


def lesson_blocks(exercise: ExerciseBlock) -> list[tuple[str, Block]]:
    """Name and block of everything a lesson may hold."""
    return [*basic_blocks(), ("exercise", exercise)]


class LessonBodyField(BlocksField):
    """StreamField with all blocks a lesson may hold."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lesson_blocks(ExerciseBlock()), **kwargs)


class CompetencesField(models.JSONField):
    """A list of competence codes, chosen from the frameworks."""

    def formfield(self, **kwargs: Any) -> Any:
        given = {name: kwargs[name] for name in ("label", "help_text") if name in kwargs}
        return forms.MultipleChoiceField(
            label=capfirst(given.get("label", self.verbose_name)),
            help_text=given.get("help_text", self.help_text),
            choices=competence_choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class LegalBasisField(models.JSONField):
    """A list of `{"text", "in_force_on", "review_on"}`, dates in ISO form."""

    def formfield(self, **kwargs: Any) -> Any:
        return LegalBasisFormField(label=capfirst(self.verbose_name), required=False)


class LegalBasisWidget(forms.Widget):
    """A row for each basis and a few empty ones; a row without words is left out. Needs no script."""

    template_name = "courses/widgets/legal_basis.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = value if isinstance(value, list) else []
        shown = [{"text": row.get("text", ""), **{name: _shown(row.get(name, "")) for name in _DAYS}} for row in given]
        context["widget"]["rows"] = shown + [{}] * _BLANK_ROWS
        return context

    def value_from_datadict(self, data: Any, files: MultiValueDict, name: str) -> list[dict[str, str]]:
        rows = []
        for number in range(_MOST_BASES):
            given = {part: str(data.get(f"{name}-{number}-{part}", "")).strip() for part in ("text", *_DAYS)}
            row = given | {part: _kept(given[part]) for part in _DAYS}
            if any(row.values()):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: MultiValueDict, name: str) -> bool:
        return f"{name}-0-text" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-text"


class LegalBasisFormField(forms.Field):
    widget = LegalBasisWidget
    default_error_messages = {
        "text": gettext_lazy("Legal basis %(number)d: its name is missing."),
        "date": gettext_lazy("Legal basis %(number)d: both dates are needed, the review after the day in force."),
    }

    def clean(self, value: Any) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = super().clean(value) or []
        for number, row in enumerate(rows, start=1):
            if not row["text"] or len(row["text"]) > 500:
                raise forms.ValidationError(self.error_messages["text"], params={"number": number})
            try:
                in_order = date.fromisoformat(row["in_force_on"]) < date.fromisoformat(row["review_on"])
            except ValueError:
                in_order = False
            if not in_order:
                raise forms.ValidationError(self.error_messages["date"], params={"number": number})
        return rows


def _shown(day: str) -> str:
    """A day as documents write it; what is none stays as it was typed."""
    try:
        return short_date(date.fromisoformat(day))
    except ValueError:
        return day


def _kept(day: str) -> str:
    """The ISO form of a day as documents write it."""
    try:
        read = forms.DateField(required=False, input_formats=[_DAY]).clean(day)
    except forms.ValidationError:
        return day
    return read.isoformat() if read else ""
