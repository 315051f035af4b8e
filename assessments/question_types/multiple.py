from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm
from assessments.question_types.base import Key, Parsed, Presentation, Raw, Reasons
from assessments.question_types.choices import ChoiceType, OptionsForm, share_of
from assessments.question_types.shown import Response

WHOLE, PARTIAL, PENALTY = "all_or_nothing", "partial", "partial_with_penalty"
SCORING: Final = {
    WHOLE: gettext_lazy("all or nothing: exactly the right options"),
    PENALTY: gettext_lazy("in parts: each right option earns its share, each wrong one takes one away"),
    PARTIAL: gettext_lazy("in parts without penalty: each right option earns its share"),
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
    """One or more right options. The key holds `scoring` where it is not all or nothing.

    In parts: (right options chosen, less the wrong ones where that is the scoring) ÷ right options, never below 0.
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
            parsed.key["scoring"] = scoring
        return parsed

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        scoring = {"scoring": key["scoring"]} if "scoring" in key else {}
        return scoring | super().raw(presentation, key, reasons)

    def mark(self, key: Key, response: Response) -> Decimal:
        if "scoring" not in key:
            return super().mark(key, response)
        chosen, right = set(response.get("chosen", ())), set(key["correct"])
        return share_of(chosen, right, penalty=key["scoring"] == PENALTY)
