"""Forms of closing an account and of opening it again; both say why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

LEAVES, STAYS = "leaves", "stays"


def _reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=5,
        max_length=300,
        help_text=gettext_lazy("The decision or the need it rests on; it is kept in the log."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


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
    reason = _reason_field()

    def __init__(self, *args: Any, belongs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not belongs:
            del self.fields["why"]

    @property
    def leaves(self) -> bool:
        return self.cleaned_data.get("why") == LEAVES


class ReopenAccountForm(forms.Form):
    reason = _reason_field()
