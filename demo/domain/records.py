"""Journeys as rows of the record: enrolments, events, progress and certificates, a batch at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from assessments.models import QuizEdition
from courses.domain.editions import ActivityOutline, Outline
from demo.domain.campaigns import Drive
from demo.domain.journeys import Journey, Outcome
from demo.domain.people import Cadre
from demo.domain.streams import Row, append_rows
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, LessonProgress, ProgressEvent

BATCH: Final = 1000
EVENT_COLUMNS: Final = (
    *("cadre_id", "enrolment_id", "kind", "day", "at", "committee_at_id", "position_group_at", "edition_id"),
    *("activity", "actor_id", "reason", "data"),
)
PROGRESS_COLUMNS: Final = ("enrolment_id", "cadre_id", "activity", "opened_at", "completed_at")
# What an office does before anybody learns that day.
_IN_THE_MORNING: Final = (EventKind.ENROLLED, EventKind.MOVED)
STATUS: Final = {
    Outcome.COMPLETED: EnrolmentStatus.COMPLETED,
    Outcome.IN_PROGRESS: EnrolmentStatus.IN_PROGRESS,
    Outcome.FAILED: EnrolmentStatus.IN_PROGRESS,
    Outcome.NOT_STARTED: EnrolmentStatus.NOT_STARTED,
    Outcome.EXEMPT: EnrolmentStatus.EXEMPT,
}


@dataclass(frozen=True, slots=True)
class Served:
    """A course as learners are served it, with its quizzes by edition id."""

    outline: Outline
    quizzes: dict[int | None, QuizEdition]

    def quiz(self, activity: ActivityOutline) -> QuizEdition:
        return self.quizzes[activity.quiz_edition_id]


@dataclass(slots=True)
class Story:
    """One enrolment to be told, with the attempts in it in the order in which they were made."""

    cadre: Cadre
    drive: Drive
    journey: Journey
    served: Served
    enrolment: Enrolment
    attempts: list["Try"]


@dataclass(slots=True)
class Try:
    """An attempt at `activity`. Score and most are what its marking says; without a paper no `uuid`."""

    activity: ActivityOutline
    quiz: QuizEdition
    day: date
    number: int
    passed: bool
    uuid: UUID | None = None
    score: str = ""
    most: str = ""

    @property
    def facts(self) -> dict[str, str]:
        paper = {"attempt": str(self.uuid)} if self.uuid else {}
        return {**paper, "score": self.score, "max": self.most}


def tell(cadre: Cadre, drive: Drive, journey: Journey, served: Served, rng: Random) -> Story:
    """The unsaved enrolment of a journey, with the attempts that it contains."""
    completed = journey.outcome is Outcome.COMPLETED
    quizzes = any(activity.is_quiz for activity in served.outline.activities)
    at = _where(journey, served)
    enrolment = Enrolment(
        uuid=UUID(int=rng.getrandbits(128), version=4),
        cadre=cadre.user,
        campaign=drive.campaign,
        course=drive.course,
        edition_id=served.outline.edition_id if journey.started_on else None,
        committee=cadre.today.unit,
        position_group=cadre.today.group,
        status=STATUS[journey.outcome],
        failed=journey.outcome is Outcome.FAILED,
        is_late_joiner=journey.is_late,
        due_on=drive.due_on,
        assigned_on=journey.assigned_on,
        started_on=journey.started_on,
        completed_on=journey.steps[-1] if completed else None,
        passed_on=journey.steps[-1] if completed and quizzes else None,
        exempt_reason=journey.exempt_reason or "",
        last_activity=at[0].key if at else None,
        last_seen_at=moment(at[1], 17) if at else None,
    )
    return Story(cadre, drive, journey, served, enrolment, list(_tries(journey, served)))


def store_enrolments(stories: Sequence[Story]) -> None:
    Enrolment.objects.bulk_create([story.enrolment for story in stories], batch_size=BATCH)


def store_evidence(stories: Sequence[Story], administrator: User) -> None:
    """Events in the order in which they happened, and the progress they prove."""
    events = (event for story in stories for event in _events(story, administrator))
    append_rows(ProgressEvent, EVENT_COLUMNS, events)
    progress = (row for story in stories for row in _progress(story))
    append_rows(LessonProgress, PROGRESS_COLUMNS, progress)


@lru_cache(maxsize=10_000)
def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _where(journey: Journey, served: Served) -> tuple[ActivityOutline, date] | None:
    """The activity that was opened last, and when: the first one that is not finished, if any."""
    if journey.started_on is None:
        return None
    activities = served.outline.activities
    days = [journey.started_on, *journey.steps, *journey.failed_on]
    return activities[min(len(journey.steps), len(activities) - 1)], max(days)


def _tries(journey: Journey, served: Served) -> Iterator[Try]:
    """Failed attempts belong to the first quiz; every finished quiz has one that passed."""
    quizzes = [activity for activity in served.outline.activities if activity.is_quiz]
    for number, day in enumerate(journey.failed_on, start=1):
        yield Try(quizzes[0], served.quiz(quizzes[0]), day, number, passed=False)
    for activity, day in zip(served.outline.activities, journey.steps, strict=False):
        if activity.is_quiz:
            number = len(journey.failed_on) + 1 if activity is quizzes[0] else 1
            yield Try(activity, served.quiz(activity), day, number, passed=True)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one event says beside where the person was."""

    day: date
    kind: EventKind
    activity: UUID | None = None
    actor_id: int | None = None
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def _events(story: Story, administrator: User) -> Iterator[Row]:
    """Rows in the order of `EVENT_COLUMNS`, each written on its own day, as it would have been."""
    begun = False
    # Sorting keeps the order of facts of one day as given: a move of that day comes first.
    for fact in sorted([*_moves(story), *_facts(story, administrator)], key=lambda fact: fact.day):
        begun = begun or fact.kind is EventKind.STARTED
        post = story.cadre.post_on(fact.day)
        yield (
            story.cadre.user.pk,
            story.enrolment.pk,
            fact.kind.value,
            fact.day,
            moment(fact.day, 8 if fact.kind in _IN_THE_MORNING else 17),
            post.unit.pk,
            post.group,
            story.served.outline.edition_id if begun else None,
            fact.activity,
            fact.actor_id,
            fact.reason,
            fact.data,
        )


def _moves(story: Story) -> Iterator[Fact]:
    posts = story.cadre.posts
    for old, new in pairwise(posts):
        if new.first > story.journey.assigned_on:
            yield Fact(new.first, EventKind.MOVED, data={"from": old.unit.pk})


def _facts(story: Story, administrator: User) -> Iterator[Fact]:
    journey = story.journey
    yield Fact(journey.assigned_on, EventKind.ENROLLED, actor_id=story.drive.campaign.created_by_id)
    if journey.exempt_on and journey.exempt_reason:
        data = {"code": journey.exempt_reason.value, "was_failed": False}
        reason = "Quyết định minh họa"
        yield Fact(journey.exempt_on, EventKind.EXEMPTED, actor_id=administrator.pk, reason=reason, data=data)
    if journey.started_on is None:
        return
    yield Fact(journey.started_on, EventKind.STARTED)
    tries = list(story.attempts)
    for activity, day in zip(story.served.outline.activities, journey.steps, strict=False):
        if activity.is_quiz:
            while tries and tries[0].activity is activity:
                yield _attempt_fact(tries.pop(0))
        else:
            yield Fact(day, EventKind.LESSON_COMPLETED, activity.key)
    for one in tries:
        yield _attempt_fact(one)
    if story.enrolment.failed:
        yield Fact(tries[-1].day, EventKind.ATTEMPTS_USED_UP, tries[-1].activity.key)
    if story.enrolment.is_completed:
        yield Fact(journey.steps[-1], EventKind.COMPLETED)


def _attempt_fact(one: Try) -> Fact:
    kind = EventKind.ATTEMPT_PASSED if one.passed else EventKind.ATTEMPT_FAILED
    return Fact(one.day, kind, one.activity.key, data=one.facts)


def _progress(story: Story) -> Iterator[Row]:
    """Finished activities, and the one that was opened last."""
    for activity, day in zip(story.served.outline.activities, story.journey.steps, strict=False):
        yield _row(story, activity.key, day, minutes=_minutes(story, activity))
    at = _where(story.journey, story.served)
    if at is not None and not story.enrolment.is_completed:
        yield _row(story, at[0].key, at[1], minutes=None)


def _minutes(story: Story, activity: ActivityOutline) -> int:
    """How long it took, around what is planned; the same for everybody at every loading."""
    return min(55, max(3, activity.minutes + (story.cadre.user.pk * 7 + activity.position * 3) % 11 - 5))


def _row(story: Story, activity: UUID, day: date, *, minutes: int | None) -> Row:
    """In the order of `PROGRESS_COLUMNS`; what took no minutes is not finished."""
    opened_at = moment(day, 8) if minutes is None else moment(day, 16, 60 - minutes)
    completed_at = None if minutes is None else moment(day, 17)
    return story.enrolment.pk, story.cadre.user.pk, activity, opened_at, completed_at
