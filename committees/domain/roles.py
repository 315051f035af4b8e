"""Roles are granted and ended, never changed; both acts are audited."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.locking import lock_people
from accounts.domain.sessions import end_sessions
from accounts.models import User
from committees.enums import AUTHOR_GROUPS, SCOPED_ROLES, Role
from committees.errors import CommitteeError
from committees.models import Committee, Membership, RoleGrant
from committees.rules.access import forget_access
from common.text.formats import short_date
from operations.domain.audit import record
from operations.models import Approval


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    committee: Committee | None,
    actor: User | None,
    reason: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    approval: Approval | None = None,
) -> RoleGrant:
    """Give a role, on the subtree of `committee` where the role is scoped, from now or `valid_from` on.

    `actor` is None only when the installation itself grants (the first administrator, the
    demonstration). A grant that holds for all of that time already is returned as it is.

    Raises:
        CommitteeError: to oneself, to a closed account, on no or a closed unit, or beside the same role in that time.
    """
    if actor is not None and actor.pk == user.pk:
        raise CommitteeError(_("Nobody can grant a role to themselves."))
    if role in SCOPED_ROLES and committee is None:
        raise CommitteeError(_("This role needs a unit."))
    if committee is not None and committee.valid_to is not None:
        raise CommitteeError(_("“%(name)s” is closed already.") % {"name": committee.name})
    begin = valid_from or timezone.now()
    if valid_to is not None and valid_to <= begin:
        raise CommitteeError(_("The last day lies before the first one."))
    lock_people([user.pk])
    held = overlapping(user, role, committee, begin, valid_to)
    if held is not None:
        if covers(held, begin, valid_to):
            return held
        raise CommitteeError(says_overlap(held))
    user.refresh_from_db(fields=["is_active", "has_held_roles"])
    if not user.is_active:
        raise CommitteeError(_("The account of %(name)s is closed.") % {"name": user.full_name})
    if not user.has_held_roles:
        user.has_held_roles = True
        user.save(update_fields=["has_held_roles"])
    grant = RoleGrant.objects.create(
        user=user,
        role=Role(role),
        committee=committee,
        granted_by=actor,
        reason=reason[:300],
        valid_from=begin,
        valid_to=valid_to,
        approval=approval,
    )
    _follow(user)
    _record("committees.role_granted", grant, actor, reason)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, actor: User | None, reason: str = "", at: datetime | None = None) -> RoleGrant:
    """End a role now, and the person's sessions with it; or let it run out at a moment to come.

    Raises:
        CommitteeError: it has ended, ends earlier already, or is that of the last national administrator.
    """
    lock_people([grant.user_id])
    grant.refresh_from_db()
    now = timezone.now()
    if grant.is_over(now):
        raise CommitteeError(_("This role has ended already."))
    end = max(at or now, now, grant.valid_from)
    if grant.valid_to is not None and grant.valid_to <= end:
        raise CommitteeError(_("This role ends earlier already."))
    if grant.role == Role.NATIONAL_ADMIN and not _other_administrators(grant).exists():
        raise CommitteeError(_("The last national administrator cannot be removed."))
    grant.valid_to, grant.ended_by, grant.end_reason = end, actor, reason[:300]
    grant.settled_at = now if grant.is_over(now) else None
    grant.save(update_fields=["valid_to", "ended_by", "end_reason", "settled_at"])
    _follow(grant.user)
    if end <= now:
        end_sessions(grant.user)
    _record("committees.role_ended", grant, actor, reason)
    return grant


def end_roles_on(committee: Committee, *, actor: User | None, reason: str = "") -> list[int]:
    """End every role on a closing unit, in the caller's transaction; gives the ids of the grants.

    A role is given for a unit, not for whatever follows it: it is listed, and given anew by those entitled.
    """
    grants = list(not_over(RoleGrant.objects.filter(committee=committee)).select_related("user").order_by("pk"))
    return [end_role(grant=grant, actor=actor, reason=reason).pk for grant in grants]


def roles_in_force(user: User) -> QuerySet[RoleGrant]:
    """The grants that hold now."""
    return in_force(RoleGrant.objects.filter(user=user))


def in_force(grants: QuerySet[RoleGrant]) -> QuerySet[RoleGrant]:
    now = timezone.now()
    return grants.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=now), valid_from__lte=now)


def not_over(grants: QuerySet[RoleGrant]) -> QuerySet[RoleGrant]:
    """Those that hold now or will: not ended, nor taken back before they began."""
    is_open = Q(valid_to__isnull=True) | (Q(valid_to__gt=timezone.now()) & Q(valid_to__gt=F("valid_from")))
    return grants.filter(is_open)


def overlapping(
    user: User, role: str, committee: Committee | None, begin: datetime, end: datetime | None
) -> RoleGrant | None:
    """The same role of the person on the same unit within that time."""
    same = not_over(RoleGrant.objects.filter(user=user, role=role, committee=committee))
    meets = Q(valid_to__isnull=True) | Q(valid_to__gt=begin)
    if end is not None:
        meets &= Q(valid_from__lt=end)
    return same.filter(meets).order_by("valid_from").first()


def covers(held: RoleGrant, begin: datetime, end: datetime | None) -> bool:
    return held.valid_from <= begin and (held.valid_to is None or (end is not None and end <= held.valid_to))


def says_overlap(held: RoleGrant) -> str:
    """Why the role cannot be given beside the one that is held."""
    if held.last_day is None:
        text = _("The person holds this role from %(first)s on, without an end.")
        return text % {"first": short_date(held.valid_from)}
    return _("The person holds this role from %(first)s to %(last)s; end it first, or begin after it.") % {
        "first": short_date(held.valid_from),
        "last": short_date(held.last_day),
    }


def follow_dates() -> int:
    """Do what the dates of roles bring with them; gives for how many people something was done.

    Rights are read from the dates themselves at every request. What follows here: the sessions of a role that has run
    out end, as they do when somebody ends it; the groups of authors begin and end.
    """
    ran_out = _settle_ends()
    found: set[int] = set()
    for name in set(AUTHOR_GROUPS.values()):
        roles = [role for role, group in AUTHOR_GROUPS.items() if group == name]
        holds = Exists(in_force(RoleGrant.objects.filter(user=OuterRef("pk"), role__in=roles)))
        is_in = Exists(User.groups.through.objects.filter(user_id=OuterRef("pk"), group__name=name))
        astray = User.objects.filter((holds & ~is_in) | (~holds & is_in), has_held_roles=True)
        found |= set(astray.values_list("pk", flat=True))
    for user in User.objects.filter(pk__in=found).order_by("pk"):
        with transaction.atomic():
            lock_people([user.pk])
            _follow(user)
    return len(found | ran_out)


def _settle_ends() -> set[int]:
    """Once for each role that has run out by its date; gives whose roles they were."""
    due = RoleGrant.objects.filter(settled_at__isnull=True, valid_to__lte=timezone.now()).select_related("user")
    ended = set()
    for grant in due.order_by("pk"):
        with transaction.atomic():
            lock_people([grant.user_id])
            if not due.filter(pk=grant.pk).exists():
                continue
            RoleGrant.objects.filter(pk=grant.pk).update(settled_at=timezone.now())
            end_sessions(grant.user)
            _record("committees.role_ran_out", grant, None, "")
        ended.add(grant.user_id)
    return ended


def has_place(user: User) -> bool:
    """Whether there is anything to sign in for: who leaves a unit is closed out, who held a role may have no unit."""
    if not user.has_held_roles or not_over(RoleGrant.objects.filter(user=user)).exists():
        return True
    return Membership.objects.filter(cadre=user, valid_to__isnull=True).exists()


def _follow(user: User) -> None:
    """Keep the groups of authors in step with the roles, and drop what is remembered."""
    held = set(roles_in_force(user).values_list("role", flat=True))
    wanted = {group for role, group in AUTHOR_GROUPS.items() if role in held}
    groups = [Group.objects.get_or_create(name=name)[0] for name in sorted(set(AUTHOR_GROUPS.values()))]
    user.groups.remove(*[group for group in groups if group.name not in wanted])
    user.groups.add(*[group for group in groups if group.name in wanted])
    forget_access(user)


def _other_administrators(grant: RoleGrant) -> QuerySet[RoleGrant]:
    """Those who will still be there: whose role has no end, or none that is known."""
    others = RoleGrant.objects.filter(role=Role.NATIONAL_ADMIN, valid_to__isnull=True, user__is_active=True)
    return others.filter(valid_from__lte=timezone.now()).exclude(user=grant.user_id)


def grant_facts(grant: RoleGrant) -> dict[str, Any]:
    """What the audit trail keeps of a grant."""
    return {
        "user": grant.user_id,
        "role": grant.role,
        "from": grant.valid_from,
        "to": grant.valid_to,
        "approval": str(grant.approval.uuid) if grant.approval else None,
    }


def _record(action: str, grant: RoleGrant, actor: User | None, reason: str) -> None:
    record(
        action=action,
        actor=actor,
        target=grant,
        committee_id=grant.committee_id,
        reason=reason,
        after=grant_facts(grant),
    )
