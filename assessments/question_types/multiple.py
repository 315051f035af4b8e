from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm
from assessments.question_types.base import Key, Parsed, Presentation, Raw, Reasons
from assessments.question_types.choices import ChoiceType, OptionsForm, share_of
from assessments.question_types.shown import Response

WHOLE, PARTIAL, PENALTY, SURPLUS = "all_or_nothing", "partial", "partial_with_penalty", "partial_with_limit"
SCORING: Final = {
    WHOLE: gettext_lazy("all or nothing: exactly the right options"),
    PENALTY: gettext_lazy("in parts: each right option earns its share, each wrong one takes one away"),
    SURPLUS: gettext_lazy(
        "in parts up to the number of right options: a wrong one earns nothing, each tick too many takes one share away"
    ),
    PARTIAL: gettext_lazy(
        "in parts without any penalty: whoever ticks everything earns all, so only where that is no answer"
    ),
}
# What learners are told: it is fair to know that a wrong tick costs something.
_HINTS: Final = {
    PENALTY: gettext_lazy("Choose all that are right. Each wrong one takes away a right one."),
    SURPLUS: gettext_lazy(
        "Choose all that are right, not more than there are: each one too many takes away a right one."
    ),
    PARTIAL: gettext_lazy("Choose all that are right. Each right one earns its share."),
}


class ScoringForm(forms.Form):
    scoring = forms.ChoiceField(
        label=gettext_lazy("Scoring"), choices=list(SCORING.items()), widget=forms.RadioSelect, initial=WHOLE
    )


class MultipleForm(OptionsForm):
    hint = gettext_lazy("Tick every right option.")
    settings = ScoringForm

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {"scoring": WHOLE, **raw}


class MultipleChoice(ChoiceType):
    """One or more right options. Key and presentation hold `scoring` where it is not all or nothing.

    In parts: right options chosen ÷ right options, never below 0. With penalty each wrong one chosen takes one
    away; with a limit each one chosen beyond the number of right ones does, so that all is earned by exactly the
    right ones and by nothing else (as in OU multiple response for Moodle, whose learners may tick freely
    as well). Without either whoever ticks everything earns all, as in Moodle's own multiple choice.
    """

    name = "multiple"
    label = gettext_lazy("multiple choice")
    optional: ClassVar = ("scoring",)
    hint = gettext_lazy("Choose all that are right.")
    several = True

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return MultipleForm(data, raw)

    def check_correct(self, count: int) -> None:
        if count < 1:
            raise QuestionError(_("At least one option must be right."))

    def parse(self, raw: Raw) -> Parsed:
        scoring = raw.get("scoring", WHOLE)
        if not isinstance(scoring, str) or scoring not in SCORING:
            raise QuestionError(_("The scoring must be one of: %(scorings)s.") % {"scorings": ", ".join(SCORING)})
        parsed = super().parse(raw)
        if scoring != WHOLE:
            parsed.key["scoring"] = parsed.presentation["scoring"] = scoring
        return parsed

    def hint_of(self, presentation: Presentation) -> str | Promise:
        return _HINTS.get(presentation.get("scoring", WHOLE), self.hint)

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        scoring = {"scoring": key["scoring"]} if "scoring" in key else {}
        return scoring | super().raw(presentation, key, reasons)

    def mark(self, key: Key, response: Response) -> Decimal:
        if "scoring" not in key:
            return super().mark(key, response)
        chosen, right = set(response.get("chosen", ())), set(key["correct"])
        if key["scoring"] == SURPLUS:
            surplus = max(0, len(chosen) - len(right))
            return Decimal(max(0, len(chosen & right) - surplus)) / len(right)
        return share_of(chosen, right, penalty=key["scoring"] == PENALTY)
