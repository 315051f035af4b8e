"""Granting and ending roles."""

import pytest
from django.db import IntegrityError, transaction

from accounts.signals import administrator_created
from committees.domain.roles import end_role, grant_role, roles_in_force
from committees.enums import Role
from committees.errors import CommitteeError
from committees.models import RoleGrant
from operations.models import AuditEntry
from tests.committees.builders import person, reference_centre

pytestmark = pytest.mark.django_db


def group_names(user: object) -> set[str]:
    return set(user.groups.values_list("name", flat=True))  # type: ignore[attr-defined]


def test_nobody_grants_to_themselves() -> None:
    user = person()
    with pytest.raises(CommitteeError):
        grant_role(user=user, role=Role.AUDITOR, committee=None, actor=user)
    assert not roles_in_force(user).exists()


@pytest.mark.parametrize("role", [Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN])
def test_a_scoped_role_needs_a_unit(role: Role) -> None:
    with pytest.raises(CommitteeError):
        grant_role(user=person(), role=role, committee=None, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=person(), role=role)


def test_author_groups_follow_the_roles() -> None:
    user, other = person(), person()
    trainer = grant_role(user=user, role=Role.TRAINER, committee=None, actor=other)
    grant_role(user=user, role=Role.PUBLISHER, committee=None, actor=other)
    grant_role(user=user, role=Role.COMMITTEE_ADMIN, committee=reference_centre(), actor=other)
    assert group_names(user) == {"Giảng viên", "Thẩm định"}
    end_role(grant=trainer, actor=other)
    assert group_names(user) == {"Thẩm định"}


def test_both_acts_are_audited_and_a_repeated_grant_is_one() -> None:
    user, actor = person(), person()
    grant = grant_role(user=user, role=Role.AUDITOR, committee=None, actor=actor, reason="QĐ 1")
    assert grant_role(user=user, role=Role.AUDITOR, committee=None, actor=actor) == grant
    end_role(grant=grant, actor=actor, reason="QĐ 2")
    with pytest.raises(CommitteeError):
        end_role(grant=grant, actor=actor)
    entries = AuditEntry.objects.filter(object_id=str(grant.pk), action__startswith="committees.role")
    assert [(e.action, e.actor, e.reason) for e in entries.order_by("id")] == [
        ("committees.role_granted", actor, "QĐ 1"),
        ("committees.role_ended", actor, "QĐ 2"),
    ]


def test_the_first_administrator_is_national_and_the_last_one_stays() -> None:
    user = person()
    administrator_created.send(sender=None, user=user)
    grant = roles_in_force(user).get()
    assert (grant.role, grant.granted_by) == (Role.NATIONAL_ADMIN, None)
    assert group_names(user) == {"Thẩm định"}
    with pytest.raises(CommitteeError):
        end_role(grant=grant, actor=None)
    grant_role(user=person(), role=Role.NATIONAL_ADMIN, committee=None, actor=user)
    end_role(grant=grant, actor=None)
    assert not roles_in_force(user).exists()
