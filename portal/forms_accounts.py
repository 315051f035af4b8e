"""Forms of closing an account and of opening it again; both say why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from common.fields import reason_field

LEAVES, STAYS = "leaves", "stays"


class CloseAccountForm(forms.Form):
    """`belongs`: whether the person belongs to a unit, so that there is something to leave."""

    why = forms.ChoiceField(
        label=gettext_lazy("What has happened?"),
        choices=[
            (LEAVES, gettext_lazy("The person has left the unit (retired, transferred, resigned)")),
            (STAYS, gettext_lazy("The person stays in the unit; only signing in is stopped")),
        ],
        widget=forms.RadioSelect,
    )
    reason = reason_field()

    def __init__(self, *args: Any, belongs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not belongs:
            del self.fields["why"]

    @property
    def leaves(self) -> bool:
        return self.cleaned_data.get("why") == LEAVES


class ReopenAccountForm(forms.Form):
    reason = reason_field()
