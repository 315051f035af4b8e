"""Who takes part: enrolling many or one, exempting, and following people who move."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.memberships import current_membership
from committees.models import Membership
from courses.models import Course
from learning.domain.campaigns import open_campaign_of
from learning.domain.changes import FigureLedger, Standing, announce_change
from learning.domain.clock import today
from learning.domain.events import event_of, write_event
from learning.enums import UNFINISHED_STATUSES, CampaignKind, EnrolmentStatus, EventKind, ExemptReason
from learning.errors import LearningError
from learning.models import Campaign, Enrolment, ProgressEvent
from operations.domain import audit


@transaction.atomic
def enrol_many(
    *, campaign: Campaign, memberships: Sequence[Membership], actor: User | None, on: date, late: bool = False
) -> int:
    """Enrol the people of `memberships`; who is in the campaign already stays as is.

    An unfinished self-chosen enrolment in the same course is taken over with its progress.
    Returns how many are new to the campaign. Batches of about 1,000 keep the lock short.
    """
    by_cadre = {membership.cadre_id: membership for membership in memberships}
    known = Enrolment.objects.filter(campaign=campaign, cadre_id__in=by_cadre).values_list("cadre_id", flat=True)
    for cadre_id in known:
        del by_cadre[cadre_id]
    ledger = FigureLedger(on)
    taken_over = _take_over_open_enrolments(campaign, by_cadre, late=late, actor=actor, on=on, ledger=ledger)
    new = [
        Enrolment(
            cadre_id=cadre_id,
            campaign=campaign,
            course_id=campaign.course_id,
            committee_id=membership.committee_id,
            position_group=membership.position_group_id,
            due_on=campaign.due_on,
            assigned_on=on,
            is_late_joiner=late,
        )
        for cadre_id, membership in by_cadre.items()
    ]
    Enrolment.objects.bulk_create(new, batch_size=1000)
    ProgressEvent.objects.bulk_create(
        [event_of(enrolment, EventKind.ENROLLED, day=on, actor=actor) for enrolment in new], batch_size=1000
    )
    for enrolment in new:
        ledger.book(before=None, after=Standing.of(enrolment))
    ledger.announce()
    return len(new) + taken_over


def _take_over_open_enrolments(
    campaign: Campaign,
    by_cadre: dict[int, Membership],
    *,
    late: bool,
    actor: User | None,
    on: date,
    ledger: FigureLedger,
) -> int:
    """Move unfinished self-chosen enrolments into `campaign`; takes their people out of `by_cadre`."""
    found = list(
        Enrolment.objects.filter(
            cadre_id__in=by_cadre,
            course_id=campaign.course_id,
            campaign__kind=CampaignKind.OPEN,
            status__in=UNFINISHED_STATUSES,
        )
    )
    events = []
    for enrolment in found:
        before = Standing.of(enrolment)
        enrolment.campaign = campaign
        enrolment.due_on = campaign.due_on
        enrolment.is_late_joiner = late
        ledger.book(before=before, after=Standing.of(enrolment))
        events.append(event_of(enrolment, EventKind.ENROLLED, day=on, actor=actor, data={"taken_over": True}))
        del by_cadre[enrolment.cadre_id]
    Enrolment.objects.bulk_update(found, ["campaign", "due_on", "is_late_joiner"])
    ProgressEvent.objects.bulk_create(events)
    return len(found)


@transaction.atomic
def join_course(*, person: User, course: Course) -> Enrolment:
    """The person's own choice of a course that anyone may join. Joining twice is joining once."""
    if not course.self_enrolment or course.current_edition_id is None or course.archived_at:
        raise LearningError(_("This course is not open for self-enrolment."))
    membership = current_membership(person)
    if membership is None:
        raise LearningError(
            _("Only people who belong to a unit can join a course. Please contact the unit's administrator.")
        )
    unfinished = Enrolment.objects.filter(cadre=person, course=course, status__in=UNFINISHED_STATUSES).first()
    if unfinished:
        return unfinished
    campaign = open_campaign_of(course)
    try:
        with transaction.atomic():
            enrol_many(campaign=campaign, memberships=[membership], actor=person, on=today())
    except IntegrityError:
        # A double click: the other request has enrolled the person.
        pass
    return Enrolment.objects.get(cadre=person, campaign=campaign)


@transaction.atomic
def exempt(*, enrolment: Enrolment, reason: ExemptReason, note: str, actor: User) -> Enrolment:
    """Take an unfinished enrolment out of those due. The note is kept with the event."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk, cadre_id=enrolment.cadre_id)
    if enrolment.status not in UNFINISHED_STATUSES:
        raise LearningError(_("Only someone who has not completed the course can be exempted."))
    before = Standing.of(enrolment)
    enrolment.status = EnrolmentStatus.EXEMPT
    enrolment.exempt_reason = reason
    enrolment.failed = False
    enrolment.save(update_fields=["status", "exempt_reason", "failed"])
    write_event(
        enrolment,
        EventKind.EXEMPTED,
        day=today(),
        actor=actor,
        reason=note,
        data={"code": reason, "was_failed": before.failed},
    )
    announce_change(before=before, after=Standing.of(enrolment), day=today())
    audit.record(
        action="enrolment.exempt", actor=actor, target=enrolment, committee_id=enrolment.committee_id, reason=note
    )
    return enrolment


@transaction.atomic
def end_exemption(*, enrolment: Enrolment, note: str, actor: User) -> Enrolment:
    """Bring an exempt person back among those due, where they stood before."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk, cadre_id=enrolment.cadre_id)
    if enrolment.status != EnrolmentStatus.EXEMPT:
        raise LearningError(_("This person is not exempt."))
    before = Standing.of(enrolment)
    enrolment.status = EnrolmentStatus.IN_PROGRESS if enrolment.started_on else EnrolmentStatus.NOT_STARTED
    enrolment.exempt_reason = ""
    enrolment.save(update_fields=["status", "exempt_reason"])
    write_event(enrolment, EventKind.EXEMPTION_ENDED, day=today(), actor=actor, reason=note)
    announce_change(before=before, after=Standing.of(enrolment), day=today())
    audit.record(
        action="enrolment.end_exemption",
        actor=actor,
        target=enrolment,
        committee_id=enrolment.committee_id,
        reason=note,
    )
    return enrolment


@transaction.atomic
def follow_moves(*, units_of: dict[int, tuple[int, int]], on: date) -> int:
    """Copy new units and position groups onto the enrolments of people who moved.

    Args:
        units_of: cadre id to (committee id, position group) from `on`.
    """
    ledger = FigureLedger(on)
    changed, events = [], []
    for enrolment in Enrolment.objects.select_for_update().filter(cadre_id__in=units_of):
        unit = units_of[enrolment.cadre_id]
        if (enrolment.committee_id, enrolment.position_group) == unit:
            continue
        before = Standing.of(enrolment)
        enrolment.committee_id, enrolment.position_group = unit
        ledger.book(before=before, after=Standing.of(enrolment))
        changed.append(enrolment)
        events.append(event_of(enrolment, EventKind.MOVED, day=on, data={"from": before.committee_id}))
    Enrolment.objects.bulk_update(changed, ["committee", "position_group"], batch_size=500)
    ProgressEvent.objects.bulk_create(events, batch_size=500)
    ledger.announce()
    return len(changed)
