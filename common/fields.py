"""Fields that forms of several rooms have."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

DAYS: Final = ["%d/%m/%Y", "%Y-%m-%d"]


def day_field(label: Any, help_text: Any = "", *, required: bool = True, initial: Any = None) -> forms.DateField:
    """A day as it is written here, day/month/year."""
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAYS,
        help_text=help_text,
        initial=initial,
        widget=_day_input(),
    )


def reason_field(*, required: bool = True) -> forms.CharField:
    """Why something is done to somebody, for the log."""
    return forms.CharField(
        label=gettext_lazy("Reason"),
        required=required,
        min_length=5 if required else None,
        max_length=300,
        help_text=gettext_lazy("The decision or the need it rests on; it is kept in the log."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _day_input() -> forms.DateInput:
    return forms.DateInput(format=DAYS[0], attrs={"inputmode": "numeric", "placeholder": gettext_lazy("dd/mm/yyyy")})


class FirstDayField(forms.DateField):
    """The day for the rows of a list of units that have none: today where nobody says another."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("First day of the rows without a day"),
            required=False,
            input_formats=DAYS,
            help_text=gettext_lazy("Day/month/year, for example 01/07/2025. Empty: today."),
            widget=_day_input(),
        )

    def clean(self, value: Any) -> date:
        return super().clean(value) or timezone.localdate()
