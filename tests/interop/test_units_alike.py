"""After a merger of communes whose cells are called alike: what is exported comes back, either cell can be named."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from committees.domain.entering import record_successions
from committees.domain.reorganising import reorganise
from committees.domain.tree import close_committee
from committees.domain.unit_names import sign_of
from committees.enums import TreeAct
from committees.models import Committee, Membership
from interop.domain.change_sets import receive_file
from interop.domain.committees_import import read_committee_set
from interop.domain.people_import import read_change_set
from interop.enums import ChangeSetKind, RowAction
from interop.models import ChangeSet
from operations.domain.jobs import run_job
from operations.models import Job
from tests.committees.builders import member, units
from tests.interop.lists import sheet
from tests.interop.test_committees_export import exported, table
from tests.interop.test_committees_import import Desk, counted

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HEAD = "Tên đơn vị;Loại đơn vị;Mã đơn vị;Đơn vị cấp trên"
ON = date(2026, 3, 1)


class Merged(Desk):
    """Two communes, each with *Chi bộ 1* and *Chi bộ 2*, have become one; somebody stands in each cell."""

    def __init__(self) -> None:
        super().__init__()
        (self.province,) = units(self.centre, "Tỉnh ủy Sen", kind="province")
        self.a, self.b = units(self.province, "Đảng ủy xã A", "Đảng ủy xã B")
        self.cells = [cell for unit in (self.a, self.b) for cell in units(unit, "Chi bộ 1", "Chi bộ 2", kind="cell")]
        (self.group,) = units(self.cells[0], "Tổ đảng 1", kind="cell")
        self.people = [member(cell) for cell in [*self.cells, self.group]]
        reorganise(act=TreeAct.MERGE, committee=self.a, target=self.b, on=ON, decision="15", actor=self.first)
        for unit in (self.b, *self.cells, self.group):
            unit.refresh_from_db()

    def read_units(self, data: bytes, name: str = "don-vi.xlsx") -> ChangeSet:
        file = SimpleUploadedFile(name, data)
        kind = ChangeSetKind.COMMITTEES
        return read_committee_set(receive_file(committee=self.province, file=file, actor=self.first, kind=kind))

    def read_people(self, data: bytes) -> ChangeSet:
        file = SimpleUploadedFile("ds.xlsx", data)
        return read_change_set(receive_file(committee=self.province, file=file, actor=self.first))

    def people_file(self, browser: Client) -> bytes:
        assert browser.post(reverse("export_people", args=[self.province.uuid])).status_code == 302
        job = Job.objects.filter(kind="interop.export_people").latest("pk")
        run_job(job.pk)
        job.refresh_from_db()
        with job.file.open("rb") as file:
            return bytes(file.read())


@pytest.fixture
def desk() -> Merged:
    return Merged()


def named(cell: Committee) -> str:
    return f"{cell.name}, Đảng ủy xã B [{sign_of(cell.uuid)}]"


def problems(change_set: ChangeSet) -> list[str]:
    return [problem for row in change_set.rows.all() for problem in row.problems]


def test_units_and_people_come_back_without_a_change(desk: Merged, client_for: SignIn) -> None:
    browser = client_for(desk.first)
    data = exported(browser, desk.province)
    listed = desk.read_units(data)
    assert problems(listed) == []
    # Communes, the closed one, the cells and the group.
    assert {action: count for action, count in listed.counts.items() if count} == {"unchanged": 7}
    assert listed.rows.values("committee").distinct().count() == 7
    codes = {row[3] for row in table(data) if row[0].startswith("Chi bộ")}
    assert codes == {sign_of(cell.uuid) for cell in desk.cells}
    assert not Committee.objects.filter(code__startswith="dv-").exists()
    people = desk.read_people(desk.people_file(browser))
    assert problems(people) == []
    assert {action: count for action, count in people.counts.items() if count} == {"unchanged": 5}
    assert {row.data["unit_name"] for row in people.rows.all()} == {*map(named, desk.cells), "Tổ đảng 1"}


def test_people_enter_either_cell(desk: Merged, tmp_path: Path) -> None:
    """Somebody new, and somebody who moves from one to the other."""
    first, other = desk.cells[0], desk.cells[2]
    mover = desk.people[0]
    rows: list[list[object]] = [
        [1, "MOI01", "Lê Thị Một", "", named(first), ""],
        [2, "MOI02", "Lê Thị Hai", "", named(other), ""],
        [3, mover.username, mover.full_name, "", sign_of(other.uuid), ""],
    ]
    found = desk.read_people(sheet(tmp_path, rows)).rows.filter(number__lte=5).order_by("number")
    assert [(row.action, row.data["unit"]) for row in found] == [
        (RowAction.NEW, first.pk),
        (RowAction.NEW, other.pk),
        (RowAction.MOVED, other.pk),
    ]


def test_who_stands_in_one_of_them_already_is_unchanged_by_the_bare_name(desk: Merged, tmp_path: Path) -> None:
    here, new = desk.people[2], "Lê Thị Mới"
    rows: list[list[object]] = [
        [1, here.username, here.full_name, "", "Chi bộ 1, Đảng ủy xã B", ""],
        [2, "MOI01", new, "", "Chi bộ 1, Đảng ủy xã B", ""],
    ]
    known, unknown = desk.read_people(sheet(tmp_path, rows)).rows.filter(number__lte=4).order_by("number")
    assert (known.action, known.data["unit"]) == (RowAction.UNCHANGED, desk.cells[2].pk)
    assert unknown.action == RowAction.WRONG
    # What the sentence offers can be copied.
    copied = unknown.problems[0].rpartition("ví dụ “")[2].partition("”")[0]
    row = desk.read_people(sheet(tmp_path, [[1, "MOI01", new, "", copied, ""]])).rows.get(action=RowAction.NEW)
    assert row.data["unit"] in {cell.pk for cell in desk.cells}


def test_the_bare_name_of_cells_in_two_communes_stays_wrong(desk: Merged, tmp_path: Path) -> None:
    """It may ask for a move."""
    (beside,) = units(desk.province, "Đảng ủy xã C")
    units(beside, "Chi bộ 1", kind="cell")
    here = desk.people[0]
    row = desk.read_people(sheet(tmp_path, [[1, here.username, here.full_name, "", "Chi bộ 1", ""]]))
    assert row.rows.get(number=3).action == RowAction.WRONG


def test_a_sign_behind_another_name_is_not_taken_for_its_unit(desk: Merged, tmp_path: Path) -> None:
    """Whoever writes another unit before it wants another unit: nobody is left where they are without a word."""
    here = desk.people[0]
    for text in (f"Chi bộ 2, Đảng ủy xã B [{sign_of(desk.cells[0].uuid)}]", "Chi bộ 1, Đảng ủy xã B [dv-000000000000]"):
        row = desk.read_people(sheet(tmp_path, [[1, here.username, here.full_name, "", text, ""]])).rows.get(number=3)
        assert (row.action, "Không có đơn vị" in row.problems[0]) == (RowAction.WRONG, True)


def test_a_list_renames_one_of_them_by_its_sign(desk: Merged) -> None:
    cell = desk.cells[0]
    text = f"{HEAD}\nChi bộ Mới;Chi bộ;{sign_of(cell.uuid)};Đảng ủy xã B"
    change_set = desk.read_units(text.encode(), "don-vi.csv")
    assert counted(change_set) == {"changed": 1}
    desk.write(change_set)
    cell.refresh_from_db()
    assert (cell.name, cell.code) == ("Chi bộ Mới", "")


def test_a_sign_of_nobody_becomes_no_code(desk: Merged) -> None:
    text = f"{HEAD}\nChi bộ 9;Chi bộ;dv-000000000000;Đảng ủy xã B\nChi bộ 1;Chi bộ;;Đảng ủy xã B"
    row, bare = desk.read_units(text.encode(), "don-vi.csv").rows.exclude(action=RowAction.MISSING).order_by("number")
    assert (row.action, "dv-000000000000" in row.problems[0]) == (RowAction.WRONG, True)
    assert "cột “Mã đơn vị”" in bare.problems[0]


def test_closed_units_alike_come_back_too(desk: Merged, client_for: SignIn) -> None:
    Membership.objects.filter(committee__in=desk.cells).update(valid_to=date(2026, 3, 31))
    for cell in (desk.cells[1], desk.cells[3]):
        close_committee(committee=cell, on=date(2026, 4, 2), actor=None)
    record_successions(pairs=[(desk.cells[1].pk, desk.cells[2].pk)])
    listed = desk.read_units(exported(client_for(desk.first), desk.province))
    assert problems(listed) == []
    assert {action: count for action, count in listed.counts.items() if count} == {"unchanged": 7}


def test_a_sign_of_a_unit_that_has_ended_is_not_taken_for_a_new_one(desk: Merged) -> None:
    cell = desk.cells[1]
    Membership.objects.filter(committee=cell).update(valid_to=date(2026, 3, 31))
    close_committee(committee=cell, on=date(2026, 4, 2), actor=None)
    text = f"{HEAD}\n{cell.name};Chi bộ;{sign_of(cell.uuid)};Đảng ủy xã B"
    (row,) = desk.read_units(text.encode(), "don-vi.csv").rows.exclude(action=RowAction.MISSING)
    assert row.action == RowAction.WRONG
    assert "đã kết thúc ngày" in row.problems[0] and "/2026" in row.problems[0]
