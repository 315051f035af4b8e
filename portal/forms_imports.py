"""Forms about the columns of a file that was sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.domain.reference import centre
from committees.domain.unit_names import UnitNames
from committees.enums import TreeAct
from committees.models import Committee
from common.fields import FirstDayField, day_field
from common.text.vietnamese import UnsafeText, clean_line
from interop.domain.unit_faults import says_several
from interop.enums import ChangeSetKind
from interop.formats.committees import LONGEST_NAME, name_fault
from interop.formats.headers import recognise
from interop.models import ChangeSet
from portal.list_columns import fields_of, headers_of, unnamed

NOT_READ = "-"


class ColumnsForm(forms.Form):
    """One choice for each column of the header row; `header` counts from 0."""

    def __init__(self, *args: Any, change_set: ChangeSet, header: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words, self._headers = fields_of(change_set), headers_of(change_set)
        self.width = max(map(len, change_set.sample), default=0)
        heads = [*change_set.sample[header], *[""] * self.width][: self.width]
        known = self._known(change_set, header, heads)
        choices = [(NOT_READ, _("not read")), *self.words.items()]
        for place, head in enumerate(heads):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=head or unnamed(place),
                choices=choices,
                initial=known.get(place, NOT_READ),
                help_text=_below(change_set.sample, header, place),
            )
        if change_set.kind == ChangeSetKind.COMMITTEES:
            self.fields["first_day"] = FirstDayField()
            self.initial["first_day"] = change_set.first_day

    def _known(self, change_set: ChangeSet, header: int, heads: list[str]) -> dict[int, str]:
        layout = change_set.layout
        columns = layout["columns"] if layout.get("header") == header else recognise(heads, self._headers)
        return {place: name for name, place in columns.items()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        columns = (value for name, value in cleaned.items() if name.startswith("column_"))
        chosen = [name for name in columns if name != NOT_READ]
        twice = sorted({str(self.words[name]) for name in chosen if chosen.count(name) > 1})
        if twice:
            raise forms.ValidationError(_("Chosen for more than one column: %(names)s.") % {"names": ", ".join(twice)})
        needed = self._headers.needed
        if needed not in chosen:
            raise forms.ValidationError(_("One column must be “%(name)s”.") % {"name": self.words[needed]})
        return cleaned

    def chosen_columns(self) -> dict[str, int]:
        """Field to place of its column."""
        named = ((self.cleaned_data[f"column_{place}"], place) for place in range(self.width))
        return {name: place for name, place in named if name != NOT_READ}


def _below(sample: list[list[str]], header: int, place: int) -> str:
    """The first values below the header, to see what the column is."""
    values = [row[place] for row in sample[header + 1 :] if place < len(row) and row[place]]
    return " · ".join(values[:3])


class CancelPlanForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it is cancelled"), max_length=300)


class TreeChangeForm(forms.Form):
    """Moving or merging one committee; the target is named by its name, with the unit above, or by its code."""

    act = forms.ChoiceField(
        label=gettext_lazy("What happens to the unit"), choices=TreeAct.choices, widget=forms.RadioSelect
    )
    target = forms.CharField(
        label=gettext_lazy("Other unit"),
        max_length=300,
        help_text=gettext_lazy("Its name or code; where several have the name, with the unit above it after a comma."),
    )
    on = day_field(
        gettext_lazy("First day of the new state"),
        gettext_lazy("Day/month/year; on a day to come, at most a year ahead, it is carried out on that day."),
    )
    decision = forms.CharField(
        label=gettext_lazy("Document that orders it"),
        max_length=200,
        help_text=gettext_lazy("Number, date and subject; it stands in the history."),
    )

    def clean_target(self) -> Committee:
        text = self.cleaned_data["target"]
        names = UnitNames.below(centre())
        found = names.find(text)
        if not found:
            raise forms.ValidationError(_("There is no unit “%(text)s”.") % {"text": text[:80]})
        if len(found) > 1:
            raise forms.ValidationError(says_several(names, text, found))
        return Committee.objects.get(pk=found[0].pk)


class RenameForm(forms.Form):
    """Another name for one unit, or the present one put right."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=60, required=False)
    on = day_field(
        gettext_lazy("First day of the new name"),
        gettext_lazy(
            "Day/month/year, today or before. Empty: the unit was never called as it is now; it was misspelt."
        ),
        required=False,
    )
    decision = forms.CharField(
        label=gettext_lazy("Document that orders it"),
        max_length=200,
        help_text=gettext_lazy("Number, date and subject; it stands in the history."),
    )

    def clean_name(self) -> str:
        name = _one_line(self.cleaned_data["name"])
        if fault := name_fault(name):
            raise forms.ValidationError(fault)
        return name

    def clean_short_name(self) -> str:
        return _one_line(self.cleaned_data["short_name"])


def _one_line(text: str) -> str:
    try:
        return clean_line(text)
    except UnsafeText as error:
        raise forms.ValidationError(str(error)) from error
