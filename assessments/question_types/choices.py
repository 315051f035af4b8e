"""What the three types of choice have in common: options, some of them right."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, ReasonRow, Rows
from assessments.question_types.base import (
    FULL,
    NOTHING,
    FormData,
    Key,
    Order,
    Parsed,
    Presentation,
    QuestionTypeSpec,
    Raw,
    Reasons,
    drawn,
)
from assessments.question_types.counting import Part
from assessments.question_types.printed import KeyLine, Printed
from assessments.question_types.reading import (
    MAX_PARTS,
    field_values,
    neutral_letters,
    read_flag,
    read_parts,
    read_reason,
    read_text,
    texts,
)
from assessments.question_types.reviewed import MISSED, RIGHT, WRONG, ReviewedBody, ReviewedOption
from assessments.question_types.shown import Response, ShownBody, ShownOption


class OptionRow(ReasonRow):
    correct = forms.BooleanField(label=gettext_lazy("Right"), required=False)
    field_order = ("id", "correct", "text", "reason")


class OptionsForm(AuthorForm):
    parts: ClassVar = {"options": Rows(OptionRow, gettext_lazy("Answer options"))}


class ChoiceType(QuestionTypeSpec):
    """Presentation `{"options": [{id, text}]}`, key `{"correct": [id]}`, response `{"chosen": [id]}`.

    The options stand in the author's order, which a paper may shuffle; their letters follow from their
    texts, so that the letter in a shuffled page does not say what the author wrote first.

    Marked whole or not at all: exactly the right options earn the point.
    """

    fields: ClassVar[tuple[str, ...]] = ("options",)
    hint = gettext_lazy("Choose one answer.")
    template = "components/questions/options.html"
    several: ClassVar[bool] = False

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return OptionsForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        options = read_parts(raw, "options", _("Options"), ("text", "correct", "reason"), least=2)
        named = [{"id": option["id"], "text": read_text(option, n)} for n, option in enumerate(options, start=1)]
        letter_of = neutral_letters(named)
        presentation, correct, reasons = [], [], {}
        for number, option in enumerate(options, start=1):
            letter = letter_of[option["id"]]
            presentation.append({"id": letter, "text": read_text(option, number)})
            if read_flag(option, number, "correct"):
                correct.append(letter)
            if reason := read_reason(option, number):
                reasons[letter] = reason
        self.check_correct(len(correct))
        authors = [[letter_of[option["id"]], option["id"]] for option in options]
        return Parsed({"options": presentation}, {"correct": correct, "ids": authors}, reasons)

    def told_apart(self, raw: Raw) -> list[tuple[str, list[str]]]:
        """Only options: in a picture and in a text, where a part stands tells it apart."""
        return [(_("Options"), [option["text"] for option in raw.get("options", ())])]

    def check_correct(self, count: int) -> None:
        """Raises QuestionError where the number of right options does not fit the type."""
        if count != 1:
            raise QuestionError(_("Exactly one option must be right."))

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        words = texts(presentation["options"])
        return {
            "options": [
                {"id": name, "text": words[ours], "correct": ours in key["correct"], "reason": reasons.get(ours, "")}
                for ours, name in key["ids"]
            ]
        }

    def words(self, presentation: Presentation) -> list[str]:
        return [option["text"] for option in presentation["options"]]

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        return {"order": drawn(presentation["options"], rng, shuffle)}

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        words, chosen = texts(presentation["options"]), response.get("chosen", ())
        return ShownBody(
            several=self.several,
            options=tuple(ShownOption(id_, words[id_], id_ in chosen) for id_ in order["order"]),
        )

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        words, chosen, correct = texts(presentation["options"]), response.get("chosen", ()), key["correct"]
        return ReviewedBody(
            several=self.several,
            options=tuple(
                ReviewedOption(
                    id_, words[id_], id_ in chosen, verdict_of(id_ in chosen, id_ in correct), reasons.get(id_, "")
                )
                for id_ in order["order"]
            ),
        )

    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        given = field_values(data, prefix, MAX_PARTS)
        chosen = [option["id"] for option in presentation["options"] if option["id"] in given]
        return {"chosen": chosen if self.several else chosen[:1]}

    def is_response(self, presentation: Presentation, response: Any) -> bool:
        if not isinstance(response, dict) or response.keys() != {"chosen"}:
            return False
        chosen = response["chosen"]
        known = [option["id"] for option in presentation["options"]]
        return (
            isinstance(chosen, list)
            and chosen == [id_ for id_ in known if id_ in chosen]
            and (self.several or len(chosen) <= 1)
        )

    def mark(self, key: Key, response: Response) -> Decimal:
        return FULL if set(response.get("chosen", ())) == set(key["correct"]) else NOTHING

    def parts(self, presentation: Presentation, key: Key) -> list[Part]:
        return [
            Part(option["id"], option["text"], option["id"] in key["correct"]) for option in presentation["options"]
        ]

    def counted(self, presentation: Presentation, key: Key, response: Response) -> list[str]:
        return list(response.get("chosen", ()))

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        return bool(response.get("chosen"))

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        words = texts(presentation["options"])
        return Printed(options=tuple(words[id_] for id_ in order["order"]))

    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        return [
            KeyLine(option["text"], option["id"] in key["correct"], reasons.get(option["id"], ""))
            for option in presentation["options"]
        ]


def share_of(chosen: set[str], right: set[str], *, penalty: bool) -> Decimal:
    """(right ones chosen, less the wrong ones where there is a penalty) ÷ right ones, never below 0."""
    lost = len(chosen - right) if penalty else 0
    return Decimal(max(0, len(chosen & right) - lost)) / len(right)


def verdict_of(chosen: bool, correct: bool) -> str:
    if chosen:
        return RIGHT if correct else WRONG
    return MISSED if correct else ""
