"""Gaps in one text, to be filled with words, a number or a choice from a list."""

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
from assessments.question_types.authoring import AuthorForm, Row, Rows, reason_field
from assessments.question_types.base import (
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
from assessments.question_types.marked_text import MarkedForm, read_marked, renamed, split_marked, words_of
from assessments.question_types.numeric import (
    number_matches,
    number_of_author,
    read_number,
    right_number,
    trouble_with,
)
from assessments.question_types.printed import KeyLine, Printed
from assessments.question_types.reading import MAX_TEXT, field_values, neutral, read_line, read_parts, read_reason
from assessments.question_types.reviewed import RIGHT, WRONG, ReviewedBody
from assessments.question_types.short_text import RULES, lines_of, read_words, words_match
from assessments.question_types.shown import Response, ShownBody, ShownTarget
from assessments.question_types.typed import BLANK, clean_typed

TEXT, NUMBER, MENU = "text", "number", "menu"
KINDS: Final = {
    TEXT: gettext_lazy("words"),
    NUMBER: gettext_lazy("number"),
    MENU: gettext_lazy("drop-down list"),
}
FIELDS: Final = {TEXT: ("accepted", *RULES), NUMBER: ("value", "tolerance"), MENU: ("right", "others")}
MOST_OTHERS: Final = 7


@dataclass(frozen=True, slots=True)
class Gap:
    """`value` is what was typed, or the id of the option chosen."""

    name: str
    number: int
    kind: str
    value: str
    options: tuple[ShownTarget, ...]


@dataclass(frozen=True, slots=True)
class ReviewedGap(Gap):
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Safe HTML, and the gap behind it; the last stretch has none."""

    html: SafeString
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class ShownGaps(ShownBody):
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedGaps(ReviewedBody):
    stretches: tuple[Stretch, ...] = ()

    @property
    def gaps(self) -> list[Gap]:
        return [stretch.gap for stretch in self.stretches if stretch.gap]


class GapRow(Row):
    needed = "answers"
    kind = forms.ChoiceField(label=gettext_lazy("Kind of gap"), choices=list(KINDS.items()), required=False)
    answers = forms.CharField(
        label=gettext_lazy("Right answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Words: every variant accepted, one on each line. Number or list: one answer."),
    )
    others = forms.CharField(
        label=gettext_lazy("Wrong options (list only)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    tolerance = forms.CharField(label=gettext_lazy("Tolerance (number only)"), required=False, max_length=20)
    match_case = forms.BooleanField(label=gettext_lazy("Capital letters count"), required=False)
    match_diacritics = forms.BooleanField(label=gettext_lazy("Diacritics count"), required=False)
    match_spacing = forms.BooleanField(label=gettext_lazy("Spaces count"), required=False)
    reason = reason_field()

    def raw(self) -> dict[str, Any]:
        data, kind = self.cleaned_data, self.cleaned_data["kind"] or TEXT
        answers = lines_of(data["answers"])
        if kind == TEXT:
            filled: dict[str, Any] = {"accepted": answers} | {rule: data[rule] for rule in RULES}
        elif len(answers) != 1:
            raise QuestionError(
                _("A number or a list has one right answer, “%(first)s” is followed by more.") % {"first": answers[0]}
            )
        elif kind == NUMBER:
            tolerance = number_of_author(data["tolerance"] or "0")
            filled = {"value": number_of_author(answers[0]), "tolerance": tolerance}
        else:
            filled = {"right": answers[0], "others": lines_of(data["others"])}
        return {"kind": kind, **filled, "reason": data["reason"]}


class GapsForm(MarkedForm):
    hint = gettext_lazy(
        "Each row is one gap of the text; every gap weighs the same. Choose whether learners type words, type a "
        "number or choose from a list. A list shows the right answer among the wrong options, in an order of its own."
    )
    part = "gaps"
    parts: ClassVar = {"gaps": Rows(GapRow, gettext_lazy("Gaps"), stacked=True)}

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().initial(raw), "gaps": [_row_of(gap) for gap in raw["gaps"]]}


class Gaps(QuestionTypeSpec):
    """Presentation `{"text": HTML with [[letter]], "gaps": [{id, kind, options: [{id, text}]}]}` in reading order.

    Key `{"gaps": {id: key}, "ids"}`: that of `short_text` or `numeric`, or `{"order": [option]}` with the
    right one first. Response `{"gaps": {id: text or option}}` with what is filled. Every gap weighs the same.
    """

    name = "gaps"
    label = gettext_lazy("fill in the blanks")
    fields = ("text", "gaps")
    hint = gettext_lazy("Fill every gap of the text.")
    template = "components/questions/gaps.html"

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return GapsForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        names = ("kind", "reason", *(field for fields in FIELDS.values() for field in fields))
        read = read_parts(raw, "gaps", _("Gaps"), names, least=1)
        text, letter_of = read_marked(raw.get("text"), [part["id"] for part in read])
        shown, keys, reasons = {}, {}, {}
        for number, part in enumerate(read, start=1):
            letter = letter_of[part["id"]]
            try:
                shown[letter], keys[letter] = _read_gap(part, letter)
                reason = read_reason(part, number)
            except QuestionError as error:
                raise QuestionError(_("Gap %(name)s: %(error)s") % {"name": part["id"], "error": error}) from error
            if reason:
                reasons[letter] = reason
        return Parsed(
            {"text": text, "gaps": [shown[letter] for letter in letter_of.values()]},
            {"gaps": keys, "ids": [[letter_of[part["id"]], part["id"]] for part in read]},
            reasons,
        )

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        gaps = _by_id(presentation)
        return {
            "text": renamed(presentation["text"], dict(key["ids"])),
            "gaps": [
                {"id": name, "kind": gaps[ours]["kind"], **_raw_key(gaps[ours], key), "reason": reasons.get(ours, "")}
                for ours, name in key["ids"]
            ],
        }

    def words(self, presentation: Presentation) -> list[str]:
        options = [option["text"] for gap in presentation["gaps"] for option in gap["options"]]
        return [words_of(presentation["text"]), *options]

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        """The order of the options of all lists; that of the gaps is the text."""
        return {"order": drawn((option for gap in presentation["gaps"] for option in gap["options"]), rng, shuffle)}

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        gaps = {gap.name.removeprefix(f"{name}-"): gap for gap in _shown(presentation, order, response, name)}
        return ShownGaps(stretches=_stretches(presentation, gaps))

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        gaps: dict[str, Gap] = {}
        for gap in _shown(presentation, order, response, name):
            id_ = gap.name.removeprefix(f"{name}-")
            right = _is_right(key["gaps"][id_], gap.value)
            said = reasons.get(id_, "") if right else f"{_right_answer(gap, key['gaps'][id_])} {reasons.get(id_, '')}"
            gaps[id_] = ReviewedGap(
                gap.name, gap.number, gap.kind, gap.value, gap.options, RIGHT if right else WRONG, said.rstrip()
            )
        return ReviewedGaps(stretches=_stretches(presentation, gaps))

    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        filled = {}
        for gap in presentation["gaps"]:
            values = field_values(data, f"{prefix}-{gap['id']}", 2)
            value = clean_typed(values[0]) if len(values) == 1 else ""
            if value and _could_be(gap, value):
                filled[gap["id"]] = value
        return {"gaps": filled}

    def is_response(self, presentation: Presentation, response: Any) -> bool:
        if not isinstance(response, dict) or response.keys() != {"gaps"} or not isinstance(response["gaps"], dict):
            return False
        gaps = _by_id(presentation)
        return response["gaps"].keys() <= gaps.keys() and all(
            isinstance(value, str) and value != "" and clean_typed(value) == value and _could_be(gaps[id_], value)
            for id_, value in response["gaps"].items()
        )

    def mark(self, key: Key, response: Response) -> Decimal:
        filled = response.get("gaps", {})
        return Decimal(sum(_is_right(own, filled.get(id_, "")) for id_, own in key["gaps"].items())) / len(key["gaps"])

    def parts(self, presentation: Presentation, key: Key) -> list[Part]:
        """Each gap, counted where it was filled rightly, and each option of a list, counted where it was chosen."""
        found = []
        for number, gap in enumerate(presentation["gaps"], start=1):
            found.append(Part(gap["id"], _("Gap %(number)d filled rightly") % {"number": number}))
            for option in gap["options"]:
                right = option["id"] == key["gaps"][gap["id"]]["order"][0]
                found.append(Part(option["id"], f"({number}) {option['text']}", right))
        return found

    def counted(self, presentation: Presentation, key: Key, response: Response) -> list[str]:
        filled = response.get("gaps", {})
        right = [id_ for id_, value in filled.items() if _is_right(key["gaps"][id_], value)]
        return right + [value for id_, value in filled.items() if "order" in key["gaps"][id_]]

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        is_full = len(response.get("gaps", {})) == len(presentation["gaps"])
        return is_full and not self.trouble(presentation, response)

    def trouble(self, presentation: Presentation, response: Response) -> str:
        filled = response.get("gaps", {})
        troubles = [
            _("Gap %(name)s: %(error)s") % {"name": number, "error": said}
            for number, gap in enumerate(presentation["gaps"], start=1)
            if gap["kind"] == NUMBER and gap["id"] in filled and (said := trouble_with(filled[gap["id"]]))
        ]
        return " ".join(troubles)

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        gaps = {gap.name: gap for gap in _shown(presentation, order, {}, "")}
        pieces = [(html, _on_paper(gaps[f"-{id_}"]) if id_ else "") for html, id_ in split_marked(presentation["text"])]
        return Printed(html=format_html_join("", "{}{}", pieces))

    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        order = self.draw_order(presentation, Random(0), shuffle=False)  # noqa: S311 - nothing is drawn
        return [
            KeyLine(f"({gap.number}) {_right_answer(gap, key['gaps'][id_])}", True, reasons.get(id_, ""))
            for gap in _shown(presentation, order, {}, "")
            for id_ in [gap.name.removeprefix("-")]
        ]


def _read_gap(part: Mapping[str, Any], letter: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is shown of a gap, and its key."""
    kind = part.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise QuestionError(_("The kind of a gap must be one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    for field in part.keys() - {"id", "kind", "reason", *FIELDS[kind]}:
        raise QuestionError(_("A gap of this kind has no field “%(field)s”.") % {"field": field})
    if kind == TEXT:
        return {"id": letter, "kind": kind, "options": []}, read_words(part)
    if kind == NUMBER:
        return {"id": letter, "kind": kind, "options": []}, dict(read_number(part))
    others = part.get("others")
    if not isinstance(others, list) or not 1 <= len(others) <= MOST_OTHERS:
        raise QuestionError(_("A list needs from 1 to %(most)d wrong options.") % {"most": MOST_OTHERS})
    texts = [read_line(text, number, MAX_TEXT) for number, text in enumerate([part.get("right"), *others], start=1)]
    if not all(texts) or len({text.casefold() for text in texts}) != len(texts):
        raise QuestionError(_("Two options of the list are the same, or one is empty."))
    options = [
        {"id": f"{letter}{number}", "text": option["text"]}
        for number, option in enumerate(neutral([{"text": text} for text in texts]), start=1)
    ]
    id_of = {option["text"]: option["id"] for option in options}
    return {"id": letter, "kind": kind, "options": options}, {"order": [id_of[text] for text in texts]}


def _raw_key(gap: Mapping[str, Any], key: Key) -> dict[str, Any]:
    """The fields of the package form that say what is right in a gap."""
    own = key["gaps"][gap["id"]]
    if gap["kind"] != MENU:
        return {field: own[field] for field in FIELDS[gap["kind"]]}
    text_of = {option["id"]: option["text"] for option in gap["options"]}
    right, *others = (text_of[id_] for id_ in own["order"])
    return {"right": right, "others": others}


def _row_of(gap: Mapping[str, Any]) -> dict[str, Any]:
    """The row of the author's form from a gap of the package form."""
    answers = gap.get("accepted") or [gap.get("right") or gap["value"].replace(".", ",")]
    row = {"answers": "\n".join(answers), "others": "\n".join(gap.get("others", ()))}
    return {**gap, **row, "tolerance": gap.get("tolerance", "").replace(".", ",")}


def _by_id(presentation: Presentation) -> dict[str, Mapping[str, Any]]:
    return {gap["id"]: gap for gap in presentation["gaps"]}


def _shown(presentation: Presentation, order: Order, response: Response, name: str) -> list[Gap]:
    filled, place = response.get("gaps", {}), {id_: at for at, id_ in enumerate(order["order"])}
    return [
        Gap(
            f"{name}-{gap['id']}",
            number,
            gap["kind"],
            filled.get(gap["id"], ""),
            tuple(
                ShownTarget(option["id"], option["text"])
                for option in sorted(gap["options"], key=lambda option: place[option["id"]])
            ),
        )
        for number, gap in enumerate(presentation["gaps"], start=1)
    ]


def _stretches(presentation: Presentation, gaps: Mapping[str, Gap]) -> tuple[Stretch, ...]:
    return tuple(Stretch(html, gaps.get(id_)) for html, id_ in split_marked(presentation["text"]))


def _could_be(gap: Mapping[str, Any], value: str) -> bool:
    return gap["kind"] != MENU or any(option["id"] == value for option in gap["options"])


def _is_right(own: Mapping[str, Any], value: str) -> bool:
    if "order" in own:
        return value == own["order"][0]
    return number_matches(own, value) if "value" in own else words_match(own, value)


def _right_answer(gap: Gap, own: Mapping[str, Any]) -> str:
    if gap.kind == NUMBER:
        return right_number(own, "")
    texts = {option.id: option.text for option in gap.options}
    return _("Right answer: %(answer)s.") % {"answer": texts[own["order"][0]] if texts else own["accepted"][0]}


def _on_paper(gap: Gap) -> str:
    options = " / ".join(option.text for option in gap.options)
    return f"({gap.number}) [{options}]" if options else f"({gap.number}) {BLANK}"
