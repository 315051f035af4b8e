"""Roles are granted and ended, never changed; both acts are audited."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.sessions import end_sessions
from accounts.models import User
from committees.enums import AUTHOR_GROUPS, SCOPED_ROLES, Role
from committees.errors import CommitteeError
from committees.models import Committee, RoleGrant
from committees.rules.access import forget_access
from operations.domain.audit import record


@transaction.atomic
def grant_role(
    *, user: User, role: str, committee: Committee | None, actor: User | None, reason: str = ""
) -> RoleGrant:
    """Give a role, on the subtree of `committee` where the role is scoped.

    `actor` is None only when the installation itself grants (the first administrator, the
    demonstration). A grant that is in force already is returned as it is.
    """
    if actor is not None and actor.pk == user.pk:
        raise CommitteeError(_("Nobody can grant a role to themselves."))
    if role in SCOPED_ROLES and committee is None:
        raise CommitteeError(_("This role needs a unit."))
    _lock(user)
    held = roles_in_force(user).filter(role=role, committee=committee).first()
    if held is not None:
        return held
    if not user.has_held_roles:
        user.has_held_roles = True
        user.save(update_fields=["has_held_roles"])
    grant = RoleGrant.objects.create(user=user, role=Role(role), committee=committee, granted_by=actor, reason=reason)
    _follow(user)
    _record("committees.role_granted", grant, actor, reason)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, actor: User | None, reason: str = "") -> RoleGrant:
    """End a role now; the person's sessions end with it."""
    _lock(grant.user)
    grant.refresh_from_db()
    if grant.valid_to is not None:
        raise CommitteeError(_("This role has ended already."))
    if grant.role == Role.NATIONAL_ADMIN and not _other_administrators(grant).exists():
        raise CommitteeError(_("The last national administrator cannot be removed."))
    grant.valid_to = timezone.now()
    grant.save(update_fields=["valid_to"])
    _follow(grant.user)
    end_sessions(grant.user)
    _record("committees.role_ended", grant, actor, reason)
    return grant


def end_roles_on(committee: Committee, *, actor: User | None, reason: str = "") -> list[int]:
    """End every role on a closing unit, in the caller's transaction; gives the ids of the grants.

    A role is given for a unit, not for whatever follows it: it is listed, and given anew by those entitled.
    """
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.now())
    grants = list(RoleGrant.objects.filter(in_force, committee=committee).select_related("user").order_by("pk"))
    return [end_role(grant=grant, actor=actor, reason=reason).pk for grant in grants]


def roles_in_force(user: User) -> QuerySet[RoleGrant]:
    """The grants that hold now."""
    now = timezone.now()
    return RoleGrant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=now), user=user, valid_from__lte=now)


def _lock(user: User) -> None:
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()


def _follow(user: User) -> None:
    """Keep the groups of authors in step with the roles, and drop what is remembered."""
    held = set(roles_in_force(user).values_list("role", flat=True))
    wanted = {group for role, group in AUTHOR_GROUPS.items() if role in held}
    groups = [Group.objects.get_or_create(name=name)[0] for name in sorted(set(AUTHOR_GROUPS.values()))]
    user.groups.remove(*[group for group in groups if group.name not in wanted])
    user.groups.add(*[group for group in groups if group.name in wanted])
    forget_access(user)


def _other_administrators(grant: RoleGrant) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(role=Role.NATIONAL_ADMIN, valid_to__isnull=True, user__is_active=True).exclude(
        user=grant.user_id
    )


def _record(action: str, grant: RoleGrant, actor: User | None, reason: str) -> None:
    record(
        action=action,
        actor=actor,
        target=grant,
        committee_id=grant.committee_id,
        reason=reason,
        after={"user": grant.user_id, "role": grant.role},
    )
