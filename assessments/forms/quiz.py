"""The rules of a quiz: calendar, navigation, and what may be seen of a paper and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.domain.queries.bank import bank_titles
from assessments.domain.quizzes import CALENDAR, RULES
from assessments.enums import ReviewFlag, ReviewPhase
from assessments.models import Quiz

# Heading and fields of each part of the page, in the order in which an author thinks of them.
GROUPS: Final = (
    (_("Name and purpose"), ("bank", "slug", "title_vi", "title_en", "purpose")),
    (_("Calendar"), CALENDAR),
    (
        _("Taking the quiz"),
        (
            "time_limit_minutes",
            "attempts",
            "minutes_between_attempts",
            "wait_hours",
            "pass_mark_percent",
            "per_page",
            "navigation",
            "shuffle",
        ),
    ),
    (_("Looking at answers and explanations"), ("feedback",)),
)


MOMENT_FORMATS: Final = ("%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S")


def _moment(**words: Any) -> forms.DateTimeField:
    """A line to type, the same in every browser: what a browser's own field shows depends on its language."""
    attributes = {"placeholder": _("hh:mm dd/mm/yyyy"), "autocomplete": "off"}
    return forms.DateTimeField(
        **words,
        required=False,
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput(format=MOMENT_FORMATS[0], attrs=attributes),
    )


class QuizForm(forms.ModelForm[Quiz]):
    class Meta:
        model = Quiz
        fields = ("bank", "slug", "title_vi", "title_en", *CALENDAR, *(name for name in RULES if name != "review"))
        labels = {"bank": _("Question bank"), "slug": _("Short name in the address"), "title_en": _("English title")}
        help_texts = {
            "purpose": _(
                "A counted quiz has to be passed to complete the course. Practice draws practice questions only, "
                "may be repeated freely and is never reported. A pre-test may exempt lessons, which are chosen "
                "on its page in the course."
            ),
            "attempts": _("So many make a round."),
            "minutes_between_attempts": _(
                "Within a round: the next attempt opens so many minutes after the last one was handed in. 0: at once. "
                "At most 10,080 minutes, which is a week. It holds for attempts granted to a person too."
            ),
            "wait_hours": _(
                "After all attempts of a round: so many hours later another round begins, with as many attempts. "
                "0: there is no other round."
            ),
            "navigation": _("One page after the other: an answer cannot be changed once the page has been left."),
            "shuffle": _("Questions are shuffled within their section only."),
            "feedback": _("After each answer: the learner checks a question, which makes the answer final."),
        }

    opens_at = _moment(
        label=_("Opens"),
        help_text=_("Hour and day, by the server's clock; holds at once. Empty: open as soon as the course is."),
    )
    closes_at = _moment(
        label=_("Closes"),
        help_text=_("Holds at once, also for attempts that are running: they end then. Empty: never closes."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, banks: Sequence[str], instance: Quiz) -> None:
        super().__init__(data, instance=instance)
        titles = bank_titles([instance.bank] if instance.pk else banks)
        self.fields["bank"] = forms.ChoiceField(label=_("Question bank"), choices=list(titles.items()))
        self.fields["minutes_between_attempts"].required = False
        if instance.pk:
            self.fields["bank"].disabled = self.fields["slug"].disabled = True

    def clean_minutes_between_attempts(self) -> int:
        """Left empty, there is no wait."""
        return self.cleaned_data["minutes_between_attempts"] or 0

    def clean_closes_at(self) -> datetime | None:
        """A new quiz that has closed already is a slip; that of one in use is kept (`domain/quizzes.py`)."""
        moment: datetime | None = self.cleaned_data["closes_at"]
        if moment is not None and not self.instance.pk and moment < timezone.now():
            raise forms.ValidationError(_("This moment has passed already."))
        return moment

    def groups(self) -> list[tuple[object, list[BoundField]]]:
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]


class ReviewForm(forms.Form):
    """A table of boxes: what may be seen (rows) in which phase (columns)."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, review: Mapping[str, Sequence[str]]) -> None:
        super().__init__(data, prefix="review")
        for phase in ReviewPhase:
            for flag in ReviewFlag:
                self.fields[f"{phase.value}-{flag.value}"] = forms.BooleanField(
                    label=_("%(flag)s, %(phase)s") % {"flag": flag.label, "phase": phase.label},
                    required=False,
                    initial=flag.value in review.get(phase.value, ReviewFlag.values),
                )

    @property
    def phases(self) -> list[str]:
        return [str(phase.label) for phase in ReviewPhase]

    def rows(self) -> list[tuple[str, list[tuple[str, BoundField]]]]:
        """For each flag its boxes, each with the words of its phase: on a telephone no column says them."""
        return [
            (str(flag.label), [(str(phase.label), self[f"{phase.value}-{flag.value}"]) for phase in ReviewPhase])
            for flag in ReviewFlag
        ]

    def review(self) -> dict[str, list[str]]:
        """As `Quiz.review` keeps it; call after `is_valid`."""
        chosen = {
            phase.value: [flag.value for flag in ReviewFlag if self.cleaned_data[f"{phase.value}-{flag.value}"]]
            for phase in ReviewPhase
        }
        return {phase: flags for phase, flags in chosen.items() if len(flags) < len(ReviewFlag)}
