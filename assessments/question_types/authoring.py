"""The author's form of a question type: rows of options, items and the like. An empty row is no row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.question_types.apart import folded
from assessments.question_types.reading import MAX_REASON, MAX_TEXT

MOST_ROWS: Final = 8
FEWEST_SHOWN: Final = 4
FREE_SHOWN: Final = 2
# As tall as what is in it, by a script of Wagtail's.
GROWING: Final = {"rows": 2, "data-controller": "w-autosize"}
Words: TypeAlias = str | Promise


class Row(forms.Form):
    """`id` keeps the author's id of a part that exists; a new part gets one from its place.

    A row in which the field `needed` is empty is no row, so nothing else may be typed in it. No two rows
    may say the same in all fields of `apart`.
    """

    needed: ClassVar[str] = "text"
    apart: ClassVar[tuple[str, ...]] = ()
    id = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def raw(self) -> dict[str, Any]:
        """The part in the package form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "id"}

    def is_torn(self) -> bool:
        """Whether something was typed or chosen now, but not what makes it a row.

        A part that is there already goes with its words, as long as nothing new stands beside them.
        """
        if self.cleaned_data.get(self.needed) or self.needed in self.errors:
            return False
        return any(self._says(name) for name in self.changed_data if name not in ("id", self.needed))

    def _says(self, name: str) -> bool:
        field, value = self.fields[name], self.cleaned_data.get(name)
        if isinstance(field, forms.ChoiceField) and name not in self.initial:
            # The browser sends the first choice of a list that nobody has touched.
            choices: Any = field.choices
            return value not in (None, "", next(iter(choices))[0])
        return name in self.errors or value not in (None, "", False)

    def sameness(self) -> tuple[str, ...]:
        """Equal for two rows that learners could not tell apart; empty where that does not matter."""
        if not self.cleaned_data.get(self.needed):
            return ()
        return tuple(folded(str(self.cleaned_data.get(name))) for name in self.apart)


class TextRow(Row):
    apart: ClassVar[tuple[str, ...]] = ("text",)
    text = forms.CharField(label=_("Text"), required=False, max_length=MAX_TEXT, widget=forms.Textarea(attrs=GROWING))

    def clean_text(self) -> str:
        """One line, however long: the box has several so that all of it is seen."""
        return " ".join(self.cleaned_data["text"].split())


def reason_field() -> forms.CharField:
    """Why a part, or the answer, is right or wrong."""
    return forms.CharField(label=_("Why"), required=False, max_length=MAX_REASON, widget=forms.Textarea(attrs=GROWING))


class ReasonRow(TextRow):
    reason = reason_field()


class RowSet(BaseFormSet):
    """The rows as the form shows them: those in use and some that are free, the others folded away."""

    @cached_property
    def shown(self) -> list[Row]:
        used = (number for number, row in enumerate(self.forms, start=1) if row.initial or row.has_changed())
        return self.forms[: max(FEWEST_SHOWN, max(used, default=0) + FREE_SHOWN)]

    @property
    def spare(self) -> list[Row]:
        return self.forms[len(self.shown) :]


@dataclass(frozen=True)
class Rows:
    """Rows of one kind in the form: `most` are offered, or as many as there are.

    `stacked`: too many fields for the line of a table; each row is a box of its own.
    `above`: a template of what helps to fill them in, with the formset as `rows`.
    """

    row: type[Row]
    heading: Words
    most: int = MOST_ROWS
    stacked: bool = False
    above: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, and rows or a plain form below it."""

    heading: Words
    rows: "BaseFormSet[Row] | None" = None
    form: forms.Form | None = None
    stacked: bool = False
    above: str = ""


class AuthorForm:
    """Formsets by the field of the package form which they fill, and one plain form of settings.

    A type with parts that point at one another overrides `initial` and `raw`.
    """

    hint: ClassVar[Words] = ""
    parts: ClassVar[Mapping[str, Rows]] = {}
    settings: ClassVar[type[forms.Form] | None] = None

    def __init__(self, data: Mapping[str, Any] | None = None, raw: Mapping[str, Any] | None = None) -> None:
        start = self.initial(raw) if raw else self.fresh()
        self.form = self.settings(data, prefix="set", initial=start) if self.settings else None
        self.sets: dict[str, BaseFormSet[Row]] = {}
        for field, rows in self.parts.items():
            initial = start.get(field, ())
            count = max(rows.most, len(initial))
            factory = formset_factory(rows.row, RowSet, extra=count - len(initial), max_num=count, absolute_max=count)
            self.sets[field] = factory(data, prefix=field, initial=initial)

    @property
    def sections(self) -> list[Section]:
        settings = [Section("", form=self.form)] if self.form else []
        parts = [(self.parts[field], rows) for field, rows in self.sets.items()]
        return [
            *settings,
            *(Section(part.heading, rows=rows, stacked=part.stacked, above=part.above) for part, rows in parts),
        ]

    @property
    def media(self) -> forms.Media:
        """Scripts of the widgets of the settings, if they have any."""
        return self.form.media if self.form else forms.Media()

    def is_valid(self) -> bool:
        """Whether every row can be read; all are, so that all errors are shown."""
        faulty = [rows for rows in self.sets.values() if not (rows.is_valid() and _are_whole(rows))]
        return not faulty and (self.form is None or self.form.is_valid())

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Rows by field, and settings by name, from the package form."""
        return dict(raw)

    def fresh(self) -> dict[str, Sequence[dict[str, Any]]]:
        """The same for a question that is new."""
        return {}

    def raw(self) -> dict[str, Any]:
        """The type's own fields in the package form; call after `is_valid`."""
        settings = dict(self.form.cleaned_data) if self.form else {}
        return settings | {field: self.read(field) for field in self.sets}

    def read(self, field: str) -> list[dict[str, Any]]:
        rows = self.sets[field]
        named = zip(rows.forms, self.names(field), strict=True)
        return [{"id": name, **row.raw()} for row, name in named if name]

    def names(self, field: str) -> list[str]:
        """An id for each row, empty for an empty row; ids given before stay."""
        rows = self.sets[field]
        taken = {row.cleaned_data.get("id") for row in rows.forms}
        names = []
        for number, row in enumerate(rows.forms, start=1):
            if not row.cleaned_data.get(row.needed):
                names.append("")
                continue
            name = row.cleaned_data.get("id") or f"{field[0]}{number}"
            while not row.cleaned_data.get("id") and name in taken:
                name += "x"
            taken.add(name)
            names.append(name)
        return names

    def numbered(self, field: str) -> dict[int, str]:
        """From the number of a row to its id, for parts that point at it."""
        return {number: name for number, name in enumerate(self.names(field), start=1) if name}


def _are_whole(rows: "BaseFormSet[Row]") -> bool:
    """Whether each row says what makes it one, and no two say the same; what is wrong is told at its field."""
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows.forms, start=1):
        words: dict[str, Any] = {"number": number, "label": _small(str(row.fields[row.needed].label))}
        if row.is_torn():
            row.add_error(row.needed, gettext("Row %(number)d: %(label)s is missing.") % words)
        elif (said := row.sameness()) and (first := seen.setdefault(said, number)) != number:
            if not (row.has_changed() or rows.forms[first - 1].has_changed()):
                # As it was kept before this was asked; a correction of it must not end here.
                continue
            row.add_error(
                row.needed, gettext("Row %(number)d says the same as row %(first)d.") % {**words, "first": first}
            )
    return rows.is_valid()


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def number_choices(most: int, empty: Words = "–") -> list[tuple[Any, Words]]:
    """The choices of a field that points at a row by its number."""
    return [("", empty), *((n, str(n)) for n in range(1, most + 1))]
