"""The rows of a question: options, items and targets. An empty row is no row."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from assessments.enums import QuestionType
from assessments.question_types.reading import MAX_REASON, MAX_TEXT

MOST_ROWS: Final = 8


class Row(forms.Form):
    """`id` keeps the author's id of a part that exists; a new part gets one from its place."""

    id = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Text"), required=False, max_length=MAX_TEXT)

    def raw(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TargetRow(Row):
    """A target to match with; it needs no reason."""


class ReasonRow(Row):
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class OptionRow(ReasonRow):
    correct = forms.BooleanField(label=_("Right"), required=False)
    field_order = ("id", "correct", "text", "reason")


class MatchRow(ReasonRow):
    """`target` is the number of the target's row; in the package form it is the target's id."""

    target = forms.TypedChoiceField(
        label=_("Belongs to target"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *((n, str(n)) for n in range(1, MOST_ROWS + 1))],
    )
    field_order = ("id", "text", "target", "reason")


_ROWS: Final[dict[str, dict[str, type[Row]]]] = {
    QuestionType.SINGLE: {"options": OptionRow},
    QuestionType.MULTIPLE: {"options": OptionRow},
    QuestionType.TRUE_FALSE: {"options": OptionRow},
    QuestionType.ORDERING: {"items": ReasonRow},
    QuestionType.MATCHING: {"targets": TargetRow, "items": MatchRow},
}
HEADINGS: Final = {"options": _("Answer options"), "items": _("Items of the question"), "targets": _("Match targets")}
HINTS: Final = {
    QuestionType.ORDERING: _("Write the items in their right order; learners see them mixed."),
    QuestionType.MATCHING: _("Number the target of each item. A target may serve several items or none."),
    QuestionType.MULTIPLE: _("Tick every right option. The point is earned only by choosing exactly these."),
}


class Parts:
    """The formsets of one question type, read into and filled from the package form."""

    def __init__(
        self, kind: str, *, data: Mapping[str, Any] | None = None, raw: Mapping[str, Any] | None = None
    ) -> None:
        most = 2 if kind == QuestionType.TRUE_FALSE else MOST_ROWS
        self.hint = HINTS.get(QuestionType(kind), "")
        self.sets: dict[str, BaseFormSet[Row]] = {}
        for field, row in _ROWS[kind].items():
            initial = _initial(field, raw) if raw else _fresh(kind)
            count = max(most, len(initial))
            factory = formset_factory(row, extra=count - len(initial), max_num=count, absolute_max=count)
            self.sets[field] = factory(data, prefix=field, initial=initial)

    @property
    def sections(self) -> list[tuple[Any, BaseFormSet[Row]]]:
        return [(HEADINGS[field], rows) for field, rows in self.sets.items()]

    def is_valid(self) -> bool:
        """Whether every row can be read; all are, so that all errors are shown."""
        faulty = [field for field, rows in self.sets.items() if not rows.is_valid()]
        return not faulty

    def raw(self) -> dict[str, list[dict[str, Any]]]:
        """The parts in the package form; call after `is_valid`."""
        read = {field: _read(field, rows) for field, rows in self.sets.items()}
        for item in read.get("items", ()) if "targets" in read else ():
            item["target"] = self._target_ids().get(item["target"])
        return read

    def _target_ids(self) -> dict[int, str]:
        """From the number of a target's row to its id."""
        names = _names("targets", self.sets["targets"])
        return {number: name for number, name in enumerate(names, start=1) if name}


def _read(field: str, rows: BaseFormSet[Row]) -> list[dict[str, Any]]:
    named = zip(rows.forms, _names(field, rows), strict=True)
    return [{**row.raw(), "id": name} for row, name in named if name]


def _names(field: str, rows: BaseFormSet[Row]) -> list[str]:
    """An id for each row, empty for an empty row; ids given before stay."""
    taken = {row.cleaned_data.get("id") for row in rows.forms}
    names = []
    for number, row in enumerate(rows.forms, start=1):
        if not row.cleaned_data.get("text"):
            names.append("")
            continue
        name = row.cleaned_data.get("id") or f"{field[0]}{number}"
        while not row.cleaned_data.get("id") and name in taken:
            name += "x"
        taken.add(name)
        names.append(name)
    return names


def _initial(field: str, raw: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    places = {target["id"]: number for number, target in enumerate(raw.get("targets", ()), start=1)}
    return [
        {**part, "target": places[part["target"]]} if "target" in part else dict(part) for part in raw.get(field, ())
    ]


def _fresh(kind: str) -> Sequence[dict[str, Any]]:
    if kind == QuestionType.TRUE_FALSE:
        return [{"id": "dung", "text": "Đúng"}, {"id": "sai", "text": "Sai"}]
    return []
