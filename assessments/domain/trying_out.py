"""A quiz as its author tries it: drawn as for a learner, marked as theirs would be, kept nowhere.

The caller has checked that the person may see the quiz and its keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from assessments.domain import remembered
from assessments.domain.blueprint import check_pool, draws_of, pool_of
from assessments.domain.marking import Result, exact_points, in_hundredths, mark_paper
from assessments.domain.papers import draw_items, field_name, responses_from_form
from assessments.domain.showing import review_question, show_question
from assessments.models import Paper, Quiz
from assessments.question_types.base import FormData
from assessments.question_types.reviewed import ReviewedQuestion
from assessments.question_types.shown import Response, ShownQuestion


@dataclass(frozen=True, slots=True)
class TriedPaper:
    """`result`: None while it is being answered."""

    questions: Sequence[ShownQuestion | ReviewedQuestion]
    result: Result | None


def try_quiz(quiz: Quiz, number: int, form: FormData | None) -> TriedPaper:
    """A paper drawn from the bank as it stands; the same `number` draws the same one, while the bank is the same.

    Raises:
        QuizError: the bank has too few questions for the draws.
        BadResponse: no form of ours could have sent this.
    """
    draws = draws_of(quiz)
    pool = pool_of(draws, purpose=quiz.purpose)
    check_pool(draws, pool)
    paper = Paper(items=draw_items(pool, Random(number), shuffle=quiz.shuffle))  # noqa: S311  nothing is at stake
    if form is None:
        return TriedPaper([_shown(paper, position) for position in _positions(paper)], None)
    responses = responses_from_form(paper, form, _positions(paper))
    result = mark_paper(paper.items, responses, pass_mark_percent=quiz.pass_mark_percent)
    reviewed = [_reviewed(paper, position, responses[position], result) for position in _positions(paper)]
    return TriedPaper(reviewed, result)


def _positions(paper: Paper) -> range:
    return range(1, len(paper.items) + 1)


def _shown(paper: Paper, position: int) -> ShownQuestion:
    item = paper.items[position - 1]
    question = remembered.questions.get([item["version"]])[item["version"]]
    name = field_name(position)
    return show_question(question, item, {}, name=name, position=position, total=len(paper.items))


def _reviewed(paper: Paper, position: int, response: Response, result: Result) -> ReviewedQuestion:
    item, marked = paper.items[position - 1], result.items[position - 1]
    version = item["version"]
    return review_question(
        remembered.questions.get([version])[version],
        remembered.keys.get([version])[version],
        item,
        response,
        score=in_hundredths(exact_points(marked)),
        name=field_name(position),
        position=position,
        total=len(paper.items),
    )
