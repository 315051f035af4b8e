"""Forms about the columns of a file that was sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.domain.reference import centre
from committees.domain.unit_names import UnitNames
from committees.enums import TreeAct
from committees.models import Committee
from interop.enums import ChangeSetKind
from interop.formats import committees, people, roles
from interop.formats.layout import recognise
from interop.models import ChangeSet
from portal.fields import day_field

NOT_READ = "-"
PEOPLE_FIELDS = {
    "code": gettext_lazy("Cadre code"),
    "full_name": gettext_lazy("Full name"),
    "birth_year": gettext_lazy("Birth year"),
    "unit": gettext_lazy("Unit"),
    "position": gettext_lazy("Position"),
    "group": gettext_lazy("Position group"),
    "email": gettext_lazy("E-mail"),
    "sorts_by": gettext_lazy("Name to sort by"),
}
COMMITTEE_FIELDS = {
    "name": gettext_lazy("Name of the unit"),
    "short_name": gettext_lazy("Short name"),
    "kind": gettext_lazy("Kind of unit"),
    "code": gettext_lazy("Unit code"),
    "parent": gettext_lazy("Unit above"),
    "valid_from": gettext_lazy("From day"),
    "valid_to": gettext_lazy("Last day"),
    "successor": gettext_lazy("Successor"),
}

ROLE_FIELDS = {
    "full_name": gettext_lazy("Full name"),
    "code": gettext_lazy("Cadre code"),
    "role": gettext_lazy("Role"),
    "unit": gettext_lazy("Unit"),
    "valid_from": gettext_lazy("From day"),
    "valid_to": gettext_lazy("Last day"),
}
# What the columns of each kind may mean, which one is needed, and the words of headers.
_KINDS = {
    ChangeSetKind.PEOPLE: (PEOPLE_FIELDS, "full_name", people.HEADERS),
    ChangeSetKind.COMMITTEES: (COMMITTEE_FIELDS, "name", committees.HEADERS),
    ChangeSetKind.ROLES: (ROLE_FIELDS, "role", roles.HEADERS),
}


class ColumnsForm(forms.Form):
    """One choice for each column of the header row; `header` counts from 0."""

    def __init__(self, *args: Any, change_set: ChangeSet, header: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words, self.needed, self._headers = _KINDS[ChangeSetKind(change_set.kind)]
        self.width = max(map(len, change_set.sample), default=0)
        heads = [*change_set.sample[header], *[""] * self.width][: self.width]
        known = self._known(change_set, header, heads)
        choices = [(NOT_READ, _("not read")), *self.words.items()]
        for place, head in enumerate(heads):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=head or _("Column %(number)d, without a name") % {"number": place + 1},
                choices=choices,
                initial=known.get(place, NOT_READ),
                help_text=_below(change_set.sample, header, place),
            )

    def _known(self, change_set: ChangeSet, header: int, heads: list[str]) -> dict[int, str]:
        layout = change_set.layout
        columns = layout["columns"] if layout.get("header") == header else recognise(heads, self._headers)
        return {place: name for name, place in columns.items()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [name for name in cleaned.values() if name != NOT_READ]
        twice = sorted({str(self.words[name]) for name in chosen if chosen.count(name) > 1})
        if twice:
            raise forms.ValidationError(_("Chosen for more than one column: %(names)s.") % {"names": ", ".join(twice)})
        if self.needed not in chosen:
            raise forms.ValidationError(_("One column must be “%(name)s”.") % {"name": self.words[self.needed]})
        return cleaned

    def chosen_columns(self) -> dict[str, int]:
        """Field to place of its column."""
        named = ((self.cleaned_data[f"column_{place}"], place) for place in range(self.width))
        return {name: place for name, place in named if name != NOT_READ}


def _below(sample: list[list[str]], header: int, place: int) -> str:
    """The first values below the header, to see what the column is."""
    values = [row[place] for row in sample[header + 1 :] if place < len(row) and row[place]]
    return " · ".join(values[:3])


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
    on = day_field(gettext_lazy("First day of the new state"), gettext_lazy("Day/month/year, today or earlier."))
    decision = forms.CharField(
        label=gettext_lazy("Document that orders it"),
        max_length=200,
        help_text=gettext_lazy("Number, date and subject; it stands in the history."),
    )

    def clean_target(self) -> Committee:
        text = self.cleaned_data["target"]
        found = UnitNames.below(centre()).find(text)
        if not found:
            raise forms.ValidationError(_("There is no unit “%(text)s”.") % {"text": text[:80]})
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several units are called “%(text)s”; add the unit above, or use the code.") % {"text": text[:80]}
            )
        return Committee.objects.get(pk=found[0].pk)
