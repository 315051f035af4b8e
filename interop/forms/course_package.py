"""Sending a course package."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CoursePackageForm(forms.Form):
    file = forms.FileField(
        label=_("Course package"),
        help_text=_("A .zip file of at most 100 MB, as “Take out as a package” makes it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )
