"""Making two records of one person one. Evidence is never rewritten: the closed record keeps it and leads on.

In the figures the person counts once (`learning.domain.counting_once`), where the kept record belongs; what the
closed record was due for, the kept one is due for.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.locking import lock_people
from accounts.domain.people import deactivate_person, reactivate_person
from accounts.errors import PersonError
from accounts.models import PersonMerge, User
from assessments.models import Attempt
from committees.domain.memberships import current_membership, join_committee, leave_committee
from committees.domain.roles import not_over
from committees.domain.tree_lock import keep_tree_still
from committees.domain.undoing import MembershipUndo, undo_memberships
from committees.errors import CommitteeError
from committees.models import Committee, Membership, RoleGrant
from committees.rules import can_close_account
from learning.domain.counting_once import count_apart, count_once
from learning.domain.enrolments import follow_moves
from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from learning.rules import can_merge, can_separate
from operations.domain import audit


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What stands under one record, for the person who decides."""

    person: User
    unit: str
    position: str
    enrolments: int
    completed: int
    attempts: int
    last_login: Any


def facts_of(person: User) -> RecordFacts:
    membership = current_membership(person)
    enrolments = Enrolment.objects.filter(cadre=person)
    return RecordFacts(
        person=person,
        unit=membership.committee.name if membership else "",
        position=membership.position if membership else "",
        enrolments=enrolments.count(),
        completed=enrolments.filter(status=EnrolmentStatus.COMPLETED).count(),
        attempts=Attempt.objects.filter(cadre_id=person.pk).count(),
        last_login=person.last_login,
    )


def check_merge(*, closed: User, kept: User, actor: User) -> None:
    """Raises PersonError where the two cannot be made one, with the reason."""
    if not can_merge(actor, closed, kept):
        raise PersonError(_("Only records of people you administer can be merged, and never your own."))
    if not kept.is_active or not closed.is_active:
        raise PersonError(_("One of the records is closed already."))
    if PersonMerge.objects.filter(kept=closed, undone_at__isnull=True).exists():
        # What leads to a closed record would be found by nobody.
        raise PersonError(
            _("Another record has been merged into that of “%(name)s”: keep that one, or separate them first.")
            % {"name": closed.full_name}
        )
    if Attempt.objects.filter(cadre=closed, closed_at__isnull=False, passed__isnull=True).exists():
        # Its result would reach an enrolment that has been set aside.
        raise PersonError(_("An essay of “%(name)s” is still to be marked.") % {"name": closed.full_name})
    if not_over(RoleGrant.objects.filter(user=closed)).exists():
        raise PersonError(_("“%(name)s” holds a role; end it first.") % {"name": closed.full_name})
    if not can_close_account(actor, closed):
        raise PersonError(
            _("“%(name)s” held a role: only a national administrator closes that record.") % {"name": closed.full_name}
        )


@transaction.atomic
def merge_people(*, closed: User, kept: User, actor: User, reason: str) -> PersonMerge:
    """Close `closed` in favour of `kept`.

    Raises:
        PersonError: the two cannot be made one, or no reason was given.
    """
    keep_tree_still()
    lock_people([closed.pk, kept.pk])
    closed.refresh_from_db()
    kept.refresh_from_db()
    check_merge(closed=closed, kept=kept, actor=actor)
    if not reason.strip():
        raise PersonError(_("A reason is needed."))
    trace: dict[str, Any] = {
        "exempted": [],
        **_leave(closed, actor, reason),
        "units": _go_along(closed, kept),
    }
    merge = PersonMerge.objects.create(
        closed=closed, kept=kept, merged_by=actor, reason=reason.strip()[:300], trace=trace
    )
    count_once(kept=kept, actor=actor, reason=reason)
    merge.refresh_from_db()
    deactivate_person(person=closed, actor=actor, reason=reason)
    for person, other in ((closed, kept), (kept, closed)):
        audit.record(
            action="person.merged",
            actor=actor,
            target=person,
            reason=reason,
            after={"with": other.pk, "kept": kept.pk},
        )
    return merge


@transaction.atomic
def undo_merge(*, merge: PersonMerge, actor: User, reason: str = "") -> PersonMerge:
    """Separate the records again: the closed one is open, belongs where it did, and is due for what it was.

    Raises:
        PersonError: not for `actor` to undo, undone already, or its unit no longer exists.
    """
    keep_tree_still()
    merge = PersonMerge.objects.select_for_update(of=("self",)).select_related("closed", "kept").get(pk=merge.pk)
    if merge.undone_at is not None:
        raise PersonError(_("These records have been separated already."))
    if not can_separate(actor, merge):
        raise PersonError(_("Only records of people you administer can be separated, and never your own."))
    merge.undone_at, merge.undone_by = timezone.now(), actor
    merge.save(update_fields=["undone_at", "undone_by"])
    reactivate_person(person=merge.closed, actor=actor, reason=reason)
    try:
        _come_back(merge, actor, reason)
    except CommitteeError as error:
        raise PersonError(str(error)) from error
    count_apart(merge=merge, actor=actor, reason=reason or merge.reason)
    for person, other in ((merge.closed, merge.kept_id), (merge.kept, merge.closed_id)):
        audit.record(action="person.merge_undone", actor=actor, target=person, reason=reason, after={"with": other})
    return merge


def _go_along(closed: User, kept: User) -> dict[str, list[int]]:
    """Count what stands under the closed record where the kept one belongs; gives the former units by enrolment."""
    membership = current_membership(kept)
    if membership is None:
        return {}
    before = Enrolment.objects.filter(cadre=closed).values_list("pk", "committee_id", "position_group")
    former = {str(pk): [committee_id, group] for pk, committee_id, group in before}
    follow_moves(units_of={closed.pk: (membership.committee_id, membership.position_group_id)}, on=timezone.localdate())
    return former


def _leave(closed: User, actor: User, reason: str) -> dict[str, Any]:
    """End the membership; one that began only today has no day to stand for and goes. What coming back needs."""
    membership = current_membership(closed)
    if membership is None:
        return {"membership": None}
    if membership.valid_from < timezone.localdate():
        ended = leave_committee(cadre=closed, on=timezone.localdate(), actor=actor, reason=reason)
        return {"membership": ended.pk}
    before = Membership.objects.filter(cadre=closed, valid_to__isnull=False).exists()
    if before:
        raise PersonError(_("The closed record changed its unit today; merge the records tomorrow."))
    undo_memberships(
        undos=[MembershipUndo(cadre_id=closed.pk, made=membership.pk, ended=None)], actor=actor, reason=reason
    )
    joined = {
        "committee": membership.committee_id,
        "group": membership.position_group_id,
        "position": membership.position,
        "on": membership.valid_from.isoformat(),
    }
    return {"membership": None, "joined": joined}


def _come_back(merge: PersonMerge, actor: User, reason: str) -> None:
    """Into the unit that was left, without a gap, or once more into the one joined on the day of the merger."""
    if merge.trace["membership"]:
        undo = MembershipUndo(cadre_id=merge.closed_id, made=None, ended=merge.trace["membership"])
        undo_memberships(undos=[undo], actor=actor, reason=reason)
    elif joined := merge.trace.get("joined"):
        join_committee(
            cadre=merge.closed,
            committee=Committee.objects.get(pk=joined["committee"]),
            position_group=joined["group"],
            position=joined["position"],
            on=date.fromisoformat(joined["on"]),
            actor=actor,
            reason=reason,
        )
