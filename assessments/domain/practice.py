"""Exercises inside a lesson: practice questions, answered without a score that counts."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from uuid import UUID

from django.utils.safestring import SafeString

from assessments.domain import remembered
from assessments.domain.remembered import StoredQuestion
from assessments.domain.showing import review_question, show_question
from assessments.enums import QuestionState
from assessments.models import QuestionVersion
from assessments.question_types import is_blank
from assessments.question_types.printed import KeyLine, Printed
from assessments.question_types.reviewed import ReviewedQuestion
from assessments.question_types.shown import Response, ShownQuestion


@dataclass(frozen=True, slots=True)
class Exercise:
    """A practice question ready to be shown, without its key."""

    question: StoredQuestion

    @property
    def version_id(self) -> int:
        return self.question.version_id

    def shown(self, name: str, response: Response | None = None) -> ShownQuestion:
        return show_question(self.question, _order(self.question), response or {}, name=name, position=1, total=0)

    def printed(self) -> Printed:
        """The body on paper, without its key."""
        return self.question.spec.printed(self.question.presentation, _order(self.question))

    def response_from_form(self, data: object, name: str) -> Response:
        return self.question.spec.response_from_form(self.question.presentation, data, name)  # type: ignore[arg-type]

    def is_left_open(self, response: Response) -> bool:
        return is_blank(response)

    def goes_on(self, response: Response) -> bool:
        """Whether the next step is to be shown before anything is explained."""
        return self.question.spec.goes_on(self.question.presentation, response)


@dataclass(frozen=True, slots=True)
class Feedback:
    """`score` is the share that is right, 0 to 1; `question` carries verdicts and reasons."""

    score: Decimal
    question: ReviewedQuestion

    @property
    def is_right(self) -> bool:
        return self.score == 1


@dataclass(frozen=True, slots=True)
class PracticeKey:
    """The key of a practice question on paper. `explanation` is safe HTML."""

    lines: list[KeyLine]
    explanation: SafeString


def exercise_of(question_uuid: UUID | str) -> Exercise:
    """The latest version of a practice question.

    Raises:
        QuestionVersion.DoesNotExist: there is none, it is retired, or it is counted.
    """
    version_id = (
        QuestionVersion.objects.filter(question__uuid=question_uuid, question__is_practice=True)
        .exclude(question__state=QuestionState.RETIRED)
        .order_by("-number")
        .values_list("pk", flat=True)
        .first()
    )
    if version_id is None:
        raise QuestionVersion.DoesNotExist
    return frozen_exercise(version_id)


def frozen_exercise(version_id: int) -> Exercise:
    """The version that an edition froze. No statement once the question is remembered."""
    return Exercise(remembered.questions.get([version_id])[version_id])


def practice_feedback(version_id: int, response: Response, *, name: str = "q1") -> Feedback:
    """Mark an exercise and say why, option by option. The key of a counted question never leaves.

    Raises:
        QuestionVersion.DoesNotExist: no such version, or not of a practice question.
    """
    _check_practice(version_id)
    question = remembered.questions.get([version_id])[version_id]
    key = remembered.keys.get([version_id])[version_id]
    score = question.spec.mark(key.key, response)
    return Feedback(
        score,
        review_question(question, key, _order(question), response, score=score, name=name, position=1, total=0),
    )


def practice_key(version_id: int) -> PracticeKey:
    """What is right, and why, for the end of a printed course.

    Raises:
        QuestionVersion.DoesNotExist: no such version, or not of a practice question.
    """
    _check_practice(version_id)
    question = remembered.questions.get([version_id])[version_id]
    key = remembered.keys.get([version_id])[version_id]
    return PracticeKey(question.spec.key_lines(question.presentation, key.key, key.reasons), key.explanation)


def _check_practice(version_id: int) -> None:
    if not QuestionVersion.objects.filter(pk=version_id, question__is_practice=True).exists():
        raise QuestionVersion.DoesNotExist


def _order(question: StoredQuestion) -> dict[str, object]:
    """The same order each time the lesson is read: exercises are not shuffled."""
    return question.spec.draw_order(question.presentation, Random(question.version_id), shuffle=False)  # noqa: S311
