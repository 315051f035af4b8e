"""A free text, marked by a person with the levels of a rubric."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, Final

from django import forms
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, Row, Rows
from assessments.question_types.base import NOTHING, FormData, Key, Order, Parsed, Presentation, Raw, Reasons
from assessments.question_types.by_hand import Criterion, HandMark, Levels, MarkedByHand
from assessments.question_types.numeric import number_of_author, read_number
from assessments.question_types.printed import KeyLine, Printed
from assessments.question_types.reading import (
    MAX_TEXT,
    field_values,
    letters,
    read_html,
    read_line,
    read_parts,
    read_text,
)
from assessments.question_types.reviewed import ReviewedBody
from assessments.question_types.rich_text import html_of, safe_html, typed_of
from assessments.question_types.rich_text_area import RichTextArea
from assessments.question_types.short_text import lines_of
from assessments.question_types.shown import Response, ShownBody
from assessments.question_types.typed import BLANK
from common.text.vietnamese import without_unseen

MOST_CHARACTERS: Final = 10_000
MOST_CRITERIA: Final = 8
MOST_LEVELS: Final = 8
MOST_POINTS: Final = 100
_LINES_ON_PAPER: Final = 8


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    text: str
    most: str


@dataclass(frozen=True, slots=True)
class ShownEssay(ShownBody):
    text: str = ""
    most_characters: int = MOST_CHARACTERS
    criteria: tuple[ShownCriterion, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedLevel:
    text: str
    points: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ReviewedCriterion:
    text: str
    most: str
    levels: tuple[ReviewedLevel, ...]


@dataclass(frozen=True, slots=True)
class ReviewedEssay(ReviewedBody):
    text: str = ""
    rubric: tuple[ReviewedCriterion, ...] = ()
    comment: str = ""


class GuidanceForm(forms.Form):
    guidance = forms.CharField(
        label=gettext_lazy("For those who mark"),
        required=False,
        strip=False,
        widget=RichTextArea,
        help_text=gettext_lazy("What a good answer holds. Learners never see it."),
    )


class CriterionRow(Row):
    text = forms.CharField(label=gettext_lazy("Criterion"), required=False, max_length=MAX_TEXT)
    levels = forms.CharField(
        label=gettext_lazy("Levels"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One on each line, points first: 2 | names all three steps"),
    )

    def raw(self) -> dict[str, Any]:
        return {
            "text": self.cleaned_data["text"],
            "levels": [_level(line) for line in lines_of(self.cleaned_data["levels"])],
        }


class EssayForm(AuthorForm):
    hint = gettext_lazy(
        "A person marks the answer by choosing a level for each criterion. Learners see the criteria and their most "
        "points while they write, the levels only with the result. The question is worth one point like any other: "
        "the points of the levels are its shares."
    )
    settings = GuidanceForm
    parts: ClassVar = {"criteria": Rows(CriterionRow, gettext_lazy("Criteria"), most=MOST_CRITERIA, stacked=True)}

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "guidance": typed_of(raw["guidance"]),
            "criteria": [
                {**criterion, "levels": "\n".join(f"{_comma(v['points'])} | {v['text']}" for v in criterion["levels"])}
                for criterion in raw["criteria"]
            ],
        }

    def raw(self) -> dict[str, Any]:
        read = super().raw()
        return read | {"guidance": html_of(read["guidance"])}


class Essay(MarkedByHand):
    """Presentation `{"criteria": [{id, text, most}]}`, key `{"levels": {id: [{points, text}]}, "guidance", "ids"}`.

    Response `{"text"}` with its lines. Marked by points of the levels chosen ÷ most points; points are
    decimal numbers in text.
    """

    name = "essay"
    label = gettext_lazy("essay")
    fields = ("criteria", "guidance")
    hint = gettext_lazy("Write your answer. A person marks it; the result comes after that.")
    template = "components/questions/essay.html"

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return EssayForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        read = read_parts(raw, "criteria", _("Criteria"), ("text", "levels"), least=1, most=MOST_CRITERIA)
        ids = letters(len(read))
        levels = {
            letter: _read_levels(part, number) for number, (letter, part) in enumerate(zip(ids, read, strict=True), 1)
        }
        guidance = raw.get("guidance", "")
        return Parsed(
            {
                "criteria": [
                    {"id": letter, "text": read_text(part, number), "most": _most(levels[letter])}
                    for number, (letter, part) in enumerate(zip(ids, read, strict=True), 1)
                ]
            },
            {
                "levels": levels,
                "guidance": read_html(guidance, 1) if guidance else "",
                "ids": [[letter, part["id"]] for letter, part in zip(ids, read, strict=True)],
            },
            {},
        )

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        names = dict(key["ids"])
        return {
            "criteria": [
                {
                    "id": names[criterion["id"]],
                    "text": criterion["text"],
                    "levels": [{"points": v["points"], "text": v["text"]} for v in key["levels"][criterion["id"]]],
                }
                for criterion in presentation["criteria"]
            ],
            "guidance": key["guidance"],
        }

    def words(self, presentation: Presentation) -> list[str]:
        return [criterion["text"] for criterion in presentation["criteria"]]

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        return {}

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        return ShownEssay(
            text=response.get("text", ""),
            criteria=tuple(ShownCriterion(c["text"], _localized(c["most"])) for c in presentation["criteria"]),
        )

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        return self.reviewed_by_hand(presentation, response, key, HandMark({}, ""))

    def reviewed_by_hand(
        self, presentation: Presentation, response: Response, key: Key, hand: HandMark
    ) -> ReviewedBody:
        return ReviewedEssay(
            text=response.get("text", ""),
            rubric=tuple(
                ReviewedCriterion(
                    criterion["text"],
                    _localized(criterion["most"]),
                    tuple(
                        ReviewedLevel(v["text"], _localized(v["points"]), hand.levels.get(criterion["id"]) == number)
                        for number, v in enumerate(key["levels"][criterion["id"]])
                    ),
                )
                for criterion in presentation["criteria"]
            ),
            comment=hand.comment,
        )

    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        values = field_values(data, prefix, 1)
        return {"text": clean_lines(values[0], MOST_CHARACTERS) if values else ""}

    def is_response(self, presentation: Presentation, response: Any) -> bool:
        if not isinstance(response, dict) or response.keys() != {"text"}:
            return False
        return isinstance(response["text"], str) and clean_lines(response["text"], MOST_CHARACTERS) == response["text"]

    def mark(self, key: Key, response: Response) -> Decimal:
        """What is earned before a person has marked."""
        return NOTHING

    def hand_share(self, key: Key, levels: Levels) -> Decimal:
        if levels.keys() != key["levels"].keys():
            raise QuestionError(_("Choose a level for each criterion."))
        points, most = Decimal(0), Decimal(0)
        for id_, offered in key["levels"].items():
            number = levels[id_]
            if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(offered):
                raise QuestionError(_("Choose a level for each criterion."))
            points += Decimal(offered[number]["points"])
            most += Decimal(_most(offered))
        return points / most

    def rubric(self, presentation: Presentation, key: Key) -> list[Criterion]:
        return [
            Criterion(c["id"], c["text"], tuple((v["text"], Decimal(v["points"])) for v in key["levels"][c["id"]]))
            for c in presentation["criteria"]
        ]

    def guidance(self, key: Key) -> SafeString:
        return safe_html(key["guidance"])

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        return bool(response.get("text"))

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        rows = [(c["text"], _localized(c["most"])) for c in presentation["criteria"]]
        lines = [(BLANK * 4,)] * _LINES_ON_PAPER
        return Printed(
            html=format_html(
                "<ul>{}</ul>{}",
                format_html_join("", "<li>{} ({})</li>", rows),
                format_html_join("", "<p>{}</p>", lines),
            )
        )

    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        return [
            KeyLine(
                f"{criterion.text}: {text} ({localize(points)})", points == max(p for _t, p in criterion.levels), ""
            )
            for criterion in self.rubric(presentation, key)
            for text, points in criterion.levels
        ]


def clean_lines(typed: str, most: int) -> str:
    """Typed text with its lines, composed and without what no eye can see; at most `most` characters."""
    unified = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "\n".join(without_unseen(line) for line in unified.split("\n"))
    return "\n".join(line.rstrip() for line in seen[:most].split("\n")).strip()


def _level(line: str) -> dict[str, str]:
    points, bar, text = line.partition("|")
    if not bar:
        raise QuestionError(_("The level “%(line)s” does not begin with its points: 2 | …") % {"line": line})
    return {"points": number_of_author(points), "text": text.strip()}


def _read_levels(part: Mapping[str, Any], number: int) -> list[dict[str, str]]:
    levels = part.get("levels")
    if not isinstance(levels, list) or not 2 <= len(levels) <= MOST_LEVELS:
        raise QuestionError(
            _("Criterion %(number)d needs from 2 to %(most)d levels.") % {"number": number, "most": MOST_LEVELS}
        )
    read = []
    for level in levels:
        if not isinstance(level, Mapping) or level.keys() != {"points", "text"}:
            raise QuestionError(_("A level of criterion %(number)d has points and a text.") % {"number": number})
        points = read_number({"value": level["points"], "tolerance": "0"})["value"]
        if not 0 <= Decimal(points) <= MOST_POINTS:
            raise QuestionError(_("Points of a level are from 0 to %(most)d.") % {"most": MOST_POINTS})
        text = read_line(level["text"], number, MAX_TEXT)
        if not text:
            raise QuestionError(_("A level of criterion %(number)d has points and a text.") % {"number": number})
        read.append({"points": points, "text": text})
    if len({Decimal(level["points"]) for level in read}) < len(read):
        raise QuestionError(_("Two levels of criterion %(number)d give the same points.") % {"number": number})
    return read


def _most(levels: list[dict[str, str]]) -> str:
    return max((level["points"] for level in levels), key=Decimal)


def _comma(number: str) -> str:
    return number.replace(".", ",")


def _localized(number: str) -> str:
    return str(localize(Decimal(number)))
