"""What the persons of a review say."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SubmitForm(forms.Form):
    note = forms.CharField(
        label=_("Note for the reviewer"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(forms.Form):
    note = forms.CharField(label=_("What has to be changed"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class PublishForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("What is new in this edition"), required=False, max_length=300)
    is_material = forms.BooleanField(
        label=_("Material change: learners who have begun continue on this edition"), required=False
    )
    at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        input_formats=["%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"],
        help_text=_("Empty: at once. Otherwise hour, then day/month/year, for example 08:00 15/12/2026."),
        widget=forms.DateTimeInput(format="%H:%M %d/%m/%Y", attrs={"placeholder": "08:00 15/12/2026"}),
    )


class AppraiseForm(forms.Form):
    has_read = forms.BooleanField(
        label=_("I have read the whole course and its questions, and answer for both"),
        error_messages={"required": _("Confirm that you have read the course before you sign.")},
    )


class ReplaceForm(forms.Form):
    """For whoever could sign the appraisal off, and gives that up by becoming the writer of the questions."""

    leaves_signing = forms.BooleanField(
        label=_("I know that another reviewer then has to review these questions and sign off the appraisal"),
        error_messages={"required": _("Confirm that another reviewer will sign before you replace the questions.")},
    )
