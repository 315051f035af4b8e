"""Committees from a list: shown, approved by a second person, planted; former ones, moves, and taking it back."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from committees.domain.integrity import cycles, memberships_outside_lives, paths_against_edges, rollups_against_paths
from committees.domain.renaming import rename_committee
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import Committee, CommitteeEdge, Membership, Succession
from interop.domain.change_sets import go_on, receive_file
from interop.domain.committees_import import read_committee_set
from interop.domain.list_approvals import propose_change_set
from interop.enums import ChangeSetKind, ChangeSetState, RowAction
from interop.errors import PeopleImportError
from interop.models import ChangeSet
from operations.domain.approvals import approve
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.errors import ApprovalError
from operations.models import Job
from tests.committees.builders import member, reference_centre, units
from tests.common.conftest import corpus  # noqa: F401 (a fixture)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HEAD = "Tên đơn vị;Tên ngắn;Loại đơn vị;Mã đơn vị;Đơn vị cấp trên;Từ ngày;Đến ngày;Đơn vị kế thừa"


class Desk:
    """Two national administrators at work on the whole tree."""

    def __init__(self) -> None:
        self.centre = reference_centre()
        self.first, self.second = make_user(), make_user()
        for person in (self.first, self.second):
            grant_role(user=person, role=Role.NATIONAL_ADMIN, committee=None, actor=None)

    def read(self, text: str, top: Committee | None = None, first_day: date | None = None) -> ChangeSet:
        change_set = receive_file(
            committee=top or self.centre,
            file=SimpleUploadedFile("don-vi.csv", text.encode()),
            actor=self.first,
            kind=ChangeSetKind.COMMITTEES,
            first_day=first_day,
        )
        return read_committee_set(change_set)

    def write(self, change_set: ChangeSet) -> ChangeSet:
        approval = propose_change_set(change_set=change_set, reason="12-QĐ/TW", actor=self.first)
        approve(approval=approval, actor=self.second)
        return self.finish(change_set)

    def undo(self, change_set: ChangeSet) -> ChangeSet:
        approval = propose_change_set(change_set=change_set, reason="13-QĐ/TW", actor=self.first)
        approve(approval=approval, actor=self.second)
        return self.finish(change_set)

    def finish(self, change_set: ChangeSet) -> ChangeSet:
        change_set.refresh_from_db()
        assert change_set.job is not None
        run_job(change_set.job.pk)
        change_set.refresh_from_db()
        return change_set


@pytest.fixture
def desk() -> Desk:
    return Desk()


def counted(change_set: ChangeSet) -> dict[str, int]:
    """The rows of the file by kind. The other provinces of the reference tree, which are never in it, are left out."""
    return {action: count for action, count in change_set.counts.items() if count and action != RowAction.MISSING}


def tree_faults() -> list[object]:
    checks = (paths_against_edges, rollups_against_paths, cycles, memberships_outside_lives)
    return [*(finding for check in checks for finding in check()), *Committee.find_problems()[0]]


def test_all_communes_of_the_country_come_in_by_one_confirmed_file(
    desk: Desk,
    corpus: Callable[[str], list[Path]],  # noqa: F811
) -> None:
    corpus("csv")
    root = Path(os.environ.get("SEN_CORPORA", Path(__file__).resolve().parents[3] / "shared" / "corpora"))
    text = (root / "communes.csv").read_text(encoding="utf-8-sig")
    with CaptureQueriesContext(connection) as reading:
        change_set = desk.read(text, first_day=date(2025, 7, 1))
    assert {action: count for action, count in change_set.counts.items() if count} == {"new": 3321}
    assert len(reading) < 85
    before = Committee.objects.count()
    change_set = desk.write(change_set)
    assert (change_set.state, counted(change_set)) == (ChangeSetState.APPLIED, {"new": 3321})
    assert Committee.objects.count() == before + 3321
    ward = Committee.objects.get(code="00004")
    assert (ward.name, ward.kind.code) == ("Đảng ủy phường Ba Đình", "ward")
    assert ward.get_parent().name == "Thành ủy Hà Nội"
    kinds = {kind: Committee.objects.filter(kind__code=kind).count() for kind in ("commune", "ward", "special_zone")}
    assert sum(kinds.values()) == 3321
    assert kinds["special_zone"] == 13
    communes = Committee.objects.filter(kind__code__in=kinds)
    assert set(communes.values_list("valid_from", flat=True)) == {date(2025, 7, 1)}
    member(ward, since=date(2025, 7, 2))
    Membership.objects.all().delete()
    # Đồng Nai became a city later: until the day before, its communes stood under the provincial committee.
    moved = CommitteeEdge.objects.filter(child__in=communes, child__parent_edges__valid_to__isnull=False)
    spans = moved.values_list("parent__name", "valid_from", "valid_to").order_by("valid_from").distinct()
    assert list(spans) == [
        ("Tỉnh ủy Đồng Nai", date(2025, 7, 1), date(2026, 4, 29)),
        ("Thành ủy Đồng Nai", date(2026, 4, 30), None),
    ]
    assert tree_faults() == []
    assert counted(desk.read(text)) == {"unchanged": 3321}
    desk.undo(change_set)
    assert (change_set.state, Committee.objects.count()) == (ChangeSetState.UNDONE, before)
    assert tree_faults() == []


def test_a_list_waits_for_a_second_person_and_nobody_approves_their_own(desk: Desk) -> None:
    change_set = desk.read(f"{HEAD}\nTỉnh ủy Sen;;Tỉnh ủy;;;01/07/2025;;\n")
    with pytest.raises(ApprovalError):
        propose_change_set(change_set=change_set, reason="12-QĐ/TW", actor=make_user())
    approval = propose_change_set(change_set=change_set, reason="12-QĐ/TW", actor=desk.first)
    with pytest.raises(ApprovalError):
        approve(approval=approval, actor=desk.first)
    change_set.refresh_from_db()
    assert change_set.state == ChangeSetState.READY
    assert not Committee.objects.filter(name="Tỉnh ủy Sen").exists()


def test_a_list_is_taken_back_by_two_as_well(desk: Desk, client_for: Callable[[User], Client]) -> None:
    change_set = desk.write(desk.read(f"{HEAD}\nĐảng ủy xã Một;;Đảng ủy xã;;;01/07/2025;;\n"))
    alone = client_for(desk.first).post(f"/nhap/{change_set.uuid}/hoan-tac/")
    change_set.refresh_from_db()
    assert (alone.status_code, change_set.state) == (404, ChangeSetState.APPLIED)
    assert desk.undo(change_set).state == ChangeSetState.UNDONE


def test_a_name_put_right_since_is_not_overwritten(desk: Desk) -> None:
    (unit,) = units(desk.centre, "Tỉnh ủy Hái", kind="province")
    Committee.objects.filter(pk=unit.pk).update(code="S7")
    change_set = desk.write(desk.read(f"{HEAD}\nTỉnh ủy Hai;;Tỉnh ủy;S7;;;;\n"))
    unit.refresh_from_db()
    assert (counted(change_set), unit.name) == ({"changed": 1}, "Tỉnh ủy Hai")
    rename_committee(committee=unit, actor=desk.first, name="Tỉnh ủy Hai Mới")
    assert desk.undo(change_set).state == ChangeSetState.APPLIED
    unit.refresh_from_db()
    assert (unit.name, "Tỉnh ủy Hai Mới" in change_set.problem) == ("Tỉnh ủy Hai Mới", True)


def test_work_that_was_stopped_can_go_on(desk: Desk) -> None:
    change_set = desk.read(f"{HEAD}\nĐảng ủy xã Một;;Đảng ủy xã;;;01/07/2025;;\n")
    with pytest.raises(PeopleImportError):
        go_on(change_set=change_set, actor=desk.first)
    approval = propose_change_set(change_set=change_set, reason="12-QĐ/TW", actor=desk.first)
    approve(approval=approval, actor=desk.second)
    change_set.refresh_from_db()
    assert change_set.job is not None
    Job.objects.filter(pk=change_set.job.pk).update(state=JobState.FAILED, message="Hỏng")
    change_set = go_on(change_set=ChangeSet.objects.get(pk=change_set.pk), actor=desk.first)
    assert desk.finish(change_set).state == ChangeSetState.APPLIED


def test_a_tree_in_one_file_in_any_order_with_former_units(desk: Desk) -> None:
    rows = (
        "Chi bộ 1;CB1;Chi bộ;;Đảng ủy xã Một;;;",
        "Xã Một;;;70001;Tỉnh ủy Sen;01/07/2025;;",
        "Tỉnh ủy Sen;TU Sen;Tỉnh ủy;S9;;01/07/2025;;",
        "Tỉnh ủy Sen Cũ;;Tỉnh ủy;S8;;01/08/2008;30/06/2025;S9",
        "Vòng Một;;Cơ quan;;Vòng Hai;;;",
        "Vòng Hai;;Cơ quan;;Vòng Một;;;",
        "Không Loại;;lạ;;;;;",
        "Không Cha;;Cơ quan;;Không Có;;;",
    )
    change_set = desk.read("\n".join([HEAD, *rows]))
    assert counted(change_set) == {"new": 4, "wrong": 4}
    assert all(row.problems for row in change_set.rows.filter(action=RowAction.WRONG))
    desk.write(change_set)
    cell = Committee.objects.get(name="Chi bộ 1")
    assert [unit.name for unit in cell.get_ancestors()] == ["Trung ương", "Tỉnh ủy Sen", "Đảng ủy xã Một"]
    assert cell.short_name == "CB1"
    former = Committee.objects.get(name="Tỉnh ủy Sen Cũ")
    succession = Succession.objects.get(old=former)
    assert (succession.new.name, str(succession.effective_on)) == ("Tỉnh ủy Sen", "2025-07-01")
    assert tree_faults() == []
    again = desk.read("\n".join([HEAD, *rows]))
    assert counted(again) == {"unchanged": 4, "wrong": 4}


def test_a_unit_older_than_the_one_above_it_in_the_file_is_left_out(desk: Desk) -> None:
    rows = ("Tỉnh ủy Sen;;Tỉnh ủy;S9;;01/07/2025;;", "Xã Một;;;70001;Tỉnh ủy Sen;01/01/2025;;")
    change_set = desk.write(desk.read("\n".join([HEAD, *rows])))
    assert (change_set.state, counted(change_set)) == (ChangeSetState.APPLIED, {"new": 1, "wrong": 1})
    assert Committee.objects.filter(code="S9").exists()
    assert not Committee.objects.filter(code="70001").exists()


def test_names_are_put_right_and_units_moved(desk: Desk) -> None:
    first, second = units(desk.centre, "Tỉnh ủy A", "Tỉnh ủy B", kind="province")
    (commune,) = units(first, "Đảng ủy xã Một")
    Committee.objects.filter(pk=commune.pk).update(code="70001")
    rows = "Đảng ủy xã Mốt;DUXM;Đảng ủy xã;70001;Tỉnh ủy B;01/03/2026;;"
    change_set = desk.read(f"{HEAD}\n{rows}\n")
    row = change_set.rows.get()
    assert (row.action, row.before["name"], row.before["parent_name"]) == (
        RowAction.MOVED,
        "Đảng ủy xã Một",
        "Tỉnh ủy A",
    )
    desk.write(change_set)
    commune.refresh_from_db()
    assert (commune.name, commune.short_name, commune.get_parent()) == ("Đảng ủy xã Mốt", "DUXM", second)
    assert tree_faults() == []
    assert counted(desk.read(f"{HEAD}\n{rows}\n")) == {"unchanged": 1}
    assert desk.undo(change_set).state == ChangeSetState.APPLIED
    assert change_set.problem


def test_units_with_people_are_not_taken_back(desk: Desk) -> None:
    change_set = desk.write(desk.read(f"{HEAD}\nTỉnh ủy Sen;;Tỉnh ủy;;;01/07/2025;;\n"))
    member(Committee.objects.get(name="Tỉnh ủy Sen"))
    desk.undo(change_set)
    assert change_set.state == ChangeSetState.APPLIED
    assert "cán bộ" in change_set.problem
    assert Committee.objects.filter(name="Tỉnh ủy Sen").exists()


def test_only_national_administrators_see_lists_of_committees(desk: Desk, client_for: Callable[[User], Client]) -> None:
    (province,) = units(desk.centre, "Tỉnh ủy A", kind="province")
    administrator = member(province)
    grant_role(user=administrator, role=Role.COMMITTEE_ADMIN, committee=province, actor=None)
    change_set = desk.read(f"{HEAD}\nXã Một;;;;;01/07/2025;;\n", province)
    address = reverse("change_set", args=[change_set.uuid])
    assert client_for(administrator).get(address).status_code == 404
    assert client_for(administrator).get(reverse("committee_import", args=[province.uuid])).status_code == 404
    page = client_for(desk.first).get(address).content.decode()
    assert "Đảng ủy xã Một" in page
    assert client_for(desk.first).post(reverse("confirm_change_set", args=[change_set.uuid])).status_code == 404
    client_for(desk.first).post(reverse("propose_change_set", args=[change_set.uuid]), {"reason": "12-QĐ/TU"})
    assert "Đảng ủy xã Một" not in client_for(desk.second).get(reverse("approvals")).content.decode()
    assert client_for(desk.second).get(reverse("approvals")).status_code == 200
