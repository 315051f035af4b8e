"""Duties of people who stood in a wrong unit by mistake: they go with the mistake.

Whoever moves keeps what was assigned before; whoever never belonged to the unit owes its campaigns nothing. The
enrolment stays as evidence, exempt as a mistake, and is due again once the person really comes to a unit of the
campaign (`learning.domain.assigning.join_running_campaigns`). What has been begun is left as it is: it is the person's.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from committees.models import Membership
from learning.domain.campaigns import open_campaign_of
from learning.domain.counting_once import give_back
from learning.domain.enrolments import exempt
from learning.enums import UNFINISHED_STATUSES, CampaignKind, EnrolmentStatus, EventKind, ExemptReason
from learning.models import Enrolment, ProgressEvent


@transaction.atomic
def take_back_duties(*, wrong_since: Mapping[int, datetime], note: str, actor: User | None) -> None:
    """Free people of what was assigned to them only because they stood in a wrong unit.

    Called once they belong again where they did.

    Args:
        wrong_since: by person, the moment from which they stood there.
    """
    if not wrong_since:
        return
    here = Membership.objects.filter(cadre__any_of=list(wrong_since), valid_to__isnull=True)
    paths = dict(here.values_list("cadre_id", "committee__path"))
    assigned = Enrolment.objects.filter(
        cadre__any_of=list(wrong_since), campaign__kind=CampaignKind.ASSIGNED, status__in=UNFINISHED_STATUSES
    ).select_related("campaign__committee", "course")
    for enrolment in assigned.filter(pk__any_of=_taken_over(wrong_since)).order_by("pk"):
        if not _is_owed(enrolment, paths):
            give_back(enrolment.pk, open_campaign_of(enrolment.course).pk, actor)
    begun = min(wrong_since.values())
    again = _due_again(wrong_since)
    made = assigned.filter(Q(created_at__gte=begun) | Q(pk__any_of=again), status=EnrolmentStatus.NOT_STARTED)
    # Whoever begins to learn meanwhile comes first or after, never in between.
    for enrolment in made.select_for_update(of=("self",)).order_by("pk"):
        is_new = enrolment.created_at >= wrong_since[enrolment.cadre_id]
        if (is_new or enrolment.pk in again) and not _is_owed(enrolment, paths):
            exempt(enrolment=enrolment, reason=ExemptReason.MISTAKE, note=note, actor=actor, misplaced=True)


def _taken_over(wrong_since: Mapping[int, datetime]) -> list[int]:
    """Enrolments that the people had chosen themselves, until a campaign took them over in that time."""
    events = ProgressEvent.objects.filter(
        cadre__any_of=list(wrong_since),
        kind=EventKind.ENROLLED,
        data__taken_over=True,
        at__gte=min(wrong_since.values()),
    )
    found = events.values_list("enrolment_id", "cadre_id", "at")
    return [enrolment_id for enrolment_id, cadre_id, at in found if at >= wrong_since[cadre_id]]


def _due_again(wrong_since: Mapping[int, datetime]) -> list[int]:
    """Enrolments taken back once before, which coming to the unit in that time made due again by itself."""
    events = ProgressEvent.objects.filter(
        cadre__any_of=list(wrong_since),
        kind=EventKind.EXEMPTION_ENDED,
        actor__isnull=True,
        at__gte=min(wrong_since.values()),
    )
    found = events.values_list("enrolment_id", "cadre_id", "at")
    return [enrolment_id for enrolment_id, cadre_id, at in found if at >= wrong_since[cadre_id]]


def _is_owed(enrolment: Enrolment, paths: Mapping[int, str]) -> bool:
    """Whether the campaign covers the unit to which the person belongs."""
    top = enrolment.campaign.committee
    return top is not None and paths.get(enrolment.cadre_id, "").startswith(top.path)
