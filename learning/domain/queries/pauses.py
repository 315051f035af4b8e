"""When a quiz keeps its learner waiting: after a round of attempts, or between two of them."""

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

    `is_marking`: the last attempt waits for a person to mark it. `is_between`: the round has attempts left.
    """

    until: datetime | None
    is_marking: bool = False
    is_between: bool = False


def pause_at(enrolment: Enrolment, activity: ActivityOutline, attempts: Sequence[Attempt] = ()) -> Pause | None:
    """Whether the quiz is closed to the learner for now.

    No statement unless attempts have been used up, the quiz has questions that a person marks, or it makes wait
    between two attempts.

    Args:
        attempts: of the person, the newest first, with their quiz editions; where the caller has none, the wait
            between two attempts is not seen.
    """
    if activity.quiz_edition_id is None:
        return None
    if is_waiting(enrolment.cadre_id, activity.quiz_edition_id, enrolment.pk):
        return Pause(None, is_marking=True)
    last = next((one for one in attempts if one.quiz_edition_id == activity.quiz_edition_id), None)
    if not enrolment.failed and not _makes_wait(last):
        return None
    quiz_edition = last.quiz_edition if last else QuizEdition.objects.get(pk=activity.quiz_edition_id)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=quiz_edition)
    if enrolment.failed and not int(quiz_edition.rules["wait_hours"]):
        taken = Attempt.objects.filter(
            cadre_id=enrolment.cadre_id, quiz_id=quiz_edition.quiz_id, scope=enrolment.pk,
            state__in=CLOSED_ATTEMPT_STATES,
        ).count()  # fmt: skip
        if taken >= allowance.attempts_allowed:
            return Pause(None)
    until = allowance.not_before
    return Pause(until, is_between=allowance.is_between) if until and until > timezone.now() else None


def _makes_wait(last: Attempt | None) -> bool:
    """Whether another attempt has to wait after `last`, the newest one, which was not passed."""
    return last is not None and not last.passed and bool(last.quiz_edition.rules.get("minutes_between_attempts"))
