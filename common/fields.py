"""Fields that forms of several rooms have."""

from typing import Any, Final

from django import forms

DAYS: Final = ["%d/%m/%Y", "%Y-%m-%d"]


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day as it is written here, day/month/year."""
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAYS,
        help_text=help_text,
        widget=forms.DateInput(format=DAYS[0], attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}),
    )
