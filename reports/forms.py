"""What is asked of a report, from its address."""

from typing import Any, Final, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from committees.models import PositionGroup
from common.fields import day_field
from common.text.vietnamese import fold
from courses.models import Course
from learning.models import Campaign
from operations.domain.audit_words import actions_by_topic
from reports.domain.audit_log import AuditFilter, audit_people, audit_units
from reports.domain.queries.scopes import OfferedCourse, scope_name, scope_named
from reports.domain.tables import group_name
from reports.domain.words import heading
from reports.enums import ExportFormat, ExportKind, StatusFilter

Choices = list[tuple[str, Any]]
_TOPIC: Final = "nhom:"
_LONGEST_NUMBER: Final = 15


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


class AuditLogForm(forms.Form):
    """What is asked of the audit log. People and units are looked for among those the reader may know of."""

    tu = day_field(gettext_lazy("From day"), required=False)
    den = day_field(gettext_lazy("To day"), required=False)
    viec = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    nguoi = forms.CharField(label=gettext_lazy("By whom (code or number)"), required=False, max_length=64)
    ve = forms.CharField(label=gettext_lazy("About whom (code or number)"), required=False, max_length=64)
    don_vi = forms.CharField(label=gettext_lazy("Unit (name or code)"), required=False, max_length=200)
    tu_xem = forms.BooleanField(label=gettext_lazy("With my own looks into the log"), required=False)

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reader = reader
        choices: Choices = [("", _("Everything"))]
        for topic, actions in actions_by_topic():
            whole = (f"{_TOPIC}{topic.value}", _("All: %(topic)s") % {"topic": topic.label})
            choices.append((heading(topic.label), [whole, *actions]))
        cast(forms.ChoiceField, self.fields["viec"]).choices = choices

    def clean_nguoi(self) -> int | None:
        return self._person("nguoi")

    def clean_ve(self) -> int | None:
        return self._person("ve")

    def _person(self, name: str) -> int | None:
        text = self.cleaned_data[name].strip()
        if not text:
            return None
        number = text.rpartition(" ")[2]
        known = audit_people(self._reader)
        found = known.filter(username_key=fold(text)).first()
        if found is None and number.isdecimal() and len(number) < _LONGEST_NUMBER:
            found = known.filter(pk=int(number)).first()
        if found is None:
            raise forms.ValidationError(_("There is nobody with this code here."))
        return found.pk

    def clean_don_vi(self) -> int | None:
        text = self.cleaned_data["don_vi"].strip()
        if not text:
            return None
        named = Q(search_key=fold(text)) | Q(code=text)
        found = list(audit_units(self._reader).filter(named).order_by("valid_to", "pk")[:2])
        if not found:
            raise forms.ValidationError(_("There is no unit with this name or code here."))
        if len(found) > 1 and not text.isdecimal():
            raise forms.ValidationError(_("Several units have this name; write the code of the unit."))
        return found[0].pk

    def wanted(self) -> AuditFilter:
        """Only of a form that is valid."""
        asked = self.cleaned_data
        topic = asked["viec"].removeprefix(_TOPIC) if asked["viec"].startswith(_TOPIC) else ""
        return AuditFilter(
            topic=topic,
            action="" if topic else asked["viec"],
            first_day=asked["tu"],
            last_day=asked["den"],
            actor=asked["nguoi"],
            unit=asked["don_vi"],
            concerned=asked["ve"],
            own_readings=asked["tu_xem"],
        )


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
