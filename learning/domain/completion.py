"""The one door to *hoàn thành*: a course is completed when every activity of its edition is that has to be."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.domain.editions import ActivityOutline, edition_outline
from learning.domain.changes import Standing, announce_change
from learning.domain.clock import today
from learning.domain.events import write_event
from learning.domain.together import fulfil, open_others
from learning.enums import UNFINISHED_STATUSES, EnrolmentStatus, EventKind
from learning.models import Enrolment, LessonProgress
from learning.signals import course_completed


def missing_activities(enrolment: Enrolment) -> list[ActivityOutline]:
    """What the enrolment still lacks, in reading order."""
    if enrolment.edition_id is None:
        raise ValueError("a course that has not been begun has no edition to compare with")
    done = _finished(enrolment)
    return [activity for activity in edition_outline(enrolment.edition_id).required if activity.key not in done]


def completion_day(enrolment: Enrolment) -> date | None:
    """The day of the last thing that had to be done; None while something is missing. One statement."""
    if enrolment.edition_id is None:
        return None
    done = _finished(enrolment)
    required = edition_outline(enrolment.edition_id).required
    if any(activity.key not in done for activity in required):
        return None
    return timezone.localdate(max((done[activity.key] for activity in required), default=None))


def _finished(enrolment: Enrolment) -> dict[UUID, datetime]:
    """When each activity was finished; those that are not are left out."""
    progress = LessonProgress.objects.filter(
        enrolment=enrolment, cadre_id=enrolment.cadre_id, completed_at__isnull=False
    )
    return {activity: at for activity, at in progress.values_list("activity", "completed_at") if at}


@transaction.atomic
def settle(*, enrolment: Enrolment, actor: User | None = None) -> bool:
    """Complete the course if nothing is missing, for every campaign that asks for it. True when this call did it.

    The guarded update makes it happen once: whoever comes second changes no row and writes nothing.
    """
    day = completion_day(enrolment)
    if day is None or enrolment.edition_id is None:
        return False
    has_quiz = any(activity.is_quiz for activity in edition_outline(enrolment.edition_id).required)
    before = Standing.of(enrolment)
    changed = Enrolment.objects.filter(
        pk=enrolment.pk, cadre_id=enrolment.cadre_id, status__in=UNFINISHED_STATUSES
    ).update(
        status=EnrolmentStatus.COMPLETED,
        completed_on=day,
        passed_on=day if has_quiz else None,
        failed=False,
    )
    if not changed:
        return False
    enrolment.status = EnrolmentStatus.COMPLETED
    enrolment.completed_on = day
    enrolment.passed_on = day if has_quiz else None
    enrolment.failed = False
    others = open_others(enrolment, day=day)
    also = {"also": [other.campaign.title for other in others]} if others else None
    write_event(enrolment, EventKind.COMPLETED, day=day, actor=actor, data=also)
    announce_change(before=before, after=Standing.of(enrolment), day=today())
    fulfil(others, by=enrolment, day=day, actor=actor)
    course_completed.send(sender=Enrolment, enrolment=enrolment)
    return True


@transaction.atomic
def finish_activity(
    *,
    enrolment: Enrolment,
    activity: UUID,
    kind: EventKind,
    actor: User | None = None,
    data: dict[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> bool:
    """Write that the activity is finished, with its evidence; the last one missing completes the course.

    `at`: when the learner did it, if that was earlier than now: a paper is handed in before it is marked.
    True when it was not finished before.
    """
    at = at or timezone.now()
    row = {"enrolment": enrolment, "cadre_id": enrolment.cadre_id, "activity": activity}
    LessonProgress.objects.bulk_create([LessonProgress(**row)], ignore_conflicts=True)
    finished = LessonProgress.objects.filter(**row, completed_at__isnull=True).update(completed_at=at)
    if not finished:
        return False
    day = timezone.localdate(at)
    write_event(enrolment, kind, day=day, actor=actor, activity=activity, data=data, reason=reason)
    settle(enrolment=enrolment, actor=actor)
    return True
