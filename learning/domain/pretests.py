"""A pre-test shows what a learner knows already: those lessons need not be read."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction

from assessments.domain.marking import exact_points, in_hundredths
from assessments.models import Attempt
from courses.domain.editions import edition_outline
from learning.domain.completion import finish_activity
from learning.enums import EventKind
from learning.models import Enrolment

Points = tuple[Fraction, Decimal]
"""Earned, exactly, and the most that could be."""


@transaction.atomic
def exempt_known_lessons(*, enrolment: Enrolment, activity: UUID, attempt: Attempt) -> list[UUID]:
    """Finish the lessons that the graded pre-test shows to be known; gives those that were not finished before.

    A lesson is known when the section it was tied to, or the whole test, reached the pass mark. The event
    of each names the points it rests on. Lessons read before stay as they are.
    """
    if enrolment.edition_id is None:
        return []
    outline = edition_outline(enrolment.edition_id)
    pretest = outline.by_key(activity)
    marking = attempt.markings.order_by("-number").first()
    if pretest is None or marking is None:
        return []
    points = _points_by_section(attempt.paper.items, marking.items)
    pass_mark = attempt.quiz_edition.rules["pass_mark_percent"]
    known = []
    for exemption in pretest.exempts:
        lesson = outline.by_key(UUID(exemption["lesson"]))
        earned, most = points.get(exemption["section"], (Fraction(0), Decimal(0)))
        if lesson is None or lesson.is_quiz or not most or earned * 100 < Fraction(most) * pass_mark:
            continue
        score = str(in_hundredths(earned))
        data = {"attempt": str(attempt.uuid), "quiz": pretest.title_vi, "score": score, "max": str(most)}
        kind, handed_in = EventKind.LESSON_KNOWN, attempt.closed_at
        if finish_activity(enrolment=enrolment, activity=lesson.key, kind=kind, data=data, at=handed_in):
            known.append(lesson.key)
    return known


def _points_by_section(items: Sequence[Mapping[str, Any]], marks: Sequence[Mapping[str, str]]) -> dict[int, Points]:
    """By the number of a section; 0 for the whole paper."""
    sums: dict[int, Points] = {}
    for item, mark in zip(items, marks, strict=True):
        for section in {0, item.get("section", 0)}:
            earned, most = sums.get(section, (Fraction(0), Decimal(0)))
            sums[section] = (earned + exact_points(mark), most + Decimal(mark["max"]))
    return sums
