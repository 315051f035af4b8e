"""Forms of the committee administrator's and the trainer's screens, and of a person's own data."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.domain import contests
from assessments.domain.public_keys import public_banks
from assessments.models import Quiz
from committees.domain.corrections import LONGEST, SHORTEST
from committees.enums import CorrectionState, SlipsFor
from common.fields import FirstDayField, day_field
from courses.domain.editions import ActivityOutline
from courses.models import Course
from learning.domain.accommodations import MOST_ATTEMPTS, MOST_MINUTES
from learning.domain.clock import today
from learning.enums import AccommodationReason
from operations.domain.approvals import LONGEST_REASON
from operations.enums import ApprovalState

TABLE_ENDINGS = (".xlsx", ".xls", ".ods", ".csv")


class PeopleFileForm(forms.Form):
    """A spreadsheet of people."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), .ods or .csv, 20 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(TABLE_ENDINGS)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(TABLE_ENDINGS):
            raise forms.ValidationError(_("This is not a spreadsheet. Send an .xlsx, .xls, .ods or .csv file."))
        return file


class CommitteeFileForm(PeopleFileForm):
    """A spreadsheet of units, with the day for those whose row says none."""

    first_day = FirstDayField()


class CourseField(forms.ModelChoiceField):
    """Says of sample material that it is."""

    def label_from_instance(self, course: Course) -> str:
        return _("%(course)s (sample, not yet appraised)") % {"course": course} if course.is_sample else str(course)


class CampaignForm(forms.Form):
    """The simplest campaign: a course for the whole subtree, a due date, a target. Warns of keys that are public."""

    course = CourseField(label=gettext_lazy("Course"), queryset=Course.objects.none(), empty_label="–")
    title = forms.CharField(label=gettext_lazy("Name of the campaign"), max_length=200)
    due_on = day_field(gettext_lazy("Due date"), gettext_lazy("Day/month/year, for example 31/12/2026."))
    target_percent = forms.IntegerField(
        label=gettext_lazy("Target (percent completed)"), min_value=1, max_value=100, initial=100
    )
    ordering_document = forms.CharField(
        label=gettext_lazy("Ordering document"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Number, date and subject of the document that orders the training."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["course"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Course.objects.on_offer()
            field.help_text = _warning_of_public_keys()
        self.fields["due_on"].initial = today() + timedelta(days=60)


def _warning_of_public_keys() -> str:
    offered = dict(Course.objects.on_offer().order_by("code", "slug").values_list("slug", "code"))
    public = public_banks(offered)
    if not public:
        return ""
    words = _(
        "The keys of these courses came with the product and are public: %(courses)s. Whoever is certified by them "
        "may have read the answers; where that matters, ask the trainers to replace the questions first."
    )
    return words % {"courses": ", ".join(code or slug for slug, code in offered.items() if slug in public)}


class CorrectionForm(forms.Form):
    """What is wrong, and what is right. `sections`: code and title of each part of the data shown."""

    about = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what is right?"),
        max_length=LONGEST,
        min_length=SHORTEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = forms.ChoiceField(label=self.fields["about"].label, choices=sections)


class CorrectionAnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("Decision on the request"),
        choices=[
            (CorrectionState.CORRECTED.value, gettext_lazy("The data has been corrected")),
            (CorrectionState.DECLINED.value, gettext_lazy("The correction was declined")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer to the person"),
        help_text=gettext_lazy("What was corrected, or why it was not. No names of other people."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(forms.Form):
    """Approve or refuse what another person asks for; a refusal says why."""

    decision = forms.ChoiceField(
        label=pgettext_lazy("approval", "Decision"),
        choices=[
            (
                ApprovalState.APPROVED.value,
                gettext_lazy("Approve: it is carried out at once, or on the day that was asked for"),
            ),
            (ApprovalState.REFUSED.value, gettext_lazy("Refuse: nothing happens")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed for a refusal; who asked reads it. It is kept in the log."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        if values and values.get("decision") == ApprovalState.REFUSED and not values.get("reason", "").strip():
            self.add_error("reason", _("A refusal says why."))
        return values


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SlipsForm(forms.Form):
    """Whom first-password slips are for."""

    who = forms.ChoiceField(label=gettext_lazy("Print slips for"), choices=SlipsFor.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who is ticked is said by the list of people, whose form brings this choice along.
        self.fields["who"].widget.choices = [(who.value, who.label) for who in (SlipsFor.NEW, SlipsFor.NEVER)]


class ResetRoleAccountForm(forms.Form):
    """What the holder of a role has lost, and why it is believed."""

    PASSWORD, SECOND_FACTOR, BOTH = "password", "second_factor", "both"

    what = forms.ChoiceField(
        label=gettext_lazy("What has been lost"),
        choices=(
            (PASSWORD, gettext_lazy("the password: give a new first password")),
            (SECOND_FACTOR, gettext_lazy("telephone, key or card: take the second factor away")),
            (BOTH, gettext_lazy("both")),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, and how the person was recognised"),
        min_length=10,
        max_length=300,
        help_text=gettext_lazy("It is kept in the audit trail. For example: came in person, identity card shown."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def gives_password(self) -> bool:
        return self.cleaned_data["what"] in (self.PASSWORD, self.BOTH)

    @property
    def takes_second_factor(self) -> bool:
        return self.cleaned_data["what"] in (self.SECOND_FACTOR, self.BOTH)


class ContestForm(forms.Form):
    """What a learner says against the marking of one question."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong with the marking?"),
        help_text=gettext_lazy("Briefly: which answer should count, and why. No names of other people."),
        min_length=contests.SHORTEST,
        max_length=contests.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AccommodationForm(forms.Form):
    """What one person has more than others, in all, in one of the quizzes of the course."""

    quiz_uuid = forms.ChoiceField(label=gettext_lazy("Quiz"))
    extra_minutes = forms.IntegerField(
        label=gettext_lazy("More minutes"), min_value=0, max_value=MOST_MINUTES, initial=0,
        help_text=gettext_lazy("In all, for each attempt. Also for one that is running, at once."),
    )  # fmt: skip
    extra_attempts = forms.IntegerField(
        label=gettext_lazy("More attempts"), min_value=0, max_value=MOST_ATTEMPTS, initial=0,
        help_text=gettext_lazy("In all. They lift the wait after the last attempt, not the one between two."),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", "–"), *AccommodationReason.choices],
        help_text=gettext_lazy(
            "Only a coarse reason is kept, and only the administrator of the person's unit reads it, in the audit log."
        ),
    )

    def __init__(self, *args: Any, quizzes: list[tuple[ActivityOutline, Quiz]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._quizzes = {str(quiz.uuid): quiz for _activity, quiz in quizzes}
        self.fields["quiz_uuid"] = forms.ChoiceField(
            label=self.fields["quiz_uuid"].label,
            choices=[(str(quiz.uuid), activity.title) for activity, quiz in quizzes],
        )

    def quiz(self) -> Quiz:
        """The one chosen; call after `is_valid`."""
        return self._quizzes[self.cleaned_data["quiz_uuid"]]
