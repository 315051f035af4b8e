"""What a person decides about a list, and taking it back: columns, suspicions, who is missing, undo."""

import os
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.domain.memberships import move_cadre
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import Membership
from common.sheets.read import read_table
from interop.domain.change_sets import choose_columns
from interop.domain.people_apply import values_of
from interop.domain.people_import import apply_change_set, choose_row, confirm, read_change_set
from interop.enums import ChangeSetState, RowAction, RowChoice
from interop.errors import PeopleImportError
from interop.models import ChangeRow, ChangeSet
from learning.domain.events import write_event
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment
from operations.domain.integrity import check_all
from operations.domain.jobs import run_job
from operations.models import Job
from tests.committees.builders import member, units
from tests.common.conftest import corpus  # noqa: F401 (a fixture)
from tests.interop.lists import Unit, apply, read, sheet, undo
from tests.reports.builders import make_campaign

pytestmark = pytest.mark.django_db


def people_now(unit: Unit) -> dict[str, dict[str, object]]:
    """Everything an import can change, by sign-in name, of who belongs to a unit."""
    here = Membership.objects.filter(valid_to=None).select_related("cadre")
    return {m.cadre.username: values_of(m) for m in here}


def broken() -> list[str]:
    return [result.code for result in check_all() if result.findings]


def test_the_columns_can_be_put_right_on_the_screen(
    unit: Unit, tmp_path: Path, client_for: Callable[[User], Client]
) -> None:
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["Danh sách"], ["Người", "Sinh ra", "Ở đâu"], ["Trần Thị Bé", "05/09/1990", "Đảng ủy xã Một"]):
        page.append(row)
    book.save(tmp_path / "ds.xlsx")
    change_set = read(unit, (tmp_path / "ds.xlsx").read_bytes())
    assert change_set.state == ChangeSetState.FAILED
    client = client_for(unit.admin)
    address = reverse("change_set_columns", args=[change_set.uuid])
    shown = client.get(f"{address}?dong=2").content.decode()
    assert "Sinh ra" in shown
    assert "05/09/1990" in shown
    twice = {"header": "2", "column_0": "full_name", "column_1": "full_name", "column_2": "-"}
    assert client.post(address, twice).status_code == 422
    client.post(address, {"header": "2", "column_0": "full_name", "column_1": "birth_year", "column_2": "unit"})
    change_set.refresh_from_db()
    assert change_set.state == ChangeSetState.READING
    read_change_set(change_set)
    row = change_set.rows.get(number=3)
    assert (row.action, row.data["full_name"], row.data["birth_year"]) == (RowAction.NEW, "Trần Thị Bé", 1990)
    assert row.data["unit"] == unit.one.pk
    apply(unit, change_set)
    with pytest.raises(PeopleImportError):
        choose_columns(change_set=change_set, header=1, columns={"full_name": 0}, actor=unit.admin)


def test_a_name_typed_without_marks_does_not_take_the_marks_of_a_known_one(unit: Unit, tmp_path: Path) -> None:
    known = member(unit.one, name="Mai Thị Thu Ánh")
    row = [1, known.username, "Mai Thi Thu Anh", known.birth_year, unit.one.name, "Văn thư"]
    change_set = read(unit, sheet(tmp_path, [row]))
    row = change_set.rows.exclude(action=RowAction.MISSING).get()
    assert (row.action, row.data["full_name"]) == (RowAction.CHANGED, "Mai Thị Thu Ánh")
    assert "full_name" not in row.before and "position" in row.before


def test_merged_cells_titles_and_two_columns_of_birth_are_understood(unit: Unit, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["ĐẢNG BỘ TỈNH SEN HỒNG"],
        ["STT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Đơn vị"],
        ["", "", "Nam", "Nữ", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, "Nguyễn Văn Một", "01/02/1981", "", "Đảng ủy xã Một"],
        [2, "Lê Thị Hai", "", "03/04/1982", ""],
        [3, "Phạm Văn Ba", "1983", "", "Đảng ủy xã Hai"],
        ["", "Họ và tên", "", "", ""],
    ):
        page.append(row)
    page.merge_cells("A1:E1")
    page.merge_cells("B2:B3")
    page.merge_cells("C2:D2")
    page.merge_cells("E2:E3")
    page.merge_cells("E5:E6")
    book.save(tmp_path / "ds.xlsx")
    change_set = read(unit, (tmp_path / "ds.xlsx").read_bytes())
    read_rows = [
        (row.data["full_name"], row.data["birth_year"], row.data["unit"], row.problems)
        for row in change_set.rows.exclude(action=RowAction.MISSING)
    ]
    assert read_rows == [
        ("Nguyễn Văn Một", 1981, unit.one.pk, []),
        ("Lê Thị Hai", 1982, unit.one.pk, []),
        ("Phạm Văn Ba", 1983, unit.two.pk, []),
    ]


@pytest.mark.parametrize(
    ("header", "name", "font"),
    [("Hä vµ tªn", "NguyÔn V¨n Phông", "TCVN3"), ("Hoï vaø teân", "Nguyeãn Vaên Phuïng", "VNI")],
)
def test_a_file_in_an_old_font_is_refused_with_what_to_do(
    unit: Unit, tmp_path: Path, header: str, name: str, font: str
) -> None:
    for heads in ([header], ["Họ và tên"]):
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        page.append(heads)
        page.append([name])
        book.save(tmp_path / "ds.xlsx")
        change_set = read(unit, (tmp_path / "ds.xlsx").read_bytes())
        assert change_set.state == ChangeSetState.FAILED
        assert font in change_set.problem
        assert "Unicode" in change_set.problem


@pytest.mark.parametrize(
    ("written", "year"),
    [("05/09/1985", 1985), ("5.9.1985", 1985), ("1985", 1985), ("31/02/1985", None), ("09/25/1985", None)],
)
def test_days_are_day_month_year(unit: Unit, tmp_path: Path, written: str, year: int | None) -> None:
    row = read(unit, sheet(tmp_path, [[1, "CB001", "Trần Thị Bé", written, "Đảng ủy xã Một", ""]])).rows.get(number=3)
    assert row.data["birth_year"] == year
    assert (row.action == RowAction.WRONG) == (year is None)


def test_a_suspected_duplicate_waits_for_a_decision(unit: Unit, tmp_path: Path) -> None:
    known = member(unit.one, name="Nguyễn Văn Đức")
    User.objects.filter(pk=known.pk).update(birth_year=1985)
    rows: list[list[object]] = [
        [1, "MOI001", "Nguyễn Văn Đức", "1985", "Đảng ủy xã Một", "Văn thư"],
        [2, "MOI002", "Nguyen Van Duc", "1985", "Đảng ủy xã Hai", ""],
    ]
    change_set = read(unit, sheet(tmp_path, rows))
    assert (change_set.counts["duplicate"], change_set.counts["new"]) == (1, 1)
    row = change_set.rows.get(action=RowAction.DUPLICATE)
    assert [candidate["person"] for candidate in row.data["candidates"]] == [known.pk]
    with pytest.raises(PeopleImportError):
        choose_row(change_set=change_set, number=row.number, choice="same", person_id=unit.admin.pk, actor=unit.admin)
    choose_row(change_set=change_set, number=row.number, choice="same", person_id=known.pk, actor=unit.admin)
    apply(unit, change_set)
    known.refresh_from_db()
    assert Membership.objects.get(cadre=known, valid_to=None).position == "Văn thư"
    assert not User.objects.filter(username="MOI001").exists()
    assert User.objects.filter(username="MOI002").exists()


def test_another_decision_begins_again_from_what_the_file_says(unit: Unit, tmp_path: Path) -> None:
    first, second = (member(unit.one, name="Nguyễn Văn Đức") for _n in range(2))
    Membership.objects.filter(cadre=first).update(position="Văn thư")
    change_set = read(unit, sheet(tmp_path, [[1, "MOI001", "Nguyễn Văn Đức", "", "Đảng ủy xã Một", ""]]))
    row = change_set.rows.get(action=RowAction.DUPLICATE)
    for person in (first, second):
        choose_row(change_set=change_set, number=row.number, choice="same", person_id=person.pk, actor=unit.admin)
    row.refresh_from_db()
    assert (row.person_id, row.data["position"], row.before) == (second.pk, "Chuyên viên", {})


def test_who_moved_after_the_file_was_read_does_not_leave_the_new_unit(unit: Unit, tmp_path: Path) -> None:
    goes = member(unit.two, name="Lê Văn Đi")
    change_set = read(unit, sheet(tmp_path, [[1, "CB001", "Người Mới", "1990", "Đảng ủy xã Hai", ""]]))
    row = change_set.rows.get(action=RowAction.MISSING)
    choose_row(change_set=change_set, number=row.number, choice=RowChoice.LEAVE, person_id=None, actor=unit.admin)
    move_cadre(cadre=goes, committee=unit.one, position_group=4, on=date(2026, 3, 1), actor=None)
    apply(unit, change_set)
    row.refresh_from_db()
    assert row.action == RowAction.WRONG
    assert Membership.objects.get(cadre=goes, valid_to=None).committee == unit.one


def test_an_undecided_duplicate_is_not_written_and_comes_back_with_the_reason(unit: Unit, tmp_path: Path) -> None:
    member(unit.one, name="Nguyễn Văn Đức")
    rows: list[list[object]] = [
        [1, "MOI001", "Nguyen Van Duc", "1985", "Đảng ủy xã Một", "Văn thư"],
        [2, "007", "Sai Đơn Vị", "1990", "Đảng ủy xã Lạ", ""],
        [3, "008", "Đúng Đơn Vị", "1990", "Đảng ủy xã Hai", ""],
    ]
    change_set = apply(unit, read(unit, sheet(tmp_path, rows)))
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    client = Client()
    client.force_login(unit.admin)
    client.post(reverse("rejected_rows", args=[change_set.uuid]))
    job = Job.objects.get(kind="interop.rejected")
    run_job(job.pk)
    job.refresh_from_db()
    with job.file.open("rb") as file:
        title, heads, *back = read_table(file.read(), name="chua-ghi.xlsx").rows
    assert title[0] == "DANH SÁCH CÁN BỘ NĂM 2026" and not any(title[1:])
    assert heads == ["STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Lý do chưa ghi"]
    assert [row[:6] for row in back] == [[str(cell) for cell in row] for row in rows[:2]]
    assert all(row[6] for row in back)
    with job.file.open("rb") as file:
        again = read(unit, file.read(), "chua-ghi.xlsx")
    assert (again.counts["duplicate"], again.counts["wrong"]) == (1, 1)


def test_rejected_rows_of_a_text_file_come_back_as_one(unit: Unit, client_for: Callable[[User], Client]) -> None:
    lines = (
        "DANH SÁCH,,,,",
        "Họ và tên,Ngày tháng năm sinh,,Đơn vị,Ghi chú",
        ",Nam,Nữ,,",
        "Trần Thị Bé,,1990,Đảng ủy xã Hai,",
        "=1+1 Lạ,1985,,Đảng ủy xã Một,",
        'Lê Văn Lạ,1985,,Đảng ủy xã Lạ,\'+84 "số"',
    )
    change_set = read(unit, "\r\n".join(lines).encode("utf-8-sig"), "danh sach.CSV")
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    browser = client_for(unit.admin)
    for _time in range(2):
        browser.post(reverse("rejected_rows", args=[change_set.uuid]))
        job = Job.objects.filter(kind="interop.rejected").latest("pk")
        run_job(job.pk)
        job.refresh_from_db()
        with job.file.open("rb") as file:
            data = bytes(file.read())
        assert job.file_name.endswith("-chua-ghi.csv") and data.startswith(b"\xef\xbb\xbf")
        text = data.decode("utf-8-sig")
        # What a spreadsheet would run is guarded; the delimiter is the sender's own.
        assert "'=1+1 Lạ,1985,," in text and "Trần Thị Bé" not in text
        rows = read_table(data, name=job.file_name).rows
        assert [row[:5] for row in rows[:3]] == [line.split(",") for line in lines[:3]]
        assert [row[5] for row in rows[:3]] == ["", "Lý do chưa ghi", ""]
        assert [row[:1] for row in rows[3:]] == [["=1+1 Lạ"], ["Lê Văn Lạ"]] and all(row[5] for row in rows[3:])
        # The row of Nam and Nữ has stayed: sent again, the years are read as before.
        change_set = read(unit, data, job.file_name)
        assert [row.data["birth_year"] for row in change_set.rows.filter(action=RowAction.WRONG)] == [1985, 1985]


def test_who_is_not_in_the_file_stays_unless_chosen_to_leave(unit: Unit, tmp_path: Path) -> None:
    stays, goes = member(unit.two, name="Lê Văn Ở"), member(unit.two, name="Lê Văn Đi")
    elsewhere = member(units(unit.province, "Đảng ủy xã Tư")[0], name="Lê Văn Xa")
    change_set = read(unit, sheet(tmp_path, [[1, "CB001", "Người Mới", "1990", "Đảng ủy xã Hai", ""]]))
    missing = {row.person_id: row for row in change_set.rows.filter(action=RowAction.MISSING)}
    assert set(missing) == {stays.pk, goes.pk}
    choose_row(
        change_set=change_set, number=missing[goes.pk].number, choice=RowChoice.LEAVE, person_id=None, actor=unit.admin
    )
    apply(unit, change_set)
    here = set(Membership.objects.filter(valid_to=None).values_list("cadre_id", flat=True))
    assert goes.pk not in here
    assert {stays.pk, elsewhere.pk} <= here
    goes.refresh_from_db()
    assert not goes.is_active
    undo(unit, change_set)
    assert Membership.objects.get(cadre=goes, valid_to=None).committee == unit.two
    goes.refresh_from_db()
    assert goes.is_active


def test_no_list_takes_out_who_holds_a_role_or_confirms_it(
    unit: Unit,
    tmp_path: Path,
    client_for: Callable[[User], Client],
) -> None:
    holder, late, plain = (member(unit.one, name=f"Lê Văn {name}") for name in ("Giữ", "Muộn", "Thường"))
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    grant_role(user=holder, role=Role.COMMITTEE_REVIEWER, committee=unit.one, actor=None)
    change_set = read(unit, sheet(tmp_path, [[1, "CB001", "Người Mới", "1990", "Đảng ủy xã Một", ""]]))
    numbers = {row.person_id: row.number for row in change_set.rows.filter(action=RowAction.MISSING)}
    wanted = {f"row-{number}": RowChoice.LEAVE.value for number in numbers.values()}
    browser = client_for(unit.admin)
    answer = browser.post(reverse("choose_rows", args=[change_set.uuid]), wanted, follow=True).content.decode()
    assert "“Lê Văn Giữ” đang giữ vai trò" in answer
    assert "Không ai tự ghi nhận mình rời đơn vị" in answer
    grant_role(user=late, role=Role.COMMITTEE_REVIEWER, committee=unit.one, actor=None)
    apply(unit, change_set)
    assert change_set.rows.get(person=late).problems == ["“Lê Văn Muộn” đang giữ vai trò; cần kết thúc vai trò trước."]
    here = set(Membership.objects.filter(valid_to=None).values_list("cadre_id", flat=True))
    assert {holder.pk, late.pk, unit.admin.pk} <= here
    assert plain.pk not in here


def test_who_cannot_be_taken_out_is_named(unit: Unit, tmp_path: Path, client_for: Callable[[User], Client]) -> None:
    fresh = member(unit.two, since=timezone.localdate(), name="Lê Văn Mới Về")
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    change_set = read(unit, sheet(tmp_path, [[1, "CB001", "Người Mới", "1990", "Đảng ủy xã Hai", ""]]))
    row = change_set.rows.get(person=fresh)
    answer = client_for(unit.admin).post(
        reverse("choose_rows", args=[change_set.uuid]), {f"row-{row.number}": RowChoice.LEAVE.value}, follow=True
    )
    text = answer.content.decode()
    assert "Lê Văn Mới Về: Ngày phải sau" in text
    assert f"Dòng {row.number}" not in text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (EventKind.ACCOMMODATED, "thêm thời gian hoặc lượt làm bài"),
        (EventKind.CORRECTED, "gộp hồ sơ"),
        (EventKind.EXEMPTED, "miễn học"),
        (EventKind.LESSON_COMPLETED, "đã học hoặc làm bài kiểm tra"),
    ],
)
def test_what_stands_in_the_way_of_undoing_is_said_as_it_was(
    unit: Unit, tmp_path: Path, kind: EventKind, said: str
) -> None:
    make_campaign(unit.province)
    rows: list[list[object]] = [[1, "CB300", "Người Mới", "1990", "Đảng ủy xã Hai", "Văn thư"]]
    change_set = apply(unit, read(unit, sheet(tmp_path, rows)))
    enrolment = Enrolment.objects.get(cadre__username="CB300")
    write_event(enrolment, kind, day=timezone.localdate(), actor=unit.admin)
    undo(unit, change_set)
    assert said in change_set.problem
    assert ("đã học" in change_set.problem) == (kind == EventKind.LESSON_COMPLETED)


def test_undo_brings_everything_back_and_the_file_can_be_sent_again(unit: Unit, tmp_path: Path) -> None:
    moved, changed = member(unit.one, name="Phạm Văn Chuyển"), member(unit.one, name="Phạm Thị Sửa")
    campaign = make_campaign(unit.province)
    before = people_now(unit)
    data = sheet(
        tmp_path,
        [
            [1, moved.username, "Phạm Văn Chuyển", "", "Đảng ủy xã Hai", "Trưởng phòng"],
            [2, changed.username, "Phạm Thị Đã Sửa", "1971", "", ""],
            [3, "CB300", "Người Mới", "1990", "Đảng ủy xã Hai", "Văn thư"],
        ],
    )
    change_set = apply(unit, read(unit, data))
    after = people_now(unit)
    assert after != before
    assert Enrolment.objects.filter(campaign=campaign, status=EnrolmentStatus.NOT_STARTED).count() == 2
    undo(unit, change_set)
    assert change_set.state == ChangeSetState.UNDONE
    assert people_now(unit) == before
    new = Enrolment.objects.get(campaign=campaign, cadre__full_name="Người Mới")
    assert new.status == EnrolmentStatus.EXEMPT
    assert broken() == []
    again = apply(unit, read(unit, data))
    assert again.counts["wrong"] == 0
    assert people_now(unit) == after
    assert broken() == []


def test_undo_says_what_depends_on_the_import_and_does_nothing(unit: Unit, tmp_path: Path) -> None:
    change_set = apply(unit, read(unit, sheet(tmp_path, [[1, "CB300", "Người Mới", "1990", "Đảng ủy xã Hai", ""]])))
    new = User.objects.get(username="CB300")
    later = apply(unit, read(unit, sheet(tmp_path, [[1, "CB300", "Người Mới", "1991", "Đảng ủy xã Một", ""]])))
    assert later.rows.get(number=3).action == RowAction.MOVED
    User.objects.filter(pk=new.pk).update(last_login=timezone.now())
    undo(unit, change_set)
    assert change_set.state == ChangeSetState.APPLIED
    assert "Người Mới" in change_set.problem
    assert Membership.objects.get(cadre=new, valid_to=None).committee == unit.one
    # What came later is taken back first; then the earlier one no longer has it in its way.
    undo(unit, later)
    new.refresh_from_db()
    assert (later.state, new.birth_year) == (ChangeSetState.UNDONE, 1990)
    User.objects.filter(pk=new.pk).update(last_login=None)
    undo(unit, change_set)
    assert change_set.state == ChangeSetState.UNDONE


def test_a_mistake_of_today_is_put_right_today(unit: Unit, tmp_path: Path) -> None:
    apply(unit, read(unit, sheet(tmp_path, [[1, "CB300", "Người Mới", "1990", "Đảng ủy xã Hai", ""]])))
    apply(unit, read(unit, sheet(tmp_path, [[1, "CB300", "Người Mới", "1990", "Đảng ủy xã Một", ""]])))
    membership = Membership.objects.get(cadre__username="CB300")
    assert (membership.committee, membership.valid_from) == (unit.one, timezone.localdate())


def test_the_list_of_a_unit_comes_back_exactly(
    unit: Unit, tmp_path: Path, client_for: Callable[[User], Client]
) -> None:
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    cells = [units(commune, "Chi bộ 1", kind="cell")[0] for commune in (unit.one, unit.two)]
    people = [member(cell, name="Nguyễn Văn An") for cell in cells] + [member(unit.one, name="Y Thanh Hà Niê Kđăm")]
    User.objects.filter(pk=people[2].pk).update(sorts_by="Hà", birth_year=1979, email="ha@vi-du.vn")
    client_for(unit.admin).post(reverse("export_people", args=[unit.province.uuid]))
    job = Job.objects.get(kind="interop.export_people")
    run_job(job.pk)
    job.refresh_from_db()
    with job.file.open("rb") as file:
        change_set = read(unit, file.read())
    assert {k: v for k, v in change_set.counts.items() if v} == {"unchanged": 4}


def test_nobody_but_an_administrator_of_the_unit_gets_the_list(
    unit: Unit, client_for: Callable[[User], Client]
) -> None:
    grant = grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    client_for(unit.admin).post(reverse("export_people", args=[unit.province.uuid]))
    job = Job.objects.get(kind="interop.export_people")
    run_job(job.pk)
    address = reverse("job_file", args=[job.uuid])
    assert client_for(unit.admin).get(address).status_code == 200
    type(grant).objects.filter(pk=grant.pk).update(valid_to=timezone.now())
    assert client_for(unit.admin).get(address).status_code == 404


def test_every_spreadsheet_of_the_corpus_is_read_or_refused(unit: Unit, corpus: Callable[[str], list[Path]]) -> None:  # noqa: F811
    files = [
        path
        for path in (*corpus("spreadsheets"), *corpus("csv"))
        if path.suffix in (".xlsx", ".xls", ".ods", ".csv") and path.stat().st_size < 2_000_000
    ]
    assert len(files) > 40
    for path in files:
        change_set = read(unit, path.read_bytes(), path.name)
        assert change_set.state in (ChangeSetState.READY, ChangeSetState.FAILED)
        assert change_set.state == ChangeSetState.READY or change_set.problem


def test_naughty_text_in_any_cell_is_kept_as_text_or_refused(
    unit: Unit,
    corpus: Callable[[str], list[Path]],  # noqa: F811
    client_for: Callable[[User], Client],
) -> None:
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    text = next(path for path in corpus("naughty-strings") if path.name == "blns.txt").read_text(encoding="utf-8")
    strings = [line for line in text.splitlines() if line and not line.startswith("#") and len(line) < 500]
    lines = ["Họ và tên;Chức vụ;Đơn vị"]
    for line in strings:
        cell = '"' + line.replace('"', '""') + '"'
        lines.append(f"{cell};{cell};Đảng ủy xã Một")
    change_set = read(unit, "\n".join(lines).encode("utf-8", "replace"), "ds.csv")
    assert change_set.state == ChangeSetState.READY
    assert change_set.counts["wrong"] > 50
    page = client_for(unit.admin).get(reverse("change_set", args=[change_set.uuid]) + "?loai=new").content.decode()
    assert "<script>alert" not in page
    apply(unit, change_set)
    for name in User.objects.filter(memberships__committee=unit.one).values_list("full_name", flat=True):
        assert name.isprintable()


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_run_again_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interop.domain.people_import.BATCH", 20)
    unit = Unit()
    make_campaign(unit.province)
    rows: list[list[object]] = [
        [n, "", f"Nguyễn Thị {chr(65 + n // 26)}{chr(97 + n % 26)}", "1980", "Đảng ủy xã Hai", ""] for n in range(100)
    ]
    confirmed = []
    for _copy in range(2):
        change_set = read(unit, sheet(tmp_path, rows))
        confirm(change_set=change_set, actor=unit.admin)
        change_set.refresh_from_db()
        confirmed.append(change_set)
    applied = confirmed[0]
    _die_while_applying(applied, unit)
    assert 0 < applied.rows.filter(applied_at__isnull=False).count() < 100
    apply_change_set(applied, actor=unit.admin)
    assert User.objects.filter(full_name__startswith="Nguyễn Thị ").count() == 100
    assert Enrolment.objects.count() == 100
    assert broken() == []
    # The control: where the rows do not remember that they were applied, people come twice.
    ChangeRow.objects.filter(change_set=applied, number__lte=50).update(applied_at=None, person=None)
    ChangeSet.objects.filter(pk=applied.pk).update(state=ChangeSetState.APPLYING)
    apply_change_set(applied, actor=unit.admin)
    assert User.objects.filter(full_name__startswith="Nguyễn Thị ").count() > 100


def _die_while_applying(change_set: ChangeSet, unit: Unit) -> None:
    """Apply in a process of its own that is killed, as by a power cut, after the third batch."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        apply_change_set(
            change_set,
            actor=unit.admin,
            progress=lambda done, total: os.kill(os.getpid(), signal.SIGKILL) if done >= 60 else None,
        )
        os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
