"""The roster of a campaign: enrol a whole subtree in batches, and go on following it until the cut-off."""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from committees.models import Committee, Membership, subtree_q
from learning.domain.clock import today
from learning.domain.enrolments import end_exemption, enrol_many
from learning.domain.events import is_misplaced
from learning.enums import CampaignKind, EnrolmentStatus, ExemptReason
from learning.models import Campaign, Enrolment

BATCH = 1000


def people_of(committee: Committee) -> QuerySet[Membership]:
    """Open memberships of active people in the subtree of `committee`, in order of person."""
    return Membership.objects.filter(
        subtree_q([committee], "committee__path"), valid_to__isnull=True, cadre__is_active=True
    ).order_by("cadre_id")


def assign_campaign(
    *, campaign: Campaign, actor: User | None, progress: Callable[[int, int], None] | None = None
) -> int:
    """Enrol everyone in the campaign's subtree; running it again adds only who is missing.

    Each batch commits on its own, so a crash loses nothing and holds no long lock.
    """
    if campaign.committee is None:
        return 0
    people = people_of(campaign.committee)
    total, seen, enrolled, after = people.count(), 0, 0, 0
    while batch := list(people.filter(cadre_id__gt=after)[:BATCH]):
        enrolled += enrol_many(campaign=campaign, memberships=batch, actor=actor, on=today())
        after = batch[-1].cadre_id
        seen += len(batch)
        if progress:
            progress(seen, total)
    return enrolled


def join_running_campaigns(*, memberships: list[Membership], on: date) -> int:
    """Enrol people who have just come to a unit in the campaigns that cover it.

    Up to a campaign's cut-off they count as everyone else; later they are late joiners.
    """
    running = _running(on).select_related("committee")
    paths = dict(Committee.objects.filter(pk__in={m.committee_id for m in memberships}).values_list("pk", "path"))
    joined = _due_again({m.cadre_id: paths[m.committee_id] for m in memberships}, on)
    for campaign in running:
        top = campaign.committee
        covered = [m for m in memberships if top and paths[m.committee_id].startswith(top.path)]
        if covered:
            late = campaign.cut_off_on is not None and on > campaign.cut_off_on
            joined += enrol_many(campaign=campaign, memberships=covered, actor=None, on=on, late=late)
    return joined


def _running(on: date) -> QuerySet[Campaign]:
    return Campaign.objects.filter(
        kind=CampaignKind.ASSIGNED, closed_at__isnull=True, starts_on__lte=on, due_on__gte=on
    )


def _due_again(paths: dict[int, str], on: date) -> int:
    """Let what was taken back as owed in a wrong unit be owed by who really belongs there now. Returns how many.

    Args:
        paths: of the unit to which each person belongs.
    """
    found = Enrolment.objects.filter(
        is_misplaced(),
        cadre__any_of=list(paths),
        campaign__in=_running(on),
        status=EnrolmentStatus.EXEMPT,
        exempt_reason=ExemptReason.MISTAKE,
    ).select_related("campaign__committee")
    again = 0
    for enrolment in found.order_by("pk"):
        top = enrolment.campaign.committee
        if top and paths[enrolment.cadre_id].startswith(top.path):
            end_exemption(enrolment=enrolment, note="", actor=None)
            again += 1
    return again
