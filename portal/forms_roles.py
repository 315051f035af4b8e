"""Forms of the screens of roles: whom a role is given to and from when to when, and ending one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.finding import exactness, matches
from accounts.models import User
from committees.domain.role_days import end_of, first_moment
from committees.domain.role_words import what_it_allows
from committees.enums import Role
from common.fields import day_field, reason_field
from common.text.formats import short_date
from common.text.vietnamese import fold

MOST_SHOWN = 20


class GiveRoleForm(forms.Form):
    """`person`: a name or a sign-in name. Where several are meant, `chosen` is the one ticked."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    person = forms.CharField(
        label=gettext_lazy("Holder of the role"),
        max_length=100,
        help_text=gettext_lazy("Full name, with or without marks, or the sign-in name (cadre code)."),
    )
    first_day = day_field(gettext_lazy("From day"), gettext_lazy("Day/month/year; empty: at once."), required=False)
    last_day = day_field(
        gettext_lazy("Last day"),
        gettext_lazy("Day/month/year, that day included; empty: until it is ended."),
        required=False,
    )
    reason = reason_field()

    def __init__(self, *args: Any, roles: tuple[Role, ...], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = people
        self.candidates: Sequence[User] = ()
        self.are_more = False
        self.fields["role"] = forms.ChoiceField(
            label=self.fields["role"].label,
            widget=forms.RadioSelect,
            choices=[(role.value, _with_words(role)) for role in roles],
        )

    def clean_first_day(self) -> date | None:
        day: date | None = self.cleaned_data["first_day"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("The first day is today or later."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_day") or timezone.localdate(), cleaned.get("last_day")
        if last and last < first:
            self.add_error("last_day", _("The last day lies before the first one."))
        if cleaned.get("person"):
            self._find(cleaned)
        return cleaned

    def _find(self, cleaned: dict[str, Any]) -> None:
        """Set `user` where one person is meant; else who might be."""
        typed, ticked = cleaned["person"], self.data.get("chosen", "")
        found = list(
            self._people.filter(matches(typed))
            .annotate(exactness=exactness(typed))
            .order_by("exactness", "sort_name", "pk")[: MOST_SHOWN + 1]
        )
        of_code = [user for user in found if user.username_key == fold(typed)]
        meant = of_code or [user for user in found if str(user.pk) == ticked] or found
        if len(meant) == 1:
            cleaned["user"] = meant[0]
        elif found:
            self.candidates, self.are_more = found[:MOST_SHOWN], len(found) > MOST_SHOWN
            self.add_error("person", _("Several people are called so. Choose one below."))
        else:
            self.add_error("person", _("Nobody is called so among the people you may give a role to."))

    @property
    def valid_from(self) -> datetime | None:
        """None for at once, which today is as well."""
        return first_moment(self.cleaned_data["first_day"])

    @property
    def valid_to(self) -> datetime | None:
        return end_of(self.cleaned_data["last_day"])

    @property
    def shown_first_day(self) -> str:
        return short_date(self.cleaned_data["first_day"] or timezone.localdate())


class EndRoleForm(forms.Form):
    last_day = day_field(
        gettext_lazy("Last day"),
        gettext_lazy("Day/month/year, that day included; empty: it ends at once."),
        required=False,
    )
    reason = reason_field()

    def clean_last_day(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("The last day is today or later."))
        return day

    @property
    def at(self) -> datetime | None:
        return end_of(self.cleaned_data["last_day"])


def _with_words(role: Role) -> str:
    label = str(role.label)
    return format_html(
        '<span>{}<br><span class="muted small">{}</span></span>',
        label[:1].upper() + label[1:],
        what_it_allows(role.value),
    )
