"""Campaigns: one course assigned to a subtree with a due date and a target."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from committees.models import Committee
from courses.models import Course
from learning.domain.clock import today
from learning.enums import CampaignKind
from learning.errors import LearningError
from learning.models import Campaign
from operations.domain import audit
from operations.domain.jobs import enqueue_job
from operations.models import Job

LONGEST_CAMPAIGN = timedelta(days=3 * 366)


@transaction.atomic
def create_campaign(
    *,
    course: Course,
    committee: Committee,
    title: str,
    due_on: date,
    target_percent: int,
    actor: User,
    ordering_document: str = "",
    starts_on: date | None = None,
    cut_off_on: date | None = None,
) -> tuple[Campaign, Job]:
    """Create the campaign and the job that enrols everyone in the subtree of `committee`.

    The caller has checked that `actor` administers `committee`. The roster follows the subtree until
    `cut_off_on`, by default the due date.

    Raises:
        LearningError: the course has no edition, or the dates make no sense.
    """
    starts_on = starts_on or today()
    if course.current_edition_id is None or course.archived_at:
        raise LearningError(_("This course has not been published yet."))
    if due_on < starts_on:
        raise LearningError(_("The due date is before the start."))
    if due_on - starts_on > LONGEST_CAMPAIGN:
        raise LearningError(_("A campaign lasts three years at most."))
    if not 1 <= target_percent <= 100:
        raise LearningError(_("The target is between 1 and 100 percent."))
    campaign = Campaign.objects.create(
        title=title,
        course=course,
        committee=committee,
        starts_on=starts_on,
        due_on=due_on,
        cut_off_on=cut_off_on or due_on,
        target_percent=target_percent,
        ordering_document=ordering_document,
        created_by=actor,
    )
    audit.record(
        action="campaign.create",
        actor=actor,
        target=campaign,
        committee_id=committee.pk,
        after={"course": course.slug, "due_on": due_on.isoformat(), "target": target_percent},
    )
    job = enqueue_job(
        kind="learning.assign",
        key=str(campaign.uuid),
        title=title,
        parameters={"campaign": campaign.pk},
        requested_by=actor,
    )
    return campaign, job


def open_campaign_of(course: Course) -> Campaign:
    """The course's standing campaign of people who chose it themselves; made when first needed."""
    campaign, _created = Campaign.objects.get_or_create(
        course=course,
        kind=CampaignKind.OPEN,
        defaults={"title": course.title_vi, "starts_on": today(), "target_percent": 100},
    )
    return campaign
