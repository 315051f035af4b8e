"""The board of a course: what its last count says, as it may be shown. Five statements, whatever the course."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.models import User
from assessments.domain.queries.missed import most_missed
from assessments.models import QuestionStatistic, QuizEdition
from courses.domain.editions import ActivityOutline, ModuleOutline, Outline, edition_outline
from courses.models import Course, EditionActivity
from learning.enums import Clarity, Usefulness, Working
from reports.domain.rounding import rounded, rounded_percent
from reports.domain.suppression import SMALLEST, is_small
from reports.models import ActivityFigures, CourseFigures

MOST_MISSED: Final = 10


@dataclass(frozen=True, slots=True)
class Count:
    """Of people. `shown` is None for a group too small to be shown; `percent` of those who have begun."""

    shown: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """An activity of the current edition. `minutes`: the median, None where too few did it in one sitting.

    `is_peak`: more have stopped here than anywhere else.
    """

    activity: ActivityOutline
    reached: Count
    finished: Count
    stopped: Count
    minutes: int | None
    is_peak: bool


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    count: Count


@dataclass(frozen=True, slots=True)
class CourseBoard:
    """`modules`: the outline with its rows. `feedback`: by question, what the answers were, in their order."""

    counted_at: datetime
    begun: int | None
    completed: Count
    stopped: Count
    modules: list[tuple[ModuleOutline, list[Row]]]
    said: int | None
    feedback: dict[str, list[Answer]]
    missed: list[QuestionStatistic]


def course_board(course: Course, reader: User) -> CourseBoard | None:
    """None before the first count, and for a course that is not published."""
    figures = CourseFigures.objects.filter(course=course).first()
    if figures is None or course.current_edition_id is None:
        return None
    is_hidden = is_small(figures.begun)
    rows = {} if is_hidden else {row.activity: row for row in ActivityFigures.objects.filter(course=course)}
    outline = edition_outline(course.current_edition_id)
    peak = max((rows[a.key].stopped for a in outline.activities if a.key in rows), default=0)
    quizzes = EditionActivity.objects.filter(edition__course=course).values("quiz_edition__quiz")
    return CourseBoard(
        counted_at=figures.counted_at,
        begun=rounded(figures.begun),
        completed=_count(figures.completed, figures.begun),
        stopped=_count(figures.stopped, figures.begun),
        modules=[
            (module, [_row(a, rows, figures.begun, peak) for a in module.activities]) for module in outline.modules
        ],
        said=rounded(figures.feedback.get("count", 0)),
        feedback=_feedback(figures),
        missed=[]
        if is_hidden
        else most_missed(quizzes=quizzes, drawn=_drawn(outline), reader=reader, most=MOST_MISSED),
    )


def _drawn(outline: Outline) -> set[int]:
    """Row ids of the versions that the quizzes of the edition can draw."""
    quizzes = [activity.quiz_edition_id for activity in outline.activities if activity.quiz_edition_id]
    pools = QuizEdition.objects.filter(pk__in=quizzes).values_list("pool", flat=True)
    return {version for pool in pools for draw in pool for version in draw["versions"]}


def _count(people: int, begun: int) -> Count:
    return Count(rounded(people), rounded_percent(people, begun))


def _row(activity: ActivityOutline, rows: dict[UUID, ActivityFigures], begun: int, peak: int) -> Row:
    found = rows.get(activity.key) or ActivityFigures(activity=activity.key)
    return Row(
        activity=activity,
        reached=_count(found.reached, begun),
        finished=_count(found.finished, begun),
        stopped=_count(found.stopped, begun),
        minutes=found.median_minutes if found.timed >= SMALLEST else None,
        is_peak=found.stopped >= SMALLEST and found.stopped == peak,
    )


def _feedback(figures: CourseFigures) -> dict[str, list[Answer]]:
    count = figures.feedback.get("count", 0)
    if not count:
        return {}
    kinds = (("useful", Usefulness), ("clear", Clarity), ("working", Working))
    return {
        question: [
            Answer(str(label), _count(figures.feedback[question].get(str(value), 0), count))
            for value, label in kind.choices
        ]
        for question, kind in kinds
    }
