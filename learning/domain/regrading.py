"""What it means for an enrolment that an attempt is marked otherwise. Nothing happens silently.

A mark raised to a pass counts as if it had been one: it may finish the quiz, and with it the course. A pass that
is lost takes nothing away by itself: what was reached stays, unless the act that was approved says otherwise.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from assessments.enums import QuizPurpose
from assessments.models import Attempt, Marking, QuestionCorrection
from learning.domain.changes import Standing, announce_change
from learning.domain.clock import today
from learning.domain.completion import finish_activity
from learning.domain.counting_once import count_person_of
from learning.domain.events import write_event
from learning.domain.pretests import exempt_known_lessons
from learning.domain.progress import activity_of, use_up_attempts
from learning.domain.together import fulfilled_by
from learning.enums import UNFINISHED_STATUSES, EnrolmentStatus, EventKind
from learning.models import Enrolment, LessonProgress
from learning.signals import completion_withdrawn


@dataclass(frozen=True, slots=True)
class Regrade:
    """The marking before and now, the act that made it, and whether a pass lost takes a completion with it.

    `correction` None: a second person marked a contested answer again.
    """

    before: Marking
    now: Marking
    correction: QuestionCorrection | None
    takes_away: bool

    @property
    def data(self) -> dict[str, str | bool]:
        act = {"correction": str(self.correction.uuid)} if self.correction else {}
        return {
            "attempt": str(self.now.attempt.uuid),
            **act,
            "score_before": str(self.before.score),
            "max_before": str(self.before.max_score),
            "score": str(self.now.score),
            "max": str(self.now.max_score),
            "passed_before": self.before.passed,
            "passed": self.now.passed,
        }


@transaction.atomic
def record_regrade(*, attempt: Attempt, regrade: Regrade) -> None:
    """Write the correction into the evidence of the enrolment, and what follows from it."""
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",)).filter(pk=attempt.scope, cadre_id=attempt.cadre_id).first()
    )
    purpose = attempt.quiz_edition.rules.get("purpose", QuizPurpose.COUNTED)
    if enrolment is None or purpose == QuizPurpose.PRACTICE:
        return
    activity, day = activity_of(enrolment, attempt), today()
    write_event(
        enrolment,
        EventKind.CORRECTED,
        day=day,
        actor=regrade.now.marked_by,
        activity=activity,
        reason=regrade.now.reason,
        data=regrade.data,
    )
    if activity is not None and purpose == QuizPurpose.DIAGNOSTIC:
        # What is known by now need not be read; what was found known before stays so.
        exempt_known_lessons(enrolment=enrolment, activity=activity, attempt=attempt)
        return
    if activity is None or regrade.before.passed == regrade.now.passed:
        return
    if regrade.now.passed:
        _pass_now(enrolment, activity, regrade)
    elif regrade.takes_away and not other_pass(attempt).exists():
        _take_away(enrolment, activity, attempt, regrade, day)


def other_pass(attempt: Attempt) -> QuerySet[Attempt]:
    """Other attempts of the person for the same purpose that are passed."""
    same = Attempt.objects.filter(cadre_id=attempt.cadre_id, quiz_id=attempt.quiz_id, scope=attempt.scope, passed=True)
    return same.exclude(pk=attempt.pk)


def _pass_now(enrolment: Enrolment, activity: UUID, regrade: Regrade) -> None:
    data = {name: str(regrade.data[name]) for name in ("attempt", "score", "max")}
    handed_in = regrade.now.attempt.closed_at
    passed = EventKind.ATTEMPT_PASSED
    finish_activity(enrolment=enrolment, activity=activity, kind=passed, data=data, at=handed_in)
    if enrolment.failed:
        before = Standing.of(enrolment)
        Enrolment.objects.filter(pk=enrolment.pk, cadre_id=enrolment.cadre_id).update(failed=False)
        enrolment.failed = False
        announce_change(before=before, after=Standing.of(enrolment), day=today())


def _take_away(enrolment: Enrolment, activity: UUID, attempt: Attempt, regrade: Regrade, day: date) -> None:
    """The quiz is open again, and with it a course that was completed."""
    LessonProgress.objects.filter(enrolment=enrolment, cadre_id=enrolment.cadre_id, activity=activity).update(
        completed_at=None
    )
    if enrolment.status == EnrolmentStatus.COMPLETED:
        withdraw_completion(enrolment=enrolment, day=day, actor=regrade.now.marked_by, reason=regrade.now.reason)
    last = Attempt.objects.filter(cadre_id=attempt.cadre_id, quiz_id=attempt.quiz_id, scope=attempt.scope).latest(
        "number"
    )
    if not last.is_open and last.number >= last.attempts_allowed and enrolment.status in UNFINISHED_STATUSES:
        use_up_attempts(enrolment, activity, day)


def withdraw_completion(*, enrolment: Enrolment, day: date, actor: User | None, reason: str) -> None:
    """Take a completion back, in every campaign that rests on it, with its evidence kept; it can be completed again."""
    for other in fulfilled_by(enrolment).select_for_update(of=("self",)):
        withdraw_completion(enrolment=other, day=day, actor=actor, reason=reason)
    before = Standing.of(enrolment)
    changed = Enrolment.objects.filter(
        pk=enrolment.pk, cadre_id=enrolment.cadre_id, status=EnrolmentStatus.COMPLETED
    ).update(status=EnrolmentStatus.IN_PROGRESS, completed_on=None, passed_on=None, fulfilled_by=None)
    if not changed:
        return
    enrolment.status = EnrolmentStatus.IN_PROGRESS
    enrolment.completed_on = enrolment.passed_on = enrolment.fulfilled_by_id = None
    write_event(enrolment, EventKind.COMPLETION_WITHDRAWN, day=day, actor=actor, reason=reason)
    announce_change(before=before, after=Standing.of(enrolment), day=day)
    completion_withdrawn.send(sender=Enrolment, enrolment=enrolment, actor=actor, reason=reason)
    count_person_of(enrolment, actor=actor, reason=reason)
