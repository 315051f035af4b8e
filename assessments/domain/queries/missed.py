"""Which questions of some quizzes are missed most."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from assessments.enums import QuestionState
from assessments.models import QuestionStatistic, QuestionVersion
from assessments.question_types.counting import FEWEST
from assessments.rules import questions_seen_by


def most_missed(
    *, quizzes: QuerySet[Any, Any], drawn: Collection[int], reader: User, most: int
) -> list[QuestionStatistic]:
    """The hardest first, of the last count; those that at least five have answered and the reader may see.

    One statement, with the question and the quiz of each. A question changed since is left out: what was
    missed is the wording of before. So is a retired one, unless its version is among those `drawn` to this day.
    """
    newer = QuestionVersion.objects.filter(
        question=OuterRef("version__question"), number__gt=OuterRef("version__number")
    )
    found = QuestionStatistic.objects.filter(
        ~Exists(newer),
        quiz__in=quizzes,
        answers__gte=FEWEST,
        facility__lt=100,
        version__question__in=questions_seen_by(reader),
    ).exclude(~Q(version__in=drawn), version__question__state=QuestionState.RETIRED)
    return list(found.select_related("version__question", "quiz").order_by("facility", "-answers", "pk")[:most])
