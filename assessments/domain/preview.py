"""A question as its author tries it: shown like to a learner, marked at once, kept nowhere.

The caller has checked that the person may see the key.
"""

from random import Random

from assessments.domain import remembered
from assessments.domain.showing import review_question, show_question
from assessments.question_types.base import FormData
from assessments.question_types.reviewed import ReviewedQuestion
from assessments.question_types.shown import ShownQuestion

_NAME = "q1"


def preview_of(version_id: int, form: FormData | None) -> ShownQuestion | ReviewedQuestion:
    """The form of the version, or, when an answer was posted, the same with verdicts and reasons."""
    question = remembered.questions.get([version_id])[version_id]
    spec = question.spec
    order = spec.draw_order(question.presentation, Random(version_id), shuffle=False)  # noqa: S311
    if form is None:
        return show_question(question, order, {}, name=_NAME, position=1, total=1)
    response = spec.response_from_form(question.presentation, form, _NAME)
    if spec.goes_on(question.presentation, response):
        return show_question(question, order, response, name=_NAME, position=1, total=1)
    key = remembered.keys.get([version_id])[version_id]
    return review_question(
        question, key, order, response, score=spec.mark(key.key, response), name=_NAME, position=1, total=1
    )
