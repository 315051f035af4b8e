"""Forms of whoever holds sessions or takes down what was learned elsewhere."""

import re
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.fields import day_field
from courses.domain.editions import ActivityOutline

MOST_CODES: Final = 2000
_MOMENTS: Final = ["%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"]


class SessionForm(forms.Form):
    activity = forms.TypedChoiceField(label=gettext_lazy("Live session"), coerce=UUID)
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Time"),
        input_formats=_MOMENTS,
        help_text=gettext_lazy("Hour, then day/month/year, for example 08:00 15/12/2026."),
        widget=forms.DateTimeInput(format=_MOMENTS[0], attrs={"placeholder": "08:00 15/12/2026"}),
    )
    room = forms.CharField(
        label=gettext_lazy("Room"),
        max_length=200,
        help_text=gettext_lazy("A room and its address, or how to join an online session."),
    )

    def __init__(self, *args: Any, activities: Iterable[ActivityOutline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["activity"]
        field.choices = [(str(activity.key), activity.title) for activity in activities]


class CallOffForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class AttendanceForm(forms.Form):
    """Besides the ticks, which stand in a table of their own."""

    codes = forms.CharField(
        label=gettext_lazy("Codes of others who were there"),
        required=False,
        max_length=MOST_CODES * 70,
        help_text=gettext_lazy("Instead of ticking: cadre codes from the list of signatures, one a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_codes(self) -> list[str]:
        codes = list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", self.cleaned_data["codes"]))))
        if len(codes) > MOST_CODES:
            raise forms.ValidationError(_("At most %(most)d codes at a time."), params={"most": MOST_CODES})
        return codes

    @staticmethod
    def ticked(data: QueryDict) -> list[UUID]:
        """The enrolments that are ticked; what is no UUID ticks nobody."""
        ticked = []
        for text in data.getlist("there")[:MOST_CODES]:
            try:
                ticked.append(UUID(text))
            except ValueError:
                continue
        return ticked


class OutsideForm(forms.Form):
    """`activities`: `slug:key` of the course and activity, and what is shown."""

    code = forms.CharField(label=gettext_lazy("Cadre code"), max_length=64)
    activity = forms.ChoiceField(label=gettext_lazy("What was learned"))
    on = day_field(
        gettext_lazy("Day on which it was finished"), gettext_lazy("Day/month/year, for example 31/12/2026.")
    )
    proof = forms.CharField(
        label=gettext_lazy("Proof"),
        max_length=300,
        help_text=gettext_lazy("Number, date and issuer of the paper. Nothing else about the person."),
    )

    def __init__(self, *args: Any, activities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["activity"]
        field.choices = activities
