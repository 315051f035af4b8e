"""Adding, moving, merging: paths, history and roll-up ancestors stay in agreement."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from committees.domain import integrity
from committees.domain.memberships import current_membership
from committees.domain.merging import merge_committees
from committees.domain.planting import CommitteeSpec
from committees.domain.roles import grant_role
from committees.domain.tree import add_committees, close_committee, move_committee, refresh_rollup_ancestors
from committees.enums import Role
from committees.errors import CommitteeError
from committees.models import Committee, CommitteeEdge, Membership, RollupAncestor, Succession
from committees.signals import committee_moved, membership_changed
from common.db.row_guards import lift_row_guards
from tests.committees.builders import SINCE, member, random_tree, reference_centre, units

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 1)

CHECKS: list[Callable[[], Any]] = [
    integrity.overlapping_memberships,
    integrity.memberships_outside_lives,
    integrity.paths_against_edges,
    integrity.rollups_against_paths,
    integrity.cycles,
]


def findings() -> list[Any]:
    return [finding for check in CHECKS for finding in check()]


def nodes_of(committee: Committee) -> set[str]:
    return set(RollupAncestor.objects.filter(committee=committee).values_list("node__name", flat=True))


def test_hundreds_are_added_in_a_few_statements() -> None:
    (province,) = units(reference_centre(), "Tỉnh A", kind="province")
    specs = [CommitteeSpec(name=f"Xã {n}", kind="commune", valid_from=SINCE) for n in range(700)]
    with CaptureQueriesContext(connection) as captured:
        added = add_committees(parent=province, specs=specs, actor=None)
    assert len(captured) < 40
    province.refresh_from_db()
    assert province.numchild == 700
    assert [child.pk for child in province.get_children()] == [committee.pk for committee in added]
    assert not any(Committee.find_problems())
    assert findings() == []


def test_a_unit_does_not_begin_before_its_parent() -> None:
    (province,) = units(reference_centre(), "Tỉnh A", kind="province")
    with pytest.raises(CommitteeError):
        units(province, "Xã sớm", since=date(2020, 1, 1))


def test_a_move_takes_the_subtree_along_and_tells_the_figures() -> None:
    first, second = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
    (commune,) = units(first, "Xã Một")
    (cell,) = units(commune, "Chi bộ 1", kind="cell")
    cadre = member(cell)
    told: list[dict[str, Any]] = []
    listener = lambda **facts: told.append(facts)  # noqa: E731
    committee_moved.connect(listener)
    move_committee(committee=commune, parent=second, on=LATER, actor=None, reason="01-QĐ/TU")
    committee_moved.disconnect(listener)
    cell.refresh_from_db()
    second.refresh_from_db()
    assert cell.path.startswith(second.path)
    assert nodes_of(cell) == {"Trung ương", "Tỉnh B", "Xã Một"}
    assert (told[0]["left"], told[0]["joined"]) == ({first.pk}, {second.pk})
    edges = CommitteeEdge.objects.filter(child=commune).order_by("valid_from")
    assert [(e.parent_id, e.valid_to) for e in edges] == [(first.pk, date(2026, 2, 28)), (second.pk, None)]
    membership = current_membership(cadre)
    assert membership and membership.committee_id == cell.pk
    assert findings() == []


@pytest.mark.parametrize("target", ["itself", "below", "same parent", "closed", "future"])
def test_moves_that_make_no_sense_are_refused(target: str) -> None:
    first, second = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
    (commune,) = units(first, "Xã Một")
    (cell,) = units(commune, "Chi bộ 1", kind="cell")
    on = date(2126, 1, 1) if target == "future" else LATER
    if target == "closed":
        close_committee(committee=second, on=date(2026, 1, 1), actor=None)
    parent = {"itself": commune, "below": cell, "same parent": first}.get(target, second)
    with pytest.raises(CommitteeError):
        move_committee(committee=commune, parent=parent, on=on, actor=None)
    assert findings() == []


def test_a_merger_moves_units_with_their_people_and_the_people_attached() -> None:
    old, other, new = units(reference_centre(), "Tỉnh A", "Tỉnh B", "Tỉnh C", kind="province")
    communes = [*units(old, "Xã Một", "Xã Hai"), *units(other, "Xã Ba")]
    below, attached = member(communes[0]), member(old)
    moves: list[Any] = []
    listener = lambda **facts: moves.extend(facts["moves"])  # noqa: E731
    membership_changed.connect(listener)
    merge_committees(old=[old, other], new=new, on=LATER, actor=None, reason="02-QĐ/TW")
    membership_changed.disconnect(listener)
    assert [child.name for child in new.get_children()] == ["Xã Một", "Xã Hai", "Xã Ba"]
    assert [(m.cadre_id, m.old_committee_id, m.new_committee_id) for m in moves] == [(attached.pk, old.pk, new.pk)]
    assert Membership.objects.filter(cadre=below).count() == 1
    assert Succession.objects.filter(new=new, effective_on=LATER).count() == 2
    old.refresh_from_db()
    assert (old.valid_to, old.numchild) == (date(2026, 2, 28), 0)
    assert findings() == []


def test_the_cost_of_a_merger_does_not_depend_on_the_people_below() -> None:
    counts = []
    for people in (0, 30):
        old, new = units(reference_centre(), f"Cũ {people}", f"Mới {people}", kind="province")
        (commune,) = units(old, "Xã Một")
        for _n in range(people):
            member(commune)
        with CaptureQueriesContext(connection) as captured:
            merge_committees(old=[old], new=new, on=LATER, actor=None)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_random_moves_keep_everything_in_agreement() -> None:
    rng = random.Random(7)
    tree = random_tree(seed=7, size=40)
    for day in range(2, 28):
        committee, parent = rng.sample(tree, 2)
        try:
            move_committee(committee=committee, parent=parent, on=date(2026, 1, day), actor=None)
        except CommitteeError:
            continue
        tree = list(Committee.objects.filter(pk__in=[unit.pk for unit in tree]))
    assert CommitteeEdge.objects.filter(valid_to__isnull=False, child__in=tree).count() > 5
    assert refresh_rollup_ancestors() == 0
    assert not any(Committee.find_problems())
    assert findings() == []


def test_each_corruption_is_found() -> None:
    first, second = units(reference_centre(), "Tỉnh A", "Tỉnh B", kind="province")
    (commune,) = units(first, "Xã Một")
    cadre = member(commune)
    # What the database refuses by itself can be planted only without its guards.
    lift_row_guards(connection)
    Membership.objects.create(
        cadre=cadre, committee=second, position_group_id=4, valid_from=date(2025, 9, 1), valid_to=date(2025, 9, 2)
    )
    assert list(integrity.overlapping_memberships())
    Committee.objects.filter(pk=second.pk).update(valid_to=date(2025, 8, 1))
    assert list(integrity.memberships_outside_lives())
    CommitteeEdge.objects.filter(child=commune).update(parent=second)
    assert f"committee {commune.pk}" in {f.object for f in integrity.paths_against_edges()}
    RollupAncestor.objects.filter(committee=commune).first().delete()  # type: ignore[union-attr]
    assert [f.object for f in integrity.rollups_against_paths()] == [f"committee {commune.pk}"]
    CommitteeEdge.objects.filter(child=first).update(parent=second)
    CommitteeEdge.objects.filter(child=second).update(parent=first)
    assert list(integrity.cycles())
    grant = grant_role(user=cadre, role=Role.AUDITOR, committee=None, actor=None)
    assert not list(integrity.roles_of_the_unmarked())
    User.objects.filter(pk=cadre.pk).update(has_held_roles=False)
    assert [f.object for f in integrity.roles_of_the_unmarked()] == [f"grant {grant.pk}"]
