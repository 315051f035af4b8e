"""Settings of a quiz and of a question, such as what may be seen of a paper or the tolerance of a number, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.enums import ReviewFlag, ReviewPhase
from assessments.models import QuestionVersion, Quiz
from assessments.question_types import question_type


def rules_in_words(rules: Mapping[str, Any]) -> list[str]:
    """A line for every rule that was frozen with a quiz, named as in its form."""
    fields = {field.name: field for field in Quiz._meta.fields}
    lines: list[str] = []
    for name, value in rules.items():
        if name == "sections":
            label, value = _("Sections"), ", ".join(section["title"] for section in value)
        else:
            label = str(fields[name].verbose_name)
            value = _phases(value) if name == "review" else _said(fields[name].flatchoices, value)
        lines.append(f"{capfirst(label)}: {value or '–'}")
    return lines


def _phases(review: Mapping[str, list[str]]) -> str:
    return "; ".join(
        f"{ReviewPhase(phase).label}: {', '.join(str(ReviewFlag(flag).label) for flag in flags) or '–'}"
        for phase, flags in review.items()
    )


def question_in_words(version: QuestionVersion, raw: dict[str, Any]) -> list[str]:
    """A line for what is one value, named as in the form. They are taken out of `raw`, its package form."""
    form = question_type(version.type).author_form().form
    fields = form.fields if form else {}
    lines: list[str] = []
    for name in [name for name, value in raw.items() if isinstance(value, str | int) and name in fields]:
        field = fields[name]
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        value = _said(choices, raw.pop(name))
        lines += [f"{capfirst(str(field.label))}: {value}"] if value else []
    return lines


def _said(choices: Iterable[Any], value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(dict(choices).get(value, value))
