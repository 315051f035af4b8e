"""What the types have in common whose answer is typed into one short field."""

from abc import abstractmethod
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from assessments.question_types.base import FormData, Key, Order, Presentation, QuestionTypeSpec, Reasons
from assessments.question_types.counting import Part
from assessments.question_types.printed import KeyLine, Printed
from assessments.question_types.reading import field_values
from assessments.question_types.reviewed import RIGHT, WRONG, ReviewedBody
from assessments.question_types.shown import Response, ShownBody
from common.text.vietnamese import without_unseen

MOST_TYPED: Final = 200
# The one reason such a question has.
ANSWER: Final = "answer"
BLANK: Final = "……………………"


@dataclass(frozen=True, slots=True)
class ShownTyped(ShownBody):
    """`mode` is the keyboard that a phone offers."""

    value: str = ""
    unit: str = ""
    mode: str = "text"


@dataclass(frozen=True, slots=True)
class ReviewedTyped(ReviewedBody):
    value: str = ""
    unit: str = ""
    mode: str = "text"
    verdict: str = ""
    reason: str = ""


class TypedAnswer(QuestionTypeSpec):
    """Response `{"text": what was typed}`, on one line and without blanks around it."""

    template = "components/questions/typed.html"
    mode = "text"

    @abstractmethod
    def right_answer(self, presentation: Presentation, key: Key) -> str:
        """In words, for the review and the key on paper."""

    def words(self, presentation: Presentation) -> list[str]:
        return []

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        return {}

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        return ShownTyped(value=response.get("text", ""), unit=presentation.get("unit", ""), mode=self.mode)

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        return ReviewedTyped(
            value=response.get("text", ""),
            unit=presentation.get("unit", ""),
            mode=self.mode,
            verdict=RIGHT if self.mark(key, response) else WRONG,
            reason=f"{self.right_answer(presentation, key)} {reasons.get(ANSWER, '')}".rstrip(),
        )

    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        values = field_values(data, prefix, 1)
        return {"text": clean_typed(values[0]) if values else ""}

    def is_response(self, presentation: Presentation, response: Any) -> bool:
        if not isinstance(response, dict) or response.keys() != {"text"}:
            return False
        return isinstance(response["text"], str) and clean_typed(response["text"]) == response["text"]

    def parts(self, presentation: Presentation, key: Key) -> list[Part]:
        """Right answers only: what else was typed may be anything, also a name."""
        return [Part(ANSWER, self.right_answer(presentation, key), True)]

    def counted(self, presentation: Presentation, key: Key, response: Response) -> list[str]:
        return [ANSWER] if self.mark(key, response) else []

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        return bool(response.get("text"))

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        return Printed(options=(f"{BLANK} {presentation.get('unit', '')}".rstrip(),))

    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        return [KeyLine(self.right_answer(presentation, key), True, reasons.get(ANSWER, ""))]


def clean_typed(typed: str) -> str:
    """What is kept of what was typed: one line, composed, without what no eye can see (a paste brings it along)."""
    line = " ".join(without_unseen(" ".join(typed.split())).split())
    return line[:MOST_TYPED].rstrip()
