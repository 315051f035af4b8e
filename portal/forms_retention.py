"""Proposals about old records."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import day_field


class ProposeRunForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), min_length=10, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RuleForm(forms.Form):
    """No days: kept for good."""

    days = forms.IntegerField(
        label=_("Days kept"),
        required=False,
        min_value=1,
        max_value=36_500,
        help_text=_("Empty means for good."),
    )
    basis = forms.CharField(label=_("Basis"), max_length=300, help_text=_("The law, decision or rule that says so."))
    review_on = day_field(_("To be looked at again"))
    reason = forms.CharField(label=_("Reason"), min_length=10, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
