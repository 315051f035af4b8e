"""Forms of the posts that people hold beside their main one."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from common.fields import day_field


class TakeUpPostForm(forms.Form):
    """`code`: the sign-in name of who takes the post up."""

    code = forms.CharField(
        label=gettext_lazy("Cadre code"),
        max_length=64,
        help_text=gettext_lazy("Somebody of the units you administer; the main unit stays as it is."),
    )
    position = forms.CharField(label=gettext_lazy("Side post"), max_length=150)
    valid_from = day_field(gettext_lazy("From day"), gettext_lazy("Day/month/year, today at the latest."))


class EndPostForm(forms.Form):
    last_day = day_field(
        gettext_lazy("Last day"), gettext_lazy("Day/month/year, that day included."), initial=timezone.localdate
    )
