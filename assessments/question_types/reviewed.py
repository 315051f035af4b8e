"""A question after marking: what was answered, what is right, and why."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from assessments.question_types.shown import ShownBody, ShownTarget

RIGHT, WRONG, MISSED = "right", "wrong", "missed"
PARTLY = "partly"


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """`verdict` is empty for an option that was rightly left alone."""

    value: str
    text: str
    chosen: bool
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    name: str
    text: str
    value: int | str | None
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewedBody:
    several: bool = False
    options: tuple[ReviewedOption, ...] = ()
    items: tuple[ReviewedItem, ...] = ()
    positions: tuple[int, ...] = ()
    targets: tuple[ShownTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedQuestion:
    """The `question` of `components/question.html` with verdicts; `score` is at most `max_score`.

    `verdict` is on the whole question, only where the parts have none because the right answer stays hidden.
    """

    position: int
    total: int
    kind: str
    name: str
    stem: SafeString
    body: ReviewedBody | ShownBody
    explanation: SafeString
    score: Decimal
    max_score: Decimal
    points: str
    hint: str | Promise
    template: str
    disabled: bool = True
    verdict: str = ""

    @property
    def id(self) -> str:
        return f"question-{self.name}"

    @property
    def number(self) -> int:
        return self.position
