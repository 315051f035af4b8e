"""Granting one person more time and more attempts at a quiz."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.attempts import extend_running
from assessments.models import Quiz
from courses.domain.editions import ActivityOutline, edition_outline
from learning.domain.changes import Standing, announce_change
from learning.domain.clock import today
from learning.domain.events import write_event
from learning.enums import AccommodationReason, EnrolmentStatus, EventKind
from learning.errors import LearningError
from learning.models import Accommodation, Enrolment
from learning.rules import can_accommodate
from operations.domain import audit

MOST_MINUTES: Final = 240
MOST_ATTEMPTS: Final = 10


@transaction.atomic
def grant_accommodation(
    *, enrolment: Enrolment, quiz: Quiz, extra_minutes: int, extra_attempts: int, reason: str, actor: User
) -> Accommodation:
    """Let the person have so many minutes and attempts more, in all; what was granted before is replaced.

    An attempt that is running gets the longer deadline at once. It never gets a shorter one.

    Raises:
        LearningError: not the actor's to grant, not a quiz of the course, or beyond what may be granted.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("course", "cadre")
        .get(pk=enrolment.pk, cadre_id=enrolment.cadre_id)
    )
    activity = _check(enrolment, quiz, extra_minutes, extra_attempts, reason, actor)
    before = current_accommodation(enrolment, quiz.pk)
    granted = Accommodation.objects.create(
        enrolment=enrolment,
        cadre_id=enrolment.cadre_id,
        quiz=quiz,
        extra_minutes=extra_minutes,
        extra_attempts=extra_attempts,
        reason=reason,
        granted_by=actor,
    )
    extend_running(person=enrolment.cadre, quiz=quiz, scope=enrolment.pk, extra_minutes=extra_minutes)
    if enrolment.failed and extra_attempts > (before.extra_attempts if before else 0):
        _take_back_failure(enrolment)
    data = {"minutes": extra_minutes, "attempts": extra_attempts}
    # The reason stands in the row alone: events and the audit log are read by more people than may know it.
    write_event(enrolment, EventKind.ACCOMMODATED, day=today(), actor=actor, activity=activity.key, data=data)
    audit.record(
        action="enrolment.accommodated",
        actor=actor,
        target=enrolment,
        committee_id=enrolment.committee_id,
        before={"minutes": before.extra_minutes, "attempts": before.extra_attempts} if before else None,
        after={"accommodation": granted.pk, "quiz": str(quiz.uuid), **data},
    )
    return granted


def current_accommodation(enrolment: Enrolment, quiz_id: int) -> Accommodation | None:
    """What holds now for the enrolment and the quiz. One statement."""
    rows = Accommodation.objects.filter(enrolment=enrolment.pk, cadre_id=enrolment.cadre_id, quiz=quiz_id)
    return rows.order_by("-pk").first()


def quizzes_of(enrolment: Enrolment) -> list[tuple[ActivityOutline, Quiz]]:
    """The quizzes of the edition that the person takes, or would take, in reading order. One statement."""
    edition_id = enrolment.edition_id or enrolment.course.current_edition_id
    if edition_id is None:
        return []
    activities = [a for a in edition_outline(edition_id).activities if a.quiz_edition_id is not None]
    found = Quiz.objects.filter(editions__in=[a.quiz_edition_id for a in activities])
    quizzes = dict(found.values_list("editions", "pk"))
    by_id = Quiz.objects.in_bulk(set(quizzes.values()))
    return [(a, by_id[quizzes[a.quiz_edition_id]]) for a in activities if a.quiz_edition_id in quizzes]


def _check(
    enrolment: Enrolment, quiz: Quiz, extra_minutes: int, extra_attempts: int, reason: str, actor: User
) -> ActivityOutline:
    if not can_accommodate(actor, enrolment.course) or enrolment.cadre_id == actor.pk:
        raise LearningError(_("This is not allowed."))
    if not (0 <= extra_minutes <= MOST_MINUTES and 0 <= extra_attempts <= MOST_ATTEMPTS):
        raise LearningError(
            _("At most %(minutes)d minutes and %(attempts)d attempts can be granted.")
            % {"minutes": MOST_MINUTES, "attempts": MOST_ATTEMPTS}
        )
    if reason not in AccommodationReason.values:
        raise LearningError(_("Choose a reason."))
    if enrolment.status == EnrolmentStatus.EXEMPT:
        raise LearningError(_("This person is exempt from the course."))
    for activity, own in quizzes_of(enrolment):
        if own.pk == quiz.pk:
            return activity
    raise LearningError(_("This quiz does not belong to the course that the person takes."))


def _take_back_failure(enrolment: Enrolment) -> None:
    """With attempts left, nobody has used them up."""
    before = Standing.of(enrolment)
    Enrolment.objects.filter(pk=enrolment.pk, cadre_id=enrolment.cadre_id).update(failed=False)
    enrolment.failed = False
    announce_change(before=before, after=Standing.of(enrolment), day=today())
