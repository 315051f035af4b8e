"""Forms that add one person, and correct or move one."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.domain.queries.places import full_name
from committees.domain.unit_names import UnitNames
from committees.models import Committee, Membership, PositionGroup
from common.fields import reason_field
from interop.domain.one_person import PersonEntry
from interop.domain.people_apply import values_of
from interop.domain.unit_faults import says_none, says_several
from interop.formats.layout import clean_cells
from interop.formats.people import LONGEST, faults_of
from portal.list_columns import PEOPLE_FIELDS

LONGEST_UNIT: Final = 300


class PersonForm(forms.Form):
    """What a row of a list says of a person, checked as such a row.

    `units`: those that may be named. `own`: the one whose name stands in the field from the beginning, and is meant
    by it even where others are called the same; the others are read only where another is typed.
    """

    full_name = forms.CharField(label=PEOPLE_FIELDS["full_name"], max_length=150)
    sorts_by = forms.CharField(
        label=PEOPLE_FIELDS["sorts_by"],
        required=False,
        max_length=LONGEST["sorts_by"],
        help_text=gettext_lazy(
            "Only for a name that is not filed under its last word: “H Mai Niê” is filed under “Mai”."
        ),
    )
    birth_year = forms.CharField(
        label=PEOPLE_FIELDS["birth_year"],
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    email = forms.CharField(
        label=PEOPLE_FIELDS["email"],
        required=False,
        max_length=LONGEST["email"],
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )
    unit = forms.CharField(
        label=PEOPLE_FIELDS["unit"],
        max_length=LONGEST_UNIT,
        help_text=gettext_lazy("Its name or code; where several have the name, with the unit above it after a comma."),
    )
    group = forms.ModelChoiceField(
        label=PEOPLE_FIELDS["group"], queryset=PositionGroup.objects.order_by("pk"), empty_label="–"
    )
    position = forms.CharField(label=PEOPLE_FIELDS["position"], required=False, max_length=LONGEST["position"])

    def __init__(self, *args: Any, units: QuerySet[Committee], own: Committee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units, self._own = units, own
        self.initial["unit"] = full_name(own)

    def clean_unit(self) -> int:
        text = self.cleaned_data["unit"]
        if text == self.initial["unit"]:
            return self._own.pk
        names = UnitNames.among(self._units)
        found = names.find(text)
        if len(found) == 1:
            return found[0].pk
        raise forms.ValidationError(says_several(names, text, found) if found else self.says_no_unit(text))

    def says_no_unit(self, text: str) -> str:
        return says_none(text)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        texts = {name: cleaned.get(name, "") for name in PEOPLE_FIELDS if name not in ("unit", "group")}
        for name, text in texts.items():
            problems: list[str] = []
            cell = {name: text}
            clean_cells(cell, problems)
            texts[name] = cell[name]
            if problems:
                self.add_error(name, problems)
        for name, sentence in faults_of(texts, today=timezone.localdate()):
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned | texts

    @property
    def entry(self) -> PersonEntry:
        """Call after `is_valid`."""
        given = self.cleaned_data
        return PersonEntry(
            full_name=given["full_name"],
            sorts_by=given["sorts_by"],
            birth_year=int(given["birth_year"]) if given["birth_year"] else None,
            email=given["email"],
            unit=given["unit"],
            group=given["group"].pk,
            position=given["position"],
        )


class AddPersonForm(PersonForm):
    code = forms.CharField(
        label=PEOPLE_FIELDS["code"],
        required=False,
        max_length=64,
        help_text=gettext_lazy(
            "The person signs in with it. Empty: a sign-in name is made from the full name, such as “an.nguyenvan”."
        ),
    )

    field_order = ("full_name", "sorts_by", "birth_year", "email", "code", "unit", "group", "position")


class EditPersonForm(PersonForm):
    """`membership`: the one of today, with its person and unit."""

    reason = reason_field(required=False)

    def __init__(self, *args: Any, membership: Membership, units: QuerySet[Committee], **kwargs: Any) -> None:
        now = values_of(membership)
        super().__init__(*args, units=units, own=membership.committee, initial=now, **kwargs)

    def says_no_unit(self, text: str) -> str:
        return _("There is no unit “%(text)s” among those you administer.") % {"text": text[:80]}

    def differing(self) -> list[tuple[str, str, str]]:
        """Label, value of today and value typed of every field where the two are not the same."""
        names = [name for name in self.fields if name in PEOPLE_FIELDS]
        rows = [
            (str(self[name].label), self._shown(name, self.initial[name]), self._shown(name, self[name].value()))
            for name in names
        ]
        return [row for row in rows if row[1] != row[2]]

    def _shown(self, name: str, value: Any) -> str:
        if name == "group":
            return next((str(group) for group in PositionGroup.objects.all() if str(group.pk) == str(value)), "")
        return str(value or "")
