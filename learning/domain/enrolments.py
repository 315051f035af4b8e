"""Who takes part: enrolling, exempting, and following people who move."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import PersonMerge, User
from committees.domain.tree_lock import keep_tree_still
from committees.models import Membership
from learning.domain.changes import FigureLedger, Standing, announce_change
from learning.domain.clock import today
from learning.domain.events import event_of, write_event
from learning.enums import UNFINISHED_STATUSES, CampaignKind, EnrolmentStatus, EventKind, ExemptReason
from learning.errors import LearningError
from learning.models import Campaign, Enrolment, ProgressEvent
from operations.domain import audit

Unit = tuple[int, int]
"""Id of a committee, and position group."""


@transaction.atomic
def enrol_many(
    *, campaign: Campaign, memberships: Sequence[Membership], actor: User | None, on: date, late: bool = False
) -> int:
    """Enrol the people of `memberships`; who is in the campaign already, by whatever record, stays as is.

    An unfinished self-chosen enrolment in the same course is taken over with its progress.
    Returns how many are new to the campaign. Batches of about 1,000 keep the lock short.
    """
    by_cadre = {membership.cadre_id: membership for membership in memberships}
    keep_tree_still()
    merged = dict(_merged_into(by_cadre))
    known = Enrolment.objects.filter(campaign=campaign, cadre_id__in=[*by_cadre, *merged])
    for cadre_id in known.values_list("cadre_id", flat=True):
        by_cadre.pop(merged.get(cadre_id, cadre_id), None)
    return enrol_records(campaign=campaign, memberships=list(by_cadre.values()), actor=actor, on=on, late=late)


def enrol_records(
    *, campaign: Campaign, memberships: Sequence[Membership], actor: User | None, on: date, late: bool = False
) -> int:
    """The same for records that are known not to be in the campaign."""
    by_cadre = {membership.cadre_id: membership for membership in memberships}
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
def exempt(
    *, enrolment: Enrolment, reason: ExemptReason, note: str, actor: User | None, misplaced: bool = False
) -> Enrolment:
    """Take an unfinished enrolment out of those due. The note is kept with the event, and so is `misplaced`: that it is
    due again if the person comes to a unit of the campaign (`learning.domain.misplaced`).

    Raises:
        LearningError: completed, or exempt already.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk, cadre_id=enrolment.cadre_id)
    if enrolment.status not in UNFINISHED_STATUSES:
        raise LearningError(_("Only someone who has not completed the course can be exempted."))
    before = Standing.of(enrolment)
    enrolment.status = EnrolmentStatus.EXEMPT
    enrolment.exempt_reason = reason
    enrolment.failed = False
    enrolment.save(update_fields=["status", "exempt_reason", "failed"])
    event = write_event(
        enrolment,
        EventKind.EXEMPTED,
        day=today(),
        actor=actor,
        reason=note,
        data={"code": reason, "was_failed": before.failed} | ({"misplaced": True} if misplaced else {}),
    )
    announce_change(before=before, after=Standing.of(enrolment), day=today())
    audit.record(
        action="enrolment.exempt",
        actor=actor,
        target=enrolment,
        committee_id=enrolment.committee_id,
        reason=note,
        after={"event": event.pk},
    )
    return enrolment


@transaction.atomic
def end_exemption(*, enrolment: Enrolment, note: str, actor: User | None) -> Enrolment:
    """Bring an exempt person back among those due, where they stood before.

    Raises:
        LearningError: not exempt.
    """
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
def follow_moves(*, units_of: dict[int, Unit], on: date) -> int:
    """Copy new units and position groups onto the enrolments of people who moved, and of records merged into theirs.

    Args:
        units_of: by cadre id, from `on`.
    """
    units_of = {closed: units_of[kept] for closed, kept in _merged_into(units_of)} | units_of
    found = Enrolment.objects.select_for_update().filter(cadre_id__in=units_of)
    return place_enrolments(units={enrolment: units_of[enrolment.cadre_id] for enrolment in found}, on=on)


@transaction.atomic
def place_enrolments(*, units: dict[Enrolment, Unit], on: date) -> int:
    """Count each of these enrolments, which the caller has locked, in its unit from `on`. Returns how many changed."""
    ledger = FigureLedger(on)
    changed, events = [], []
    for enrolment, unit in units.items():
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


def _merged_into(kept: Collection[int]) -> QuerySet[PersonMerge, tuple[int, int]]:
    """Closed and kept record of the merges that hold."""
    return PersonMerge.objects.filter(kept__in=kept, undone_at__isnull=True).values_list("closed_id", "kept_id")
