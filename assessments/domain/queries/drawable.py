"""Which questions quizzes can draw, and how many of them nobody has reviewed: for lists and the rule of publishing.

What a draw can give says `Draw.drawable` alone; papers are frozen by it too.
"""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Q

from assessments.domain.blueprint import draws_of_many
from assessments.domain.categories import below_in
from assessments.enums import QuestionState
from assessments.models import Question, Quiz

_NOTHING: Final = Q(pk__in=())


def drawn_by(quizzes: Collection[Quiz]) -> dict[int, Q]:
    """By the id of each quiz, what it can draw as a condition on questions. Three statements."""
    draws = draws_of_many(quizzes)
    below = below_in({draw.category.bank for each in draws.values() for draw in each})
    return {
        quiz.pk: reduce(or_, (draw.drawable(purpose=quiz.purpose, below=below) for draw in draws[quiz.pk]), _NOTHING)
        for quiz in quizzes
    }


def drafts_drawn_by(quizzes: Collection[Quiz]) -> dict[int, int]:
    """By the id of each quiz, how many questions it can draw that nobody has reviewed. One statement more."""
    if not quizzes:
        return {}
    counts = {f"quiz_{pk}": Count("pk", filter=drawn) for pk, drawn in drawn_by(quizzes).items()}
    found = Question.objects.filter(state=QuestionState.DRAFT).aggregate(**counts)
    return {quiz.pk: found[f"quiz_{quiz.pk}"] for quiz in quizzes}
