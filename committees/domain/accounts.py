"""Closing the account of a person and opening it again, with what belongs to it: roles, and the unit.

Whoever leaves a unit has no account to sign in with (`leave_committees`); whoever is let in again belongs to the unit
left last, or to the one that followed it: nobody works here without a place.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.people import deactivate_person, reactivate_person
from accounts.models import User
from committees.domain.memberships import current_membership, join_committee, leave_committee
from committees.domain.roles import end_role, not_over
from committees.domain.tree_lock import keep_tree_still
from committees.errors import CommitteeError
from committees.models import Committee, Membership, RoleGrant
from committees.rules import can_administer
from committees.rules.roles import ending_takes_two


@transaction.atomic
def close_account(*, person: User, leaves: bool, actor: User, reason: str) -> None:
    """End sign-in and every role; sessions end at their next request. `leaves`: the membership ends with today.

    The caller has asked whether `actor` may.

    Raises:
        CommitteeError: a role of the person is ended by two persons only, or the person joined the unit today.
    """
    keep_tree_still()
    grants = list(not_over(RoleGrant.objects.filter(user=person)).select_related("user").order_by("pk"))
    for grant in grants:
        if ending_takes_two(grant.role):
            text = _("“%(name)s” holds a role that only two persons end (%(role)s). Have it ended first.")
            raise CommitteeError(text % {"name": person.full_name, "role": grant.get_role_display()})
    for grant in grants:
        end_role(grant=grant, actor=actor, reason=reason)
    if leaves and current_membership(person) is not None:
        leave_committee(cadre=person, on=timezone.localdate(), actor=actor, reason=reason)
    person.refresh_from_db()
    deactivate_person(person=person, actor=actor, reason=reason)


@transaction.atomic
def reopen_account(*, person: User, actor: User, reason: str) -> None:
    """Let a person sign in again, in the unit left last. Roles that ended do not come back.

    Raises:
        CommitteeError: that unit is no longer there, or not the actor's.
    """
    keep_tree_still()
    left = place_to_return_to(person)
    unit = _unit_of_today(left.committee) if left else None
    if left and (unit is None or not can_administer(actor, unit)):
        text = _("“%(name)s” is closed already.") if unit is None else _("“%(name)s” is not administered here.")
        raise CommitteeError(text % {"name": (unit or left.committee).name})
    reactivate_person(person=person, actor=actor, reason=reason)
    if left and unit:
        join_committee(
            cadre=person,
            committee=unit,
            position_group=left.position_group_id,
            position=left.position,
            on=timezone.localdate(),
            actor=actor,
            reason=reason,
        )


def place_to_return_to(person: User) -> Membership | None:
    """The membership that ended last; None for who belongs to a unit, or never did."""
    last = Membership.objects.select_related("committee").filter(cadre=person).order_by("valid_from").last()
    return last if last is not None and last.valid_to is not None else None


def _unit_of_today(committee: Committee) -> Committee | None:
    """The unit itself, or what it went into; None where nothing of it is left, or it is not one unit."""
    seen: set[int] = set()
    while committee.valid_to is not None and committee.pk not in seen:
        seen.add(committee.pk)
        followers = [succession.new for succession in committee.successions.select_related("new")]
        if len(followers) != 1:
            return None
        committee = followers[0]
    return committee if committee.valid_to is None else None
