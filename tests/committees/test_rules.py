"""Scopes on the tree: predicate and queryset agree, one statement loads the access."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from committees import rules
from committees.domain.access import access_of, forget_access
from committees.domain.roles import end_role, grant_role
from committees.enums import Role
from committees.models import Committee, RoleGrant
from tests.committees.builders import member, person, random_tree, reference_centre, units

pytestmark = pytest.mark.django_db

SCOPES = [
    (rules.can_see_figures, rules.committees_reported_to),
    (rules.can_see_names, rules.committees_named_to),
    (rules.can_administer, rules.committees_administered_by),
]
NATIONAL = {
    rules.can_see_figures: {Role.NATIONAL_ADMIN, Role.AUDITOR},
    rules.can_see_names: {Role.NATIONAL_ADMIN},
    rules.can_administer: {Role.NATIONAL_ADMIN},
}
SCOPED = {
    rules.can_see_figures: {Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN},
    rules.can_see_names: {Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN},
    rules.can_administer: {Role.COMMITTEE_ADMIN},
}


def holder(role: Role, committee: Committee | None) -> User:
    user = person()
    grant_role(user=user, role=role, committee=committee, actor=None)
    return user


def test_predicates_and_querysets_agree_on_random_trees_and_roles() -> None:
    """The expectation is reckoned here by walking parents, not by paths."""
    tree = random_tree(seed=11, size=45)
    parents = {unit.pk: unit.get_parent().pk for unit in tree}
    rng = random.Random(3)
    everyone = list(Committee.objects.filter(pk__in=parents))
    for _round in range(25):
        user = person()
        grants = [(rng.choice(list(Role)), rng.choice(tree)) for _n in range(rng.randint(0, 3))]
        for role, committee in grants:
            grant_role(user=user, role=role, committee=committee, actor=None)
        for predicate, queryset in SCOPES:
            reached = set(queryset(user).values_list("pk", flat=True))
            for committee in everyone:
                at: int | None = committee.pk
                above = set()
                while at is not None:
                    above.add(at)
                    at = parents.get(at)
                expected = any(
                    role in NATIONAL[predicate] or (role in SCOPED[predicate] and top.pk in above)
                    for role, top in grants
                )
                assert predicate(user, committee) == (committee.pk in reached) == expected


def test_a_province_sees_nothing_of_another() -> None:
    first, second = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
    (own,), (foreign,) = units(first, "Xã Một"), units(second, "Xã Hai")
    mine, theirs = member(own, name="Người Của Ta"), member(foreign, name="Người Của Họ")
    user = holder(Role.COMMITTEE_REVIEWER, first)
    assert list(rules.people_named_to(user)) == [mine]
    assert theirs not in rules.people_named_to(user)
    assert not rules.can_see_figures(user, second)
    assert not rules.can_see_figures(user, reference_centre())
    assert not rules.can_administer(user, own)
    assert list(rules.people_administered_by(user)) == []


def test_people_of_a_scope_follow_their_unit_of_today() -> None:
    tree = random_tree(seed=5, size=20)
    people = [member(unit) for unit in tree]
    user = holder(Role.COMMITTEE_ADMIN, tree[1])
    named = {p.pk for p, unit in zip(people, tree, strict=True) if rules.can_see_names(user, unit)}
    assert set(rules.people_named_to(user).values_list("pk", flat=True)) == named
    assert 0 < len(named) < len(people)


def test_the_centre_sees_figures_first() -> None:
    (province,) = units(reference_centre(), "Tỉnh A", kind="province")
    administrator, auditor = holder(Role.NATIONAL_ADMIN, None), holder(Role.AUDITOR, None)
    assert rules.names_need_purpose(administrator, province)
    assert rules.can_see_figures(auditor, province)
    assert not rules.can_see_names(auditor, province)
    assert not rules.can_administer(auditor, province)
    reviewer = holder(Role.COMMITTEE_REVIEWER, province)
    assert rules.can_see_names(reviewer, province)
    assert not rules.names_need_purpose(reviewer, province)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.PUBLISHER, Role.DATA_PROTECTION])
def test_other_roles_open_no_committee(role: Role) -> None:
    province = units(reference_centre(), "Tỉnh A", kind="province")[0]
    user = holder(role, province)
    assert not any(predicate(user, province) for predicate, _queryset in SCOPES)
    assert not any(queryset(user).exists() for _predicate, queryset in SCOPES)


def test_nobody_without_a_role_in_force_gets_in() -> None:
    province = units(reference_centre(), "Tỉnh A", kind="province")[0]
    gone, early, late = person(), person(), person()
    early.has_held_roles = late.has_held_roles = True
    now = timezone.now()
    grant_role(user=gone, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
    gone.is_active = False
    RoleGrant.objects.create(
        user=early, role=Role.AUDITOR, valid_from=now - timedelta(days=2), valid_to=now - timedelta(days=1)
    )
    RoleGrant.objects.create(user=late, role=Role.AUDITOR, valid_from=now + timedelta(days=1))
    for user in (gone, early, late, AnonymousUser(), person()):
        assert not rules.can_see_figures(user, province)
        assert not rules.committees_reported_to(user).exists()


def test_access_is_one_statement_for_a_request(django_assert_num_queries: object) -> None:
    tree = random_tree(seed=2, size=12)
    user = holder(Role.COMMITTEE_ADMIN, tree[0])
    grant_role(user=user, role=Role.COMMITTEE_REVIEWER, committee=tree[1], actor=None)
    forget_access(user)
    with django_assert_num_queries(1):  # type: ignore[operator]
        for unit in tree:
            rules.can_see_figures(user, unit)
            rules.can_administer(user, unit)
        assert not access_of(user).is_national
        assert access_of(user).committees(Role.COMMITTEE_ADMIN) == [tree[0]]


def test_who_never_held_a_role_costs_no_statement(django_assert_num_queries: object) -> None:
    user = person()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert not access_of(user).grants
    grant_role(user=user, role=Role.AUDITOR, committee=None, actor=None)
    assert access_of(User.objects.get(pk=user.pk)).is_national


def test_an_ended_role_is_gone_at_once() -> None:
    province = units(reference_centre(), "Tỉnh A", kind="province")[0]
    user = person()
    grant = grant_role(user=user, role=Role.COMMITTEE_ADMIN, committee=province, actor=None)
    assert rules.can_administer(user, province)
    end_role(grant=grant, actor=None)
    assert not rules.can_administer(User.objects.get(pk=user.pk), province)
