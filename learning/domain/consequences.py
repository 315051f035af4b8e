"""What a changed mark would mean for completions, said before it is done."""

from collections.abc import Sequence

from assessments.domain.consequences import Consequence, PassChange, register_consequences
from learning.domain.completion import missing_activities
from learning.domain.progress import activity_of
from learning.domain.regrading import other_pass
from learning.enums import UNFINISHED_STATUSES, EnrolmentStatus
from learning.models import Enrolment


def tell(changes: Sequence[PassChange], found: dict[int, Consequence]) -> None:
    enrolments = Enrolment.objects.in_bulk([change.attempt.scope for change in changes])
    losing = {change.attempt.pk for change in changes if not change.passes}
    gaining = {change.attempt.scope for change in changes if change.passes}
    for change in changes:
        enrolment = enrolments.get(change.attempt.scope)
        if enrolment is None or enrolment.cadre_id != change.attempt.cadre_id or enrolment.edition_id is None:
            continue
        if change.passes:
            found[change.attempt.pk].completes = _would_complete(enrolment, change)
        elif enrolment.status == EnrolmentStatus.COMPLETED:
            stays = other_pass(change.attempt).exclude(pk__in=losing).exists()
            found[change.attempt.pk].at_stake = not stays and change.attempt.scope not in gaining


def _would_complete(enrolment: Enrolment, change: PassChange) -> bool:
    if enrolment.status not in UNFINISHED_STATUSES:
        return False
    return [missing.key for missing in missing_activities(enrolment)] == [activity_of(enrolment, change.attempt)]


def register() -> None:
    register_consequences(10, "learning", tell)
