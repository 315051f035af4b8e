"""The learners of the peer's workload, loaded in bulk with evidence that follows from itself.

Six in ten have completed the first course; the others have 0 to 9 lessons, spread evenly. Each belongs
to one of 34 provinces and is enrolled in both courses. The first `ACTIVE` are new: they do the measured work.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from assessments.domain.marking import Result, mark_paper
from assessments.domain.papers import draw_paper
from assessments.domain.remembered import keys, questions
from assessments.enums import AttemptState
from assessments.models import AnswerSave, Attempt, Marking, Paper, QuizEdition
from bench.peer_course import COURSE_A, COURSE_B, DRAWN
from committees.enums import Kind
from committees.models import Committee, Membership
from common.db.statistics import gather_statistics
from courses.domain.editions import edition_outline
from courses.models import Course
from learning.domain.events import event_of
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Campaign, Enrolment, LessonProgress, ProgressEvent
from reports.domain.rollups import rebuild

ACTIVE: Final = 32
PASSWORD: Final = "mat-khau-do-2026"  # noqa: S105 (of a throw-away database)
BATCH: Final = 1000
GROUPS: Final = 4


@dataclass(slots=True)
class Rows:
    """What a batch of learners leaves in the tables, in the order of insertion."""

    progress: list[LessonProgress] = field(default_factory=list)
    events: list[ProgressEvent] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    saves: list[AnswerSave] = field(default_factory=list)
    markings: list[Marking] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sitting:
    items: list[dict[str, Any]]
    answers: dict[int, dict[str, Any]]
    result: Result


def username(number: int) -> str:
    return f"do{number:06}"


def load_people(count: int) -> None:
    loader = _Loader()
    for first in range(0, count, BATCH):
        with transaction.atomic():
            loader.load(range(first, min(first + BATCH, count)))
    rebuild()
    gather_statistics()


class _Loader:
    def __init__(self) -> None:
        self.rng = Random(2)
        self.password = make_password(PASSWORD)
        self.now = timezone.now()
        self.day = timezone.localdate()
        kinds = (Kind.PROVINCE, Kind.CITY)
        self.provinces = list(Committee.objects.filter(depth=2, kind__code__in=kinds, valid_to__isnull=True))
        self.campaigns = [self._campaign(slug) for slug in (COURSE_A, COURSE_B)]
        self.outline = edition_outline(self.campaigns[0].course.current_edition_id)
        self.quiz = QuizEdition.objects.get(pk=self.outline.activities[-1].quiz_edition_id)
        # Outside of a transaction, or they would not be remembered and be read for every sitting.
        for memory in (questions, keys):
            memory.get(self.quiz.pool[0]["versions"])

    def load(self, numbers: range) -> None:
        users = User.objects.bulk_create([self._user(number) for number in numbers])
        Membership.objects.bulk_create([self._membership(user, n) for n, user in zip(numbers, users, strict=True)])
        in_b = [self._enrolment(user, n, self.campaigns[1], 0) for n, user in zip(numbers, users, strict=True)]
        in_a = [self._enrolment(user, n, self.campaigns[0], _done(n)) for n, user in zip(numbers, users, strict=True)]
        Enrolment.objects.bulk_create([*in_a, *in_b])
        sittings = {e.cadre_id: self._sit() for e in in_a if e.is_completed}
        attempts = [self._attempt(e, sittings[e.cadre_id].result) for e in in_a if e.is_completed]
        Attempt.objects.bulk_create(attempts)
        rows = Rows(events=[event_of(e, EventKind.ENROLLED, day=e.assigned_on) for e in in_b])
        for number, enrolment in zip(numbers, in_a, strict=True):
            self._walk(rows, enrolment, _done(number))
        for attempt in attempts:
            _keep(rows, attempt, sittings[attempt.cadre_id])
        for part in (rows.progress, rows.events, rows.papers, rows.saves, rows.markings):
            _insert(part)

    def _campaign(self, slug: str) -> Campaign:
        return Campaign.objects.create(
            course=Course.objects.get(slug=slug),
            title=f"Đợt đo {slug}",
            committee=Committee.objects.get(depth=1),
            starts_on=self.day - timedelta(days=60),
            cut_off_on=self.day + timedelta(days=60),
            due_on=self.day + timedelta(days=60),
        )

    def _user(self, number: int) -> User:
        user = User(username=username(number), full_name=f"Nguyễn Văn Đo {number}", password=self.password)
        user.derive_keys()
        return user

    def _membership(self, user: User, number: int) -> Membership:
        return Membership(
            cadre=user,
            committee=self.provinces[number % len(self.provinces)],
            position_group_id=1 + number % GROUPS,
            valid_from=self.day - timedelta(days=100),
        )

    def _enrolment(self, user: User, number: int, campaign: Campaign, done: int) -> Enrolment:
        enrolment = Enrolment(
            cadre=user,
            campaign=campaign,
            course=campaign.course,
            committee=self.provinces[number % len(self.provinces)],
            position_group=1 + number % GROUPS,
            due_on=campaign.due_on,
            assigned_on=campaign.starts_on,
        )
        if done:
            enrolment.edition_id = campaign.course.current_edition_id
            enrolment.status = EnrolmentStatus.IN_PROGRESS
            enrolment.started_on = self.day - timedelta(days=30)
            enrolment.last_activity = self.outline.activities[done - 1].key
            enrolment.last_seen_at = self.now - timedelta(days=2)
        if done == len(self.outline.activities):
            enrolment.status = EnrolmentStatus.COMPLETED
            enrolment.completed_on = enrolment.passed_on = self.day - timedelta(days=2)
        return enrolment

    def _walk(self, rows: Rows, enrolment: Enrolment, done: int) -> None:
        finished = self.now - timedelta(days=2)

        def tell(kind: EventKind, **details: Any) -> None:
            rows.events.append(event_of(enrolment, kind, day=finished.date(), **details))

        rows.events.append(event_of(enrolment, EventKind.ENROLLED, day=enrolment.assigned_on))
        if done:
            tell(EventKind.STARTED)
        for activity in self.outline.activities[:done]:
            rows.progress.append(_opened(enrolment, activity.key, finished))
            tell(EventKind.ATTEMPT_PASSED if activity.is_quiz else EventKind.LESSON_COMPLETED, activity=activity.key)
        if enrolment.is_completed:
            tell(EventKind.COMPLETED)

    def _attempt(self, enrolment: Enrolment, result: Result) -> Attempt:
        closed = self.now - timedelta(days=2)
        return Attempt(
            cadre_id=enrolment.cadre_id,
            quiz_id=self.quiz.quiz_id,
            quiz_edition=self.quiz,
            scope=enrolment.pk,
            number=1,
            attempts_allowed=self.quiz.rules["attempts"],
            committee_at_id=enrolment.committee_id,
            position_group_at=enrolment.position_group,
            state=AttemptState.SUBMITTED,
            started_at=closed - timedelta(minutes=20),
            closed_at=closed,
            score=result.score,
            max_score=result.max_score,
            passed=result.passed,
        )

    def _sit(self) -> Sitting:
        """A paper drawn as for anybody, twelve to twenty answers right, marked as for anybody."""
        items = draw_paper(self.quiz, self.rng)
        right = keys.get([item["version"] for item in items])
        good = set(self.rng.sample(range(DRAWN), self.rng.randint(12, DRAWN)))
        answers = {}
        for place, item in enumerate(items):
            correct = right[item["version"]].key["correct"]
            wrong = next(letter for letter in item["order"] if letter not in correct)
            answers[place + 1] = {"chosen": correct if place in good else [wrong]}
        return Sitting(items, answers, mark_paper(items, answers, pass_mark_percent=50))


def _keep(rows: Rows, attempt: Attempt, sitting: Sitting) -> None:
    person, result = {"attempt": attempt, "cadre_id": attempt.cadre_id}, sitting.result
    rows.papers.append(Paper(**person, items=sitting.items, drawn_at=attempt.started_at))
    rows.markings.append(
        Marking(**person, score=result.score, max_score=result.max_score, passed=result.passed, items=result.items)
    )
    for position, response in sitting.answers.items():
        at = attempt.started_at + timedelta(seconds=30 * position)
        rows.saves.append(AnswerSave(**person, position=position, sequence=position, response=response, received_at=at))


def _done(number: int) -> int:
    """How many of the eleven activities the learner has finished."""
    if number < ACTIVE:
        return 0
    return 11 if number % 10 < 6 else number // 10 % 10


def _opened(enrolment: Enrolment, activity: Any, at: datetime) -> LessonProgress:
    return LessonProgress(
        enrolment=enrolment, cadre_id=enrolment.cadre_id, activity=activity, opened_at=at, completed_at=at
    )


def _insert(rows: list[Any]) -> None:
    if rows:
        model: type[models.Model] = type(rows[0])
        model._default_manager.bulk_create(rows, batch_size=5000)
