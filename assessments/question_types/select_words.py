"""Words or phrases to be selected in a text: marked places, some of which are what is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, Final

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, ReasonRow, Rows
from assessments.question_types.base import Key, Order, Parsed, Presentation, Raw, Reasons
from assessments.question_types.choices import ChoiceType, verdict_of
from assessments.question_types.marked_text import MarkedForm, read_marked, renamed, split_marked, words_of
from assessments.question_types.printed import Printed
from assessments.question_types.reading import read_flag, read_parts, read_reason, read_text, texts
from assessments.question_types.reviewed import ReviewedBody, ReviewedOption
from assessments.question_types.shown import Response, ShownBody, ShownOption

MOST_PHRASES: Final = 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """Safe HTML, and the phrase behind it; the last stretch has none."""

    html: SafeString
    phrase: ShownOption | ReviewedOption | None


@dataclass(frozen=True, slots=True)
class ShownWords(ShownBody):
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedWords(ReviewedBody):
    """`options` are the phrases that have a verdict or a reason, in reading order."""

    stretches: tuple[Stretch, ...] = ()


class PhraseRow(ReasonRow):
    correct = forms.BooleanField(label=gettext_lazy("To be selected"), required=False)
    field_order = ("id", "correct", "text", "reason")
    # Where the words stand in the text tells them apart.
    apart = ()


class SelectForm(MarkedForm):
    hint = gettext_lazy(
        "Each row is a word or phrase of the text that can be selected; tick those that should be. Learners see all "
        "of them marked alike. Wrong ones take away what right ones earn, so that selecting everything earns nothing."
    )
    part = "phrases"
    parts: ClassVar = {"phrases": Rows(PhraseRow, gettext_lazy("Words and phrases"), most=12)}


class SelectWords(ChoiceType):
    """Presentation `{"text": HTML with [[letter]], "options": [{id, text}]}` in reading order.

    Key and response as in a choice. Marked by (right ones selected ÷ right ones) − (wrong ones selected ÷
    wrong ones), never below 0: whoever selects everything, or selects at random, gains nothing.
    """

    name = "select_words"
    label = gettext_lazy("select words in a text")
    fields = ("text", "phrases")
    hint = gettext_lazy("Select the words in the text. Wrong ones take away from the mark.")
    template = "components/questions/select_words.html"
    several = True

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return SelectForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        names = ("text", "correct", "reason")
        read = read_parts(raw, "phrases", _("Words and phrases"), names, least=2, most=MOST_PHRASES)
        text, letter_of = read_marked(raw.get("text"), [part["id"] for part in read])
        options, correct, reasons = {}, set(), {}
        for number, part in enumerate(read, start=1):
            letter = letter_of[part["id"]]
            options[letter] = {"id": letter, "text": read_text(part, number)}
            if read_flag(part, number, "correct"):
                correct.add(letter)
            if reason := read_reason(part, number):
                reasons[letter] = reason
        if not 0 < len(correct) < len(read):
            raise QuestionError(_("Some phrases must be right and some wrong, or selecting all would be the answer."))
        return Parsed(
            {"text": text, "options": [options[letter] for letter in letter_of.values()]},
            {
                "correct": sorted(correct),
                "wrong": sorted(set(options) - correct),
                "ids": [[letter_of[part["id"]], part["id"]] for part in read],
            },
            reasons,
        )

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        words = texts(presentation["options"])
        return {
            "text": renamed(presentation["text"], dict(key["ids"])),
            "phrases": [
                {"id": name, "text": words[ours], "correct": ours in key["correct"], "reason": reasons.get(ours, "")}
                for ours, name in key["ids"]
            ],
        }

    def words(self, presentation: Presentation) -> list[str]:
        return [words_of(presentation["text"]), *super().words(presentation)]

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        """The phrases stand where the text has them."""
        return super().draw_order(presentation, rng, shuffle=False)

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        body = super().shown(presentation, order, response, name)
        return ShownWords(several=True, stretches=_stretches(presentation, {o.value: o for o in body.options}))

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        words, chosen = texts(presentation["options"]), response.get("chosen", ())
        options = {
            id_: ReviewedOption(
                id_, words[id_], id_ in chosen, verdict_of(id_ in chosen, id_ in key["correct"]), reasons.get(id_, "")
            )
            for id_ in words
        }
        explained = tuple(option for option in options.values() if option.verdict or option.reason)
        return ReviewedWords(several=True, options=explained, stretches=_stretches(presentation, options))

    def mark(self, key: Key, response: Response) -> Decimal:
        chosen, right, wrong = set(response.get("chosen", ())), set(key["correct"]), set(key["wrong"])
        # Over one denominator, so that thirds add up to exactly what they are.
        earned = len(chosen & right) * len(wrong) - len(chosen & wrong) * len(right)
        return Decimal(max(0, earned)) / (len(right) * len(wrong))

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        words = texts(presentation["options"])
        pieces = [(html, f"☐ {words[id_]}" if id_ else "") for html, id_ in split_marked(presentation["text"])]
        return Printed(html=format_html_join("", "{}<strong>{}</strong>", pieces[:-1]) + pieces[-1][0])


def _stretches(
    presentation: Presentation, phrases: Mapping[str, ShownOption] | Mapping[str, ReviewedOption]
) -> tuple[Stretch, ...]:
    return tuple(Stretch(html, phrases.get(id_)) for html, id_ in split_marked(presentation["text"]))
