"""What this room does when lower rooms report a fact; runs inside their transaction."""

from typing import Any

from django.dispatch import receiver

from assessments.models import Attempt, Marking, QuestionCorrection
from assessments.signals import attempt_graded, attempt_regraded
from committees.models import Membership
from committees.signals import membership_changed
from courses.models import Edition
from courses.signals import edition_published
from learning.domain.assigning import join_running_campaigns
from learning.domain.clock import today
from learning.domain.editions import MOVE
from learning.domain.enrolments import follow_moves
from learning.domain.progress import record_attempt
from learning.domain.regrading import Regrade, record_regrade
from operations.domain.jobs import enqueue_job


@receiver(attempt_graded)
def on_attempt_graded(attempt: Attempt, **kwargs: Any) -> None:
    record_attempt(attempt=attempt)


@receiver(attempt_regraded)
def on_attempt_regraded(
    attempt: Attempt,
    before: Marking,
    marking: Marking,
    correction: QuestionCorrection | None,
    takes_away: bool,
    **kwargs: Any,
) -> None:
    record_regrade(attempt=attempt, regrade=Regrade(before, marking, correction, takes_away))


@receiver(membership_changed)
def on_membership_changed(moves: list[Any], **kwargs: Any) -> None:
    """Enrolments follow the people; whoever came to a unit joins its running campaigns."""
    arrived = {move.cadre_id: move for move in moves if move.new_committee_id is not None}
    follow_moves(
        units_of={cadre_id: (move.new_committee_id, move.new_group) for cadre_id, move in arrived.items()},
        on=min((move.on for move in arrived.values()), default=today()),
    )
    memberships = list(Membership.objects.filter(cadre_id__in=arrived, valid_to__isnull=True))
    join_running_campaigns(memberships=memberships, on=today())


@receiver(edition_published)
def on_edition_published(edition: Edition, **kwargs: Any) -> None:
    """A material change moves those who have begun an older edition; otherwise they stay on theirs."""
    if edition.is_material:
        enqueue_job(
            kind=MOVE,
            key=str(edition.pk),
            title=edition.title_vi,
            parameters={"edition": edition.pk},
            requested_by=edition.published_by,
        )
