"""A person counts once in each campaign, however many records were made for this person.

Where several records of one person are in a campaign, one enrolment counts; the others are `is_double` and in no
figure, with their evidence as it was. What was completed counts before anything else, and of two completions the
earlier one. What is still due is due of the record that is kept, for nobody can sign in with another.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import PersonMerge, User
from committees.domain.memberships import current_membership
from committees.models import Membership
from learning.domain.assigning import join_running_campaigns
from learning.domain.changes import Standing, announce_change
from learning.domain.clock import today
from learning.domain.enrolments import end_exemption, enrol_records, exempt, place_enrolments
from learning.domain.events import is_misplaced, write_event
from learning.enums import UNFINISHED_STATUSES, CampaignKind, EnrolmentStatus, EventKind, ExemptReason
from learning.models import Campaign, Enrolment


@transaction.atomic
def count_once(*, kept: User, actor: User | None, reason: str) -> None:
    """Make every campaign count `kept`, with the records merged into it, once; what is so already stays as it is.

    What is set aside or inherited is noted in the trace of the merge that made it necessary.
    """
    merges = list(PersonMerge.objects.select_for_update().filter(kept=kept, undone_at__isnull=True).order_by("pk"))
    person = _Person(kept, merges, actor, reason[:300])
    for records in person.by_campaign():
        person.inherit(records)
    for records in person.by_campaign():
        person.count(records)
    PersonMerge.objects.bulk_update(merges, ["trace"])


def count_person_of(enrolment: Enrolment, *, actor: User | None, reason: str) -> None:
    """The same for whoever the record of an enrolment belongs to; nothing where no record was merged."""
    either = Q(closed=enrolment.cadre_id) | Q(kept=enrolment.cadre_id)
    merge = PersonMerge.objects.filter(either, undone_at__isnull=True).select_related("kept").first()
    if merge:
        count_once(kept=merge.kept, actor=actor, reason=reason)


@transaction.atomic
def count_apart(*, merge: PersonMerge, actor: User, reason: str) -> None:
    """Take back what counting once made of the records of a merge that no longer holds."""
    trace: dict[str, Any] = merge.trace
    for pk, campaign_id in trace.get("taken_over", ()):
        give_back(pk, campaign_id, actor)
    for enrolment in _locked(pk__in=trace.get("inherited", ()), status__in=UNFINISHED_STATUSES):
        if enrolment.campaign.kind == CampaignKind.ASSIGNED:
            exempt(enrolment=enrolment, reason=ExemptReason.MISTAKE, note=reason, actor=actor)
    for enrolment in _locked(cadre=merge.closed_id):
        _mark_double(enrolment, is_double=False, actor=actor)
    for enrolment in _locked(pk__in=trace["exempted"], status=EnrolmentStatus.EXEMPT):
        end_exemption(enrolment=enrolment, note=reason, actor=actor)
    units = trace.get("units", {})
    away = _locked(pk__in=[int(pk) for pk in units])
    place_enrolments(units={found: tuple(units[str(found.pk)]) for found in away}, on=today())
    count_once(kept=merge.kept, actor=actor, reason=reason)
    membership = current_membership(merge.kept)
    if membership:
        # Campaigns of its unit that only the other record was in.
        join_running_campaigns(memberships=[membership], on=today())


class _Person:
    """One person, the records of this person, and who makes them one."""

    def __init__(self, kept: User, merges: Sequence[PersonMerge], actor: User | None, reason: str) -> None:
        self._kept, self._actor, self._reason = kept, actor, reason
        self._merges = {merge.closed_id: merge for merge in merges}

    def by_campaign(self) -> Iterable[list[Enrolment]]:
        """The enrolments of all records, one list for each campaign, that of the kept record first."""
        found: dict[int, list[Enrolment]] = defaultdict(list)
        rows = _locked(cadre__in=[self._kept.pk, *self._merges])
        for enrolment in sorted(rows, key=lambda row: (not self._is_own(row), row.pk)):
            found[enrolment.campaign_id].append(enrolment)
        return found.values()

    def inherit(self, records: list[Enrolment]) -> None:
        """What a merged record is still due for in an assigned campaign, the kept one is due for from now on."""
        due = next((found for found in records if _is_due(found)), None)
        done = any(found.status == EnrolmentStatus.COMPLETED for found in records)
        if due is None or done or due.campaign.kind != CampaignKind.ASSIGNED:
            return
        if not self._is_own(records[0]):
            self._enrol_in_place_of(due)
        elif _is_set_aside(records[0]) and len(records) > 1 and any(map(_is_due, records[1:])):
            end_exemption(enrolment=records[0], note=self._reason, actor=self._actor)

    def _enrol_in_place_of(self, due: Enrolment) -> None:
        """Enrol the kept record in its own unit, due and assigned as the one merged was."""
        unit = current_membership(self._kept) or Membership(
            cadre=self._kept, committee_id=due.committee_id, position_group_id=due.position_group
        )
        trace = self._merges[due.cadre_id].trace
        own = Enrolment.objects.filter(cadre=self._kept, course=due.course_id, status__in=UNFINISHED_STATUSES)
        for pk, campaign_id in own.filter(campaign__kind=CampaignKind.OPEN).values_list("pk", "campaign_id"):
            trace.setdefault("taken_over", []).append([pk, campaign_id])
        enrol_records(campaign=due.campaign, memberships=[unit], actor=self._actor, on=today(), late=due.is_late_joiner)
        inherited = Enrolment.objects.get(cadre=self._kept, campaign=due.campaign)
        trace.setdefault("inherited", []).append(inherited.pk)
        Enrolment.objects.filter(pk=inherited.pk, cadre_id=self._kept.pk).update(assigned_on=due.assigned_on)

    def count(self, records: list[Enrolment]) -> None:
        """Let one of the enrolments of a campaign count, and leave no other unfinished."""
        completed = [found for found in records if found.status == EnrolmentStatus.COMPLETED]
        # The kept record stands first, and so wins on the same day.
        counted = min(completed, key=lambda found: found.completed_on or date.max) if completed else records[0]
        for enrolment in records:
            if enrolment.status in UNFINISHED_STATUSES and not (enrolment == counted and self._is_own(enrolment)):
                self._set_aside(enrolment, counted)
            _mark_double(enrolment, is_double=enrolment != counted, actor=self._actor)

    def _set_aside(self, enrolment: Enrolment, counted: Enrolment) -> None:
        """Exempt, so that nothing asks for it."""
        merged = counted if self._is_own(enrolment) else enrolment
        self._merges[merged.cadre_id].trace["exempted"].append(enrolment.pk)
        exempt(enrolment=enrolment, reason=ExemptReason.MISTAKE, note=self._reason, actor=self._actor)
        enrolment.refresh_from_db(fields=["status", "exempt_reason", "failed"])

    def _is_own(self, enrolment: Enrolment) -> bool:
        return enrolment.cadre_id == self._kept.pk


def _locked(**which: Any) -> list[Enrolment]:
    found = Enrolment.objects.select_for_update(of=("self",)).filter(**which).select_related("campaign")
    return list(found.order_by("pk"))


def _is_set_aside(enrolment: Enrolment) -> bool:
    return enrolment.status == EnrolmentStatus.EXEMPT and enrolment.exempt_reason == ExemptReason.MISTAKE


def _is_due(enrolment: Enrolment) -> bool:
    """Unfinished, or only set aside because another record stood for it; not what a wrong unit owed by mistake."""
    if not _is_set_aside(enrolment):
        return enrolment.status in UNFINISHED_STATUSES
    owed_by_mistake = Enrolment.objects.filter(is_misplaced(), pk=enrolment.pk, cadre_id=enrolment.cadre_id)
    return not owed_by_mistake.exists()


def _mark_double(enrolment: Enrolment, *, is_double: bool, actor: User | None) -> None:
    """Take an enrolment out of the figures, or bring it back, and write so into its evidence."""
    if enrolment.is_double == is_double:
        return
    before = Standing.of(enrolment)
    enrolment.is_double = is_double
    Enrolment.objects.filter(pk=enrolment.pk, cadre_id=enrolment.cadre_id).update(is_double=is_double)
    write_event(enrolment, EventKind.CORRECTED, day=today(), actor=actor, data={"is_double": is_double})
    announce_change(before=before, after=Standing.of(enrolment), day=today())


def give_back(pk: int, campaign_id: int, actor: User | None) -> None:
    """What the person had chosen before it became a duty is a choice again."""
    chosen = Campaign.objects.get(pk=campaign_id)
    for enrolment in _locked(pk=pk):
        if Enrolment.objects.filter(cadre=enrolment.cadre_id, campaign=chosen).exists():
            return
        before = Standing.of(enrolment)
        enrolment.campaign, enrolment.due_on, enrolment.is_late_joiner = chosen, None, False
        enrolment.save(update_fields=["campaign", "due_on", "is_late_joiner"])
        write_event(enrolment, EventKind.ENROLLED, day=today(), actor=actor, data={"given_back": True})
        announce_change(before=before, after=Standing.of(enrolment), day=today())


def counted_not_once() -> list[tuple[int, int]]:
    """Kept record and campaign, where a person with several records counts twice or not at all."""
    merges = PersonMerge.objects.filter(undone_at__isnull=True).values_list("closed_id", "kept_id")
    person_of: dict[int, int] = dict(merges)
    person_of |= {kept: kept for kept in person_of.values()}
    times: dict[tuple[int, int], int] = defaultdict(int)
    rows = Enrolment.objects.filter(cadre_id__in=person_of).values_list("cadre_id", "campaign_id", "is_double")
    for cadre_id, campaign_id, is_double in rows.iterator():
        times[person_of[cadre_id], campaign_id] += not is_double
    alone = Enrolment.objects.filter(is_double=True).exclude(cadre_id__in=person_of)
    return [key for key, count in times.items() if count != 1] + list(alone.values_list("cadre_id", "campaign_id"))
