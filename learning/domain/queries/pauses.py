"""When a used-up round of a quiz keeps its learner waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.domain.queries.attempts import is_waiting
from assessments.enums import CLOSED_ATTEMPT_STATES
from assessments.models import Attempt, QuizEdition
from courses.domain.editions import ActivityOutline
from learning.domain.progress import allowance_for
from learning.models import Enrolment


@dataclass(frozen=True, slots=True)
class Pause:
    """No attempt can begin now: until `until`, or never again by itself when that is None.

    `is_marking`: the last attempt waits for a person to mark it.
    """

    until: datetime | None
    is_marking: bool = False


def pause_at(enrolment: Enrolment, activity: ActivityOutline, attempts: Sequence[Attempt] = ()) -> Pause | None:
    """Whether the quiz is closed to the learner for now.

    No statement unless attempts have been used up, or the quiz has questions that a person marks.

    Args:
        attempts: of the person, with their quiz editions, where the caller has them already.
    """
    if activity.quiz_edition_id is None:
        return None
    if is_waiting(enrolment.cadre_id, activity.quiz_edition_id, enrolment.pk):
        return Pause(None, is_marking=True)
    if not enrolment.failed:
        return None
    known = (one.quiz_edition for one in attempts if one.quiz_edition_id == activity.quiz_edition_id)
    quiz_edition = next(known, None) or QuizEdition.objects.get(pk=activity.quiz_edition_id)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=quiz_edition)
    if not int(quiz_edition.rules["wait_hours"]):
        taken = Attempt.objects.filter(
            cadre_id=enrolment.cadre_id, quiz_id=quiz_edition.quiz_id, scope=enrolment.pk,
            state__in=CLOSED_ATTEMPT_STATES,
        ).count()  # fmt: skip
        return Pause(None) if taken >= allowance.attempts_allowed else None
    until = allowance.not_before
    return Pause(until) if until and until > timezone.now() else None
