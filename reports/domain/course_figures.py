"""Counting how a course is taken: how far learners come, where they stop, how long a lesson takes.

Only what the record holds already for the learner's own sake: when an activity was first opened, and when
it was finished. Nothing is measured in the browser.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.domain.item_statistics import count_quiz, quizzes_to_count
from assessments.enums import QuizPurpose
from assessments.models import QuestionStatistic
from common.db.locks import advisory_lock
from courses.domain.editions import edition_outline
from courses.enums import ActivityKind
from courses.models import Course, EditionActivity
from learning.domain.feedback import count_waiting
from learning.enums import EnrolmentStatus
from learning.models import CourseFeedback, Enrolment, LessonProgress
from operations.domain.jobs import enqueue_job
from operations.models import Job
from reports.models import ActivityFigures, CourseFigures

JOB: Final = "reports.course_figures"
BATCH: Final = 500
STOPPED_AFTER: Final = timedelta(days=14)
SITTING: Final = timedelta(hours=2)
# A lesson that a pre-test or a trainer has finished is opened and finished in one moment.
_AT_ONCE: Final = timedelta(seconds=1)
_FRESH_FOR: Final = timedelta(hours=20)
_READ: Final = frozenset({ActivityKind.LESSON, ActivityKind.DOCUMENT})
QUESTIONS: Final = ("useful", "clear", "working")


@dataclass(slots=True)
class _Count:
    reached: int = 0
    finished: int = 0
    stopped: int = 0
    minutes: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class _Counts:
    """What one pass over the enrolments of a course keeps in memory."""

    now: datetime
    begun: int = 0
    completed: int = 0
    stopped: int = 0
    activities: dict[UUID, _Count] = field(default_factory=lambda: defaultdict(_Count))


def request_course_figures(*, course: Course, title: str, actor: User | None) -> Job:
    """The job that counts the course; `actor` is None when nobody asked."""
    return enqueue_job(
        kind=JOB, key=str(course.uuid), title=title, parameters={"course": course.pk}, requested_by=actor
    )


def courses_to_count() -> list[Course]:
    """Taken by somebody, and not counted since yesterday."""
    stale = Q(figures=None) | Q(figures__counted_at__lt=timezone.now() - _FRESH_FOR)
    return list(Course.objects.filter(stale, enrolments__edition__isnull=False).distinct().order_by("pk"))


def count_course(course: Course, tell: Callable[[int], None]) -> int:
    """Count everybody who takes or took the course; gives how many. Doing it twice gives the same rows.

    Enrolments are read in batches; each is one time that the course is taken.
    """
    counts = _Counts(timezone.now())
    for batch in _batches(course):
        _add(counts, batch)
        tell(counts.begun)
    for quiz_id in quizzes_to_count(_quizzes_of(course)):
        count_quiz(quiz_id, lambda counted: tell(counts.begun + counted))
    count_waiting(course=course)
    _store(course, counts)
    return counts.begun


def forget_figures() -> None:
    """Delete what was counted of all courses and questions: some of those it speaks of are to be no more."""
    for model in (ActivityFigures, CourseFigures, QuestionStatistic):
        model.objects.all().delete()


def _batches(course: Course) -> Iterator[list[Enrolment]]:
    begun = Enrolment.objects.filter(
        course=course,
        edition__isnull=False,
        is_double=False,
        status__in=(EnrolmentStatus.IN_PROGRESS, EnrolmentStatus.COMPLETED),
    )
    rows = begun.only("pk", "edition_id", "status").order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _add(counts: _Counts, batch: list[Enrolment]) -> None:
    progress: dict[int, list[tuple[UUID, datetime, datetime | None]]] = defaultdict(list)
    rows = LessonProgress.objects.filter(enrolment__in=[enrolment.pk for enrolment in batch])
    for pk, activity, opened_at, completed_at in rows.values_list(
        "enrolment_id", "activity", "opened_at", "completed_at"
    ):
        progress[pk].append((activity, opened_at, completed_at))
    for enrolment in batch:
        counts.begun += 1
        counts.completed += enrolment.is_completed
        _add_one(counts, enrolment, progress[enrolment.pk])


def _add_one(counts: _Counts, enrolment: Enrolment, done: list[tuple[UUID, datetime, datetime | None]]) -> None:
    outline = edition_outline(enrolment.edition_id or 0)
    furthest, latest = None, None
    for key, opened_at, completed_at in done:
        activity = outline.by_key(key)
        if activity is None:
            continue
        count = counts.activities[key]
        count.reached += 1
        latest = max(filter(None, (latest, opened_at, completed_at)))
        if furthest is None or activity.position > furthest.position:
            furthest = activity
        if completed_at is None:
            continue
        count.finished += 1
        took = completed_at - opened_at
        if activity.kind in _READ and _AT_ONCE <= took <= SITTING:
            count.minutes[max(1, round(took / timedelta(minutes=1)))] += 1
    has_stopped = latest is not None and latest < counts.now - STOPPED_AFTER and not enrolment.is_completed
    if furthest is not None and has_stopped:
        counts.stopped += 1
        counts.activities[furthest.key].stopped += 1


def _quizzes_of(course: Course) -> list[int]:
    """Those that count, of all its editions."""
    held = EditionActivity.objects.filter(edition__course=course, quiz_edition__isnull=False)
    counted = held.exclude(quiz_edition__rules__purpose=QuizPurpose.PRACTICE)
    return sorted(set(counted.values_list("quiz_edition__quiz_id", flat=True)))


def _store(course: Course, counts: _Counts) -> None:
    with advisory_lock(f"course-figures:{course.pk}"), transaction.atomic():
        ActivityFigures.objects.filter(course=course).delete()
        ActivityFigures.objects.bulk_create(
            ActivityFigures(
                course=course,
                activity=key,
                reached=count.reached,
                finished=count.finished,
                stopped=count.stopped,
                timed=count.minutes.total(),
                median_minutes=_median(count.minutes),
            )
            for key, count in counts.activities.items()
        )
        facts = {
            "begun": counts.begun,
            "completed": counts.completed,
            "stopped": counts.stopped,
            "feedback": _feedback(course),
            "counted_at": counts.now,
        }
        CourseFigures.objects.update_or_create(course=course, defaults=facts)


def _median(minutes: Counter[int]) -> int | None:
    """The lower one of two in the middle; None of nothing."""
    left = (minutes.total() + 1) // 2
    for minute in sorted(minutes):
        left -= minutes[minute]
        if left <= 0:
            return minute
    return None


def _feedback(course: Course) -> dict[str, Any]:
    answers: dict[str, Counter[str]] = {question: Counter() for question in QUESTIONS}
    count = 0
    for row in CourseFeedback.objects.filter(course=course, is_counted=True).values_list(*QUESTIONS).iterator():
        count += 1
        for question, answer in zip(QUESTIONS, row, strict=True):
            answers[question][str(answer)] += 1
    return {"count": count, **{question: dict(found) for question, found in answers.items()}}
