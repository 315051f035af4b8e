"""A learner's steps through a course: opening and finishing lessons, and what a quiz attempt means."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.domain.attempts import Allowance
from assessments.enums import QuizPurpose
from assessments.models import Attempt, QuizEdition
from common.db.prepared import PreparedUpdate
from courses.domain.editions import edition_outline
from learning.domain.accommodations import current_accommodation
from learning.domain.changes import Standing, announce_change
from learning.domain.clock import today
from learning.domain.completion import finish_activity
from learning.domain.events import write_event
from learning.domain.prerequisites import require_open_key
from learning.domain.pretests import exempt_known_lessons
from learning.domain.together import begin_others
from learning.enums import UNFINISHED_STATUSES, EnrolmentStatus, EventKind
from learning.models import Enrolment, LessonProgress

# Written at every step from lesson to lesson.
_PLACE: Final = PreparedUpdate(
    lambda enrolment_id, person_id, activity, now: (
        Enrolment.objects.filter(pk=enrolment_id, cadre_id=person_id),
        {"last_activity": activity, "last_seen_at": now},
    ),
    int,
    int,
    UUID,
    datetime,
)


def open_activity(*, enrolment: Enrolment, activity: UUID, edition_id: int, is_known: bool) -> None:
    """Remember that the learner is at `activity`; the first one begins the course.

    Args:
        is_known: the caller has already seen the activity among the opened ones; then at most
            one statement is written, and none when the learner is where they were.
    """
    if is_known and enrolment.status != EnrolmentStatus.NOT_STARTED:
        _remember_place(enrolment, activity)
        return
    with transaction.atomic():
        if enrolment.status == EnrolmentStatus.NOT_STARTED:
            _begin(enrolment, edition_id)
        if not is_known:
            LessonProgress.objects.bulk_create(
                [LessonProgress(enrolment=enrolment, cadre_id=enrolment.cadre_id, activity=activity)],
                ignore_conflicts=True,
            )
        _remember_place(enrolment, activity)


def begin_course(*, enrolment: Enrolment, edition_id: int) -> None:
    """Begin the course for a learner who has not opened it; where the learner is stays as it was."""
    if enrolment.status == EnrolmentStatus.NOT_STARTED:
        with transaction.atomic():
            _begin(enrolment, edition_id)


def _remember_place(enrolment: Enrolment, activity: UUID) -> None:
    if enrolment.last_activity == activity:
        return
    _PLACE.run(enrolment.pk, enrolment.cadre_id, activity, timezone.now())
    enrolment.last_activity = activity


def _begin(enrolment: Enrolment, edition_id: int) -> None:
    before = Standing.of(enrolment)
    day = today()
    begun = Enrolment.objects.filter(
        pk=enrolment.pk, cadre_id=enrolment.cadre_id, status=EnrolmentStatus.NOT_STARTED
    ).update(status=EnrolmentStatus.IN_PROGRESS, started_on=day, edition_id=edition_id)
    if not begun:
        enrolment.refresh_from_db()
        return
    enrolment.status = EnrolmentStatus.IN_PROGRESS
    enrolment.started_on = day
    enrolment.edition_id = edition_id
    write_event(enrolment, EventKind.STARTED, day=day)
    announce_change(before=before, after=Standing.of(enrolment), day=day)
    begin_others(enrolment, day=day)


@transaction.atomic
def complete_lesson(*, enrolment: Enrolment, activity: UUID, actor: User | None = None) -> bool:
    """Finish a lesson; the last one missing completes the course. True when it was not finished before.

    Raises:
        LearningError: something else has to be finished first.
    """
    require_open_key(enrolment, activity)
    return finish_activity(enrolment=enrolment, activity=activity, kind=EventKind.LESSON_COMPLETED, actor=actor)


@transaction.atomic
def confirm_document(*, enrolment: Enrolment, activity: UUID) -> bool:
    """The learner confirms having read a document. True when it was not confirmed before.

    Raises:
        LearningError: something else has to be finished first.
    """
    require_open_key(enrolment, activity)
    return finish_activity(enrolment=enrolment, activity=activity, kind=EventKind.CONFIRMED)


def allowance_for(*, enrolment: Enrolment, quiz_edition: QuizEdition) -> Allowance:
    """How many attempts the learner has, from when the next may begin, and how much time more.

    A round of `attempts` is followed by a wait of `wait_hours`, then by another round; without a
    wait there is one round only. Attempts granted to the person come on top and need no wait after a round.

    Between two attempts there may be a shorter wait, `minutes_between_attempts` (editions without the rule: none).
    It is there to read again, so granted attempts keep to it as well. Practice has no end and no wait.
    """
    rules = quiz_edition.rules
    per_round, wait_hours = int(rules["attempts"]), int(rules["wait_hours"])
    granted = current_accommodation(enrolment, quiz_edition.quiz_id)
    extra = granted.extra_attempts if granted else 0
    closed: list[datetime] = list(
        Attempt.objects.filter(
            cadre_id=enrolment.cadre_id, quiz_id=quiz_edition.quiz_id, scope=enrolment.pk, closed_at__isnull=False
        )
        .order_by("number")
        .values_list("closed_at", flat=True)  # type: ignore[arg-type]
    )
    between = 0 if rules.get("purpose") == QuizPurpose.PRACTICE else int(rules.get("minutes_between_attempts", 0))
    allowed, not_before = per_round + extra, None
    own = len(closed) - extra  # of the rounds that everybody has
    if rules.get("purpose") == QuizPurpose.PRACTICE:
        allowed = len(closed) + 1
    elif wait_hours and own > 0:
        allowed = (own // per_round + 1) * per_round + extra
        if own % per_round == 0:
            not_before = closed[-1] + timedelta(hours=wait_hours)
    is_between = bool(between and closed and not_before is None and len(closed) < allowed)
    if between and closed and len(closed) < allowed:
        after_last = closed[-1] + timedelta(minutes=between)
        not_before = max(not_before, after_last) if not_before else after_last
    return Allowance(
        scope=enrolment.pk,
        attempts_allowed=allowed,
        committee_id=enrolment.committee_id,
        position_group=enrolment.position_group,
        extra_minutes=granted.extra_minutes if granted else 0,
        not_before=not_before,
        extra_attempts=extra,
        minutes_between=between,
        is_between=is_between,
    )


@transaction.atomic
def record_attempt(*, attempt: Attempt) -> None:
    """Write what a graded attempt means for its enrolment: passed, not passed, attempts used up, lessons known.

    Practice means nothing for it. What counts is the day on which it was handed in, however late it was marked.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",)).filter(pk=attempt.scope, cadre_id=attempt.cadre_id).first()
    )
    if enrolment is None or enrolment.edition_id is None:
        return
    data = {"attempt": str(attempt.uuid), "score": str(attempt.score), "max": str(attempt.max_score)}
    activity = activity_of(enrolment, attempt)
    purpose = attempt.quiz_edition.rules.get("purpose", QuizPurpose.COUNTED)
    if activity is None or purpose == QuizPurpose.PRACTICE:
        return
    if purpose == QuizPurpose.DIAGNOSTIC:
        exempt_known_lessons(enrolment=enrolment, activity=activity, attempt=attempt)
        return
    if attempt.passed:
        passed = EventKind.ATTEMPT_PASSED
        finish_activity(enrolment=enrolment, activity=activity, kind=passed, data=data, at=attempt.closed_at)
        return
    day = timezone.localdate(attempt.closed_at)
    write_event(enrolment, EventKind.ATTEMPT_FAILED, day=day, activity=activity, data=data)
    if attempt.number >= attempt.attempts_allowed and enrolment.status in UNFINISHED_STATUSES:
        use_up_attempts(enrolment, activity, day)


def activity_of(enrolment: Enrolment, attempt: Attempt) -> UUID | None:
    """The quiz page of the edition begun on which the attempt was made."""
    if enrolment.edition_id is None:
        return None
    quiz_editions = set(QuizEdition.objects.filter(quiz_id=attempt.quiz_id).values_list("pk", flat=True))
    for activity in edition_outline(enrolment.edition_id).activities:
        if activity.quiz_edition_id in quiz_editions:
            return activity.key
    return None


def use_up_attempts(enrolment: Enrolment, activity: UUID, day: date) -> None:
    """Write that no attempt is left, once, unless the quiz was passed."""
    already_passed = LessonProgress.objects.filter(
        enrolment=enrolment, cadre_id=enrolment.cadre_id, activity=activity, completed_at__isnull=False
    ).exists()
    if already_passed or enrolment.failed:
        return
    before = Standing.of(enrolment)
    Enrolment.objects.filter(pk=enrolment.pk, cadre_id=enrolment.cadre_id).update(failed=True)
    enrolment.failed = True
    write_event(enrolment, EventKind.ATTEMPTS_USED_UP, day=day, activity=activity)
    announce_change(before=before, after=Standing.of(enrolment), day=day)
