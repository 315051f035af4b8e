"""What is asked of a report, from its address."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.models import PositionGroup
from courses.models import Course
from learning.models import Campaign
from reports.domain.queries.scopes import OfferedCourse, scope_name, scope_named
from reports.domain.tables import group_name
from reports.domain.words import heading
from reports.enums import ExportFormat, ExportKind, StatusFilter

Choices = list[tuple[str, Any]]


class BoardFilter(forms.Form):
    """`dot`: UUID of a campaign or slug of a course; `nhom`: id of a position group."""

    dot = forms.ChoiceField(label=gettext_lazy("Campaign or course"))
    nhom = forms.ChoiceField(label=gettext_lazy("Position group"), required=False)

    def __init__(self, *args: Any, offered: list[OfferedCourse], groups: list[PositionGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self._field("dot").choices = scope_choices(offered)
        self._field("nhom").choices = [("", _("All groups")), *((str(each.pk), group_name(each)) for each in groups)]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    @property
    def scope(self) -> Campaign | Course | None:
        return scope_named(self.offered, self.cleaned_data["dot"])

    @property
    def position_group(self) -> int | None:
        return int(self.cleaned_data["nhom"]) if self.cleaned_data.get("nhom") else None


class RosterFilter(BoardFilter):
    """`tt`: a status; `q`: part of a name; `truc_thuoc`: only people attached to the unit itself."""

    tt = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    q = forms.CharField(label=gettext_lazy("Full name"), required=False, max_length=100)
    truc_thuoc = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, searchable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(value, heading(label)) for value, label in StatusFilter.choices]
        self._field("tt").choices = [("", _("All")), *words]
        if not searchable:
            del self.fields["q"]


class ExportForm(forms.Form):
    """Kind and format of a file; what it holds is asked by the filter sent along with it."""

    kind = forms.ChoiceField(choices=ExportKind.choices)
    format = forms.ChoiceField(choices=ExportFormat.choices)


class PurposeForm(forms.Form):
    """Why the names of a unit far below are opened."""

    purpose = forms.CharField(
        label=pgettext_lazy("names", "Purpose"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is kept in the audit log with the name, the unit and the time."),
    )


def scope_choices(offered: list[OfferedCourse]) -> Choices:
    """Campaigns by course; a course with several is offered as a whole, too."""
    choices: Choices = []
    for each in offered:
        campaigns: Choices = [(scope_name(campaign), campaign.title) for campaign in each.campaigns]
        if len(campaigns) > 1:
            campaigns.append((scope_name(each.course), _("All campaigns of the course")))
        choices.append((each.course.title, campaigns))
    return choices
