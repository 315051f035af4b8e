"""Where people belong. One open membership each; a change closes it the day before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.locking import lock_people
from accounts.domain.people import deactivate_people
from accounts.models import User
from committees.domain.planting import BATCH
from committees.domain.roles import not_over
from committees.domain.tree_lock import keep_tree_still
from committees.errors import CommitteeError
from committees.models import Committee, Membership, PositionGroup, RoleGrant
from committees.signals import MembershipMove, membership_changed
from operations.domain.audit import record_many


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChange:
    """From day `on` the person belongs to `committee`; `position_group` is an id of 1 to 7."""

    cadre_id: int
    committee: Committee
    position_group: int
    position: str
    on: date


def join_committee(
    *,
    cadre: User,
    committee: Committee,
    position_group: PositionGroup | int,
    position: str = "",
    on: date,
    actor: User | None,
    reason: str = "",
) -> Membership:
    """The first unit of a person, or the next one after leaving."""
    if current_membership(cadre) is not None:
        raise CommitteeError(_("“%(name)s” already belongs to a unit.") % {"name": cadre.full_name})
    return _change_one(cadre, committee, position_group, position, on, actor, reason)


def move_cadre(
    *,
    cadre: User,
    committee: Committee,
    position_group: PositionGroup | int,
    position: str = "",
    on: date,
    actor: User | None,
    reason: str = "",
) -> Membership:
    """Another unit, group or position from day `on`; the same again changes nothing."""
    if current_membership(cadre) is None:
        raise CommitteeError(_("“%(name)s” belongs to no unit.") % {"name": cadre.full_name})
    return _change_one(cadre, committee, position_group, position, on, actor, reason)


@transaction.atomic
def change_memberships(
    *, changes: Sequence[MembershipChange], actor: User | None, reason: str = "", amend: bool = False
) -> list[MembershipMove]:
    """Join or move many people at once: a few statements for each thousand, one signal for all.

    People whose unit, group and position are already so are left out of the result. With `amend`, a
    membership that begins on the very day of the change is put right instead of refused: what was entered
    today can be corrected today, and no day was spent in the wrong unit.
    """
    cadre_ids = sorted({change.cadre_id for change in changes})
    if len(cadre_ids) != len(changes):
        raise CommitteeError(_("A person stands twice in the list."))
    keep_tree_still()
    lock_people(cadre_ids)
    open_ones, last_days = _open_memberships(cadre_ids), _last_days(cadre_ids)
    effective = [c for c in changes if not _is_same(open_ones.get(c.cadre_id), c)]
    begun = {pk: membership.valid_from for pk, membership in open_ones.items()} if amend else {}
    amended = [change for change in effective if begun.get(change.cadre_id) == change.on]
    rest = [change for change in effective if begun.get(change.cadre_id) != change.on]
    for change in amended:
        _check(change, None, last_days.get(change.cadre_id))
    for change in rest:
        _check(change, open_ones.get(change.cadre_id), last_days.get(change.cadre_id))
    _close([(open_ones[c.cadre_id], c.on) for c in rest if c.cadre_id in open_ones])
    _open(rest)
    _amend([(open_ones[c.cadre_id], c) for c in amended])
    moves = [_move(open_ones.get(change.cadre_id), change) for change in effective]
    if moves:
        _record(effective, open_ones, actor, reason)
        membership_changed.send(sender=Membership, moves=moves)
    return moves


def leave_committee(*, cadre: User, on: date, actor: User | None, reason: str = "") -> Membership:
    """End the membership; the last day is the one before `on`."""
    return leave_committees(cadres=[cadre], on=on, actor=actor, reason=reason)[cadre.pk]


@transaction.atomic
def leave_committees(
    *, cadres: Sequence[User], on: date, actor: User | None, reason: str = ""
) -> dict[int, Membership]:
    """Many people leave at once: a few statements and one signal for all. Gives what ended, by person.

    Whoever has left has no unit to work in: the account is closed, and is opened again with a unit.

    Raises:
        CommitteeError: somebody belongs to no unit, or may not leave now; nobody leaves then.
    """
    keep_tree_still()
    cadre_ids = sorted({cadre.pk for cadre in cadres})
    lock_people(cadre_ids)
    ended = _open_memberships(cadre_ids)
    for cadre in cadres:
        if cadre.pk not in ended:
            raise CommitteeError(_("“%(name)s” belongs to no unit.") % {"name": cadre.full_name})
    for problem in reasons_to_stay(list(ended.values()), on=on, actor=actor).values():
        raise CommitteeError(problem)
    _close([(membership, on) for membership in ended.values()])
    record_many(
        action="committees.left",
        actor=actor,
        reason=reason,
        committee_id=lambda person: ended[person.pk].committee_id,
        changes=[(cadre, place_facts(ended[cadre.pk]), {"on": on}) for cadre in cadres],
    )
    deactivate_people(people=cadres, actor=actor, reason=reason, unit_of=lambda person: ended[person.pk].committee_id)
    moves = [MembershipMove(pk, was.committee_id, was.position_group_id, None, None, on) for pk, was in ended.items()]
    membership_changed.send(sender=Membership, moves=moves)
    return ended


def reasons_to_stay(memberships: Sequence[Membership], *, on: date, actor: User | None) -> dict[int, str]:
    """Who cannot leave from that day, each with the reason: joined no earlier, holds a role, or is the actor."""
    ids = [membership.cadre_id for membership in memberships]
    holders = {
        grant.user_id: grant.user.full_name
        for grant in not_over(RoleGrant.objects.filter(user__any_of=ids)).select_related("user")
    }
    found: dict[int, str] = {}
    for membership in memberships:
        if on <= membership.valid_from or on > timezone.localdate():
            found[membership.cadre_id] = _("The day must lie after the last change and not in the future.")
        elif actor is not None and membership.cadre_id == actor.pk:
            found[membership.cadre_id] = _("Nobody takes down their own leaving; another administrator does.")
        elif membership.cadre_id in holders:
            text = _("“%(name)s” holds a role; end it first.")
            found[membership.cadre_id] = text % {"name": holders[membership.cadre_id]}
    return found


def current_membership(cadre: User) -> Membership | None:
    """The open membership, with its committee."""
    return Membership.objects.select_related("committee").filter(cadre=cadre, valid_to__isnull=True).first()


def membership_on(cadre: User, day: date) -> Membership | None:
    """The membership that held on `day`, with its committee."""
    until = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Membership.objects.select_related("committee").filter(until, cadre=cadre, valid_from__lte=day).first()


def _change_one(
    cadre: User,
    committee: Committee,
    position_group: PositionGroup | int,
    position: str,
    on: date,
    actor: User | None,
    reason: str,
) -> Membership:
    group = position_group.pk if isinstance(position_group, PositionGroup) else position_group
    change = MembershipChange(cadre_id=cadre.pk, committee=committee, position_group=group, position=position, on=on)
    change_memberships(changes=[change], actor=actor, reason=reason)
    return Membership.objects.select_related("committee").get(cadre=cadre, valid_to__isnull=True)


def _open_memberships(cadre_ids: Sequence[int]) -> dict[int, Membership]:
    return {
        membership.cadre_id: membership
        for membership in Membership.objects.filter(cadre__any_of=cadre_ids, valid_to__isnull=True)
    }


def _last_days(cadre_ids: Sequence[int]) -> dict[int, date]:
    ended = Membership.objects.filter(cadre__any_of=cadre_ids, valid_to__isnull=False)
    return dict(ended.values_list("cadre_id").annotate(last=Max("valid_to")))


def _is_same(membership: Membership | None, change: MembershipChange) -> bool:
    return membership is not None and (
        membership.committee_id == change.committee.pk
        and membership.position_group_id == change.position_group
        and membership.position == change.position
    )


def _check(change: MembershipChange, membership: Membership | None, last_day: date | None) -> None:
    committee = change.committee
    if committee.valid_to is not None or change.on < committee.valid_from:
        raise CommitteeError(_("“%(name)s” does not exist on that day.") % {"name": committee.name})
    last_change = membership.valid_from if membership is not None else last_day
    if (last_change is not None and change.on <= last_change) or change.on > timezone.localdate():
        raise CommitteeError(_("The day must lie after the last change and not in the future."))


def _close(endings: Sequence[tuple[Membership, date]]) -> None:
    by_day: dict[date, list[int]] = defaultdict(list)
    for membership, on in endings:
        by_day[on].append(membership.pk)
    for on, pks in by_day.items():
        Membership.objects.filter(pk__any_of=pks).update(valid_to=on - timedelta(days=1))


def _open(changes: Sequence[MembershipChange]) -> None:
    rows = [
        Membership(
            cadre_id=change.cadre_id,
            committee=change.committee,
            position_group_id=change.position_group,
            position=change.position,
            valid_from=change.on,
        )
        for change in changes
    ]
    Membership.objects.bulk_create(rows, batch_size=BATCH)


def _amend(corrections: Sequence[tuple[Membership, MembershipChange]]) -> None:
    rows = [
        Membership(
            pk=membership.pk,
            committee=change.committee,
            position_group_id=change.position_group,
            position=change.position,
        )
        for membership, change in corrections
    ]
    Membership.objects.bulk_update(rows, ["committee", "position_group", "position"], batch_size=BATCH)


def _move(membership: Membership | None, change: MembershipChange) -> MembershipMove:
    return MembershipMove(
        cadre_id=change.cadre_id,
        old_committee_id=membership.committee_id if membership else None,
        old_group=membership.position_group_id if membership else None,
        new_committee_id=change.committee.pk,
        new_group=change.position_group,
        on=change.on,
    )


def _record(
    changes: Sequence[MembershipChange], before: dict[int, Membership], actor: User | None, reason: str
) -> None:
    """One entry for each person, read by the administrators of the unit joined."""
    joined = {change.cadre_id: change.committee.pk for change in changes}
    record_many(
        action="committees.joined",
        actor=actor,
        reason=reason,
        committee_id=lambda person: joined[person.pk],
        changes=[
            (
                User(pk=change.cadre_id),
                place_facts(before.get(change.cadre_id)),
                {
                    "unit": change.committee.pk,
                    "position_group": change.position_group,
                    "title": change.position,
                    "on": change.on,
                },
            )
            for change in changes
        ],
    )


def place_facts(membership: Membership | None) -> dict[str, Any]:
    """What the audit trail keeps of where a person belonged."""
    if membership is None:
        return {}
    return {
        "unit": membership.committee_id,
        "position_group": membership.position_group_id,
        "title": membership.position,
        "on": membership.valid_from,
    }
