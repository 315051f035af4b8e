"""A few words, compared with the variants that are accepted, as strictly as the author says."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final
from unicodedata import category, normalize

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, reason_field
from assessments.question_types.base import FULL, NOTHING, Key, Parsed, Presentation, Raw, Reasons
from assessments.question_types.reading import MAX_REASON, read_line
from assessments.question_types.shown import Response
from assessments.question_types.typed import ANSWER, MOST_TYPED, TypedAnswer
from common.text.vietnamese import spelling

MOST_VARIANTS: Final = 20
RULES: Final = ("match_case", "match_diacritics", "match_spacing")


class WordsForm(forms.Form):
    accepted = forms.CharField(
        label=gettext_lazy("Accepted answers"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One on each line; the first is shown as the right answer."),
    )
    match_case = forms.BooleanField(label=gettext_lazy("Capital letters count"), required=False)
    match_diacritics = forms.BooleanField(label=gettext_lazy("Diacritics count"), required=False)
    match_spacing = forms.BooleanField(label=gettext_lazy("Spaces count"), required=False)
    reason = reason_field()


class ShortTextForm(AuthorForm):
    settings: ClassVar = WordsForm

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {**raw, "accepted": "\n".join(raw["accepted"])}

    def raw(self) -> dict[str, Any]:
        read = super().raw()
        return read | {"accepted": lines_of(read["accepted"])}


def lines_of(typed: str) -> list[str]:
    """What stands on the lines of a text area; empty ones are none."""
    return [line.strip() for line in typed.splitlines() if line.strip()]


class ShortText(TypedAnswer):
    """Presentation `{}`, key `{"accepted": [text], "match_case", "match_diacritics", "match_spacing"}`."""

    name = "short_text"
    label = gettext_lazy("short answer")
    fields = ("accepted", *RULES, "reason")
    hint = gettext_lazy("Answer in a few words.")

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return ShortTextForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        reason = read_line(raw.get("reason", ""), 1, MAX_REASON)
        return Parsed({}, read_words(raw), {ANSWER: reason} if reason else {})

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        rules = {rule: key[rule] for rule in RULES}
        return {"accepted": list(key["accepted"]), **rules, "reason": reasons.get(ANSWER, "")}

    def right_answer(self, presentation: Presentation, key: Key) -> str:
        return _("Right answer: %(answer)s.") % {"answer": key["accepted"][0]}

    def mark(self, key: Key, response: Response) -> Decimal:
        return FULL if words_match(key, response.get("text", "")) else NOTHING


def read_words(raw: Raw) -> dict[str, Any]:
    """The key of an answer in words: the variants accepted, and what counts in them."""
    accepted = raw.get("accepted")
    if not isinstance(accepted, list) or not 1 <= len(accepted) <= MOST_VARIANTS:
        raise QuestionError(_("From 1 to %(most)d answers are accepted.") % {"most": MOST_VARIANTS})
    lines = [read_line(variant, number, MOST_TYPED) for number, variant in enumerate(accepted, start=1)]
    rules = {rule: raw.get(rule) for rule in RULES}
    if not all(isinstance(value, bool) for value in rules.values()):
        raise QuestionError(_("The question does not say whether capitals, diacritics and spaces count."))
    folded = [_folded(line, rules) for line in lines]
    if not all(folded) or len(set(folded)) != len(folded):
        raise QuestionError(_("Two accepted answers are the same, or one is empty."))
    return {"accepted": lines, **rules}


def words_match(key: Mapping[str, Any], typed: str) -> bool:
    bare = _folded(typed, key)
    return bool(bare) and bare in [_folded(variant, key) for variant in key["accepted"]]


def _folded(text: str, rules: Mapping[str, Any]) -> str:
    """The text without what does not count. Where the tone is put (hoà, hòa) never does: both are taught."""
    if rules["match_diacritics"]:
        text = spelling(text)
    else:
        bare = (c for c in normalize("NFD", text) if category(c) != "Mn")
        text = "".join(bare).replace("đ", "d").replace("Đ", "D")
    if not rules["match_case"]:
        text = text.casefold()
    return text if rules["match_spacing"] else "".join(text.split())
