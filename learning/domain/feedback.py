"""What learners say about the material of a course: given once for each time it is taken, kept without the person."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Course
from learning.domain.clock import today
from learning.enums import Clarity, EnrolmentStatus, Usefulness, Working
from learning.errors import LearningError
from learning.models import CourseFeedback, Enrolment
from operations.domain import audit

LONGEST: Final = 1000
FEWEST: Final = 5
MONTHS_KEPT: Final = 24
_OPEN: Final = (EnrolmentStatus.IN_PROGRESS, EnrolmentStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class Said:
    """The answers of one person; `text` is about the material."""

    useful: Usefulness
    clear: Clarity
    working: Working
    text: str = ""


def may_give_feedback(enrolment: Enrolment) -> bool:
    """Once the course is begun, once only."""
    return enrolment.status in _OPEN and enrolment.edition_id is not None and not enrolment.gave_feedback


@transaction.atomic
def give_feedback(*, enrolment: Enrolment, said: Said) -> None:
    """Keep what was said, and with the enrolment only that something was.

    No entry in the audit trail and no event: each would hold who and when, and lead from the person to the
    words. The guarded update lets it happen once.

    Raises:
        LearningError: the course is not begun, feedback was given already, or the text is too long.
    """
    text = said.text.strip()
    if len(text) > LONGEST:
        raise LearningError(_("At most %(most)d characters.") % {"most": LONGEST})
    given = Enrolment.objects.filter(
        pk=enrolment.pk,
        cadre_id=enrolment.cadre_id,
        status__in=_OPEN,
        edition__isnull=False,
        gave_feedback=False,
    ).update(gave_feedback=True)
    if not given:
        raise LearningError(_("Feedback is taken once the course is begun, and once each time it is taken."))
    CourseFeedback.objects.create(
        course_id=enrolment.course_id,
        edition_id=enrolment.edition_id,
        useful=said.useful,
        clear=said.clear,
        working=said.working,
        text=text,
        month=today().replace(day=1),
        is_demo=enrolment.cadre.is_demo,
    )
    enrolment.gave_feedback = True


@transaction.atomic
def count_waiting(*, course: Course) -> int:
    """Let what waits be counted and read, once five or more wait: one alone would be told by when it appears."""
    waiting = list(
        CourseFeedback.objects.select_for_update().filter(course=course, is_counted=False).values_list("pk", flat=True)
    )
    if len(waiting) < FEWEST:
        return 0
    return CourseFeedback.objects.filter(pk__in=waiting).update(is_counted=True)


@transaction.atomic
def remove_text(*, feedback: CourseFeedback, actor: User) -> None:
    """Erase words that are not about the material, or that name somebody. The answers stay counted.

    The trail holds who erased something in which course, not what.
    """
    erased = CourseFeedback.objects.filter(pk=feedback.pk).exclude(text="").update(text="")
    if erased:
        audit.record(action="course.feedback_erased", actor=actor, target=feedback.course)


def forget_old() -> int:
    """Delete what is older than two years."""
    months = today().year * 12 + today().month - 1 - MONTHS_KEPT
    oldest = date(months // 12, months % 12 + 1, 1)
    return CourseFeedback.objects.filter(month__lt=oldest).delete()[0]
