"""A clerk's spreadsheet: read, shown, confirmed, applied; and everything that is wrong with it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import Committee, Membership
from interop.domain.people_import import apply_change_set, confirm
from interop.enums import ChangeSetState, RowAction
from interop.errors import PeopleImportError
from learning.domain.enrolments import enrol_many
from operations.domain.jobs import run_job
from operations.models import Job
from tests.committees.builders import member, units
from tests.interop.lists import Unit, apply, counted, read, sheet
from tests.reports.builders import make_campaign

pytestmark = pytest.mark.django_db


def test_a_file_shows_what_it_would_do_then_does_it_once(unit: Unit, tmp_path: Path) -> None:
    data = sheet(
        tmp_path,
        [
            [1, "007", "Nguyễn Văn Đức", "05/09/1985", "Đảng ủy xã Một", "Chuyên viên"],
            [2, "", "Trần Thị Bé", 1990, "dang uy xa hai", "Bí thư chi bộ"],
            [3, "", "Sai Đơn Vị", "1990", "Đảng ủy xã Ba", ""],
        ],
    )
    change_set = read(unit, data)
    assert change_set.state == ChangeSetState.READY
    assert counted(change_set) == {"new": 2, "wrong": 1, "missing": 1}
    wrong = change_set.rows.get(action=RowAction.WRONG)
    assert wrong.number == 5
    assert "Đảng ủy xã Ba" in wrong.problems[0]
    assert not User.objects.filter(username="007").exists()

    apply(unit, change_set)
    duc = User.objects.get(username="007")
    assert (duc.full_name, duc.birth_year, duc.has_usable_password()) == ("Nguyễn Văn Đức", 1985, False)
    assert Membership.objects.get(cadre=duc).committee == unit.one
    be = User.objects.get(full_name="Trần Thị Bé")
    assert be.username == "be.tranthi"
    assert Membership.objects.get(cadre=be).position_group_id == 6

    again = read(unit, data)
    assert counted(again) == {"unchanged": 2, "wrong": 1, "missing": 1}
    people = User.objects.count()
    apply(unit, again)
    assert User.objects.count() == people


def test_a_change_and_a_move_are_shown_field_by_field(unit: Unit, tmp_path: Path) -> None:
    person = member(unit.one, name="Phạm Văn Cũ")
    data = sheet(tmp_path, [[1, person.username, "Phạm Văn Mới", "", "Đảng ủy xã Hai", ""]])
    change_set = read(unit, data)
    row = change_set.rows.get()
    assert row.action == RowAction.MOVED
    assert row.before["full_name"] == "Phạm Văn Cũ"
    assert row.before["unit_name"] == "Đảng ủy xã Một"
    apply(unit, change_set)
    person.refresh_from_db()
    assert (person.full_name, person.search_key) == ("Phạm Văn Mới", "pham van moi")
    assert Membership.objects.get(cadre=person, valid_to=None).committee == unit.two
    assert Membership.objects.filter(cadre=person).count() == 2


def test_an_empty_cell_clears_nothing(unit: Unit, tmp_path: Path) -> None:
    person = member(unit.one, name="Võ Thị Giữ")
    User.objects.filter(pk=person.pk).update(birth_year=1970)
    data = sheet(tmp_path, [[1, person.username, "Võ Thị Giữ", "", "", ""]])
    assert read(unit, data).counts["unchanged"] == 1


def test_people_of_another_subtree_can_be_neither_seen_nor_taken(unit: Unit, tmp_path: Path) -> None:
    foreign = member(unit.foreign, name="Đặng Văn Riêng")
    data = sheet(tmp_path, [[1, foreign.username, "Kẻ Chiếm Tên", "1980", "Đảng ủy xã Một", ""]])
    change_set = read(unit, data)
    row = change_set.rows.get(number=3)
    assert "Đặng Văn Riêng" not in str(row.problems) + str(row.before) + str(row.data)
    apply(unit, change_set)
    foreign.refresh_from_db()
    assert foreign.full_name == "Đặng Văn Riêng"
    row.refresh_from_db()
    assert (row.action, row.person_id) == (RowAction.WRONG, None)


def test_reading_does_not_tell_which_codes_exist_elsewhere(
    unit: Unit, tmp_path: Path, client_for: Callable[[User], Client]
) -> None:
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    foreign = member(unit.foreign, name="Đặng Văn Riêng")
    pages = []
    for code in (foreign.username, "khongcoai"):
        # Also where the name is one of the unit, which makes the row a suspicion.
        rows: list[list[object]] = [
            [1, code, "Kẻ Dò Mã", "1980", "Đảng ủy xã Một", ""],
            [2, f"{code}x", "Lê Thị Quản", "1980", "Đảng ủy xã Một", ""],
        ]
        change_set = read(unit, sheet(tmp_path, rows))
        shown = [client_for(unit.admin).get(f"/nhap/{change_set.uuid}/?loai={kind}") for kind in ("new", "duplicate")]
        text = "".join(page.content.decode() for page in shown)
        pages.append(re.sub(r"[0-9a-f-]{36}|csrf\S+|value=\S+|nonce=\S+", "", text).replace(code, "MÃ"))
        facts = list(change_set.rows.values_list("action", "person", "before", "problems"))
        assert facts[0] == (RowAction.NEW, None, {}, [])
    assert pages[0] == pages[1]
    # Only the writing says it, in words that fit whoever has the code.
    change_set = apply(unit, read(unit, sheet(tmp_path, [[1, foreign.username, "Kẻ Dò Mã", "1980", "", ""]])))
    assert change_set.rows.get(number=3).problems == [f"Mã “{foreign.username}” không dùng được ở đây."]


def test_a_row_changed_by_someone_else_meanwhile_is_left_alone(unit: Unit, tmp_path: Path) -> None:
    person = member(unit.one, name="Bùi Thị Trước")
    change_set = read(unit, sheet(tmp_path, [[1, person.username, "Bùi Thị Sau", "", "", ""]]))
    person.full_name = "Bùi Thị Giữa"
    person.save()
    apply(unit, change_set)
    person.refresh_from_db()
    assert person.full_name == "Bùi Thị Giữa"
    assert change_set.rows.get().action == RowAction.WRONG


def test_a_crash_in_the_middle_is_taken_up_where_it_stopped(
    unit: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[list[object]] = [[n, f"CB{n:03}", f"Người Số {chr(96 + n)}", "1980", "", ""] for n in range(1, 8)]
    change_set = read(unit, sheet(tmp_path, rows))
    confirm(change_set=change_set, actor=unit.admin)
    change_set.refresh_from_db()
    monkeypatch.setattr("interop.domain.people_import.BATCH", 3)

    class Crash(Exception):
        pass

    def crash(done: int, total: int) -> None:
        if done == 6:
            raise Crash

    with pytest.raises(Crash):
        apply_change_set(change_set, actor=unit.admin, progress=crash)
    assert User.objects.filter(username__startswith="CB").count() == 6
    apply_change_set(change_set, actor=unit.admin)
    assert User.objects.filter(username__startswith="CB").count() == 7


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([1, "", "", "1990", "", ""], "họ và tên"),
        ([1, "A1", "Nguyễn Văn Ngắn", "1990", "", ""], "A1"),
        ([1, "CB9", "Nguyễn Văn Năm", "năm ngoái", "", ""], "năm ngoái"),
        ([1, "CB9", "NguyÔn V¨n Phông", "1990", "", ""], "bảng mã cũ"),
    ],
)
def test_what_is_wrong_is_said_in_vietnamese(unit: Unit, tmp_path: Path, row: list[object], words: str) -> None:
    if not row[1] and not row[2]:
        row = [1, "CB8", "", *row[3:]]
    change_set = read(unit, sheet(tmp_path, [row, [2, "CB10", "Nguyễn Văn Đúng", "1990", "", ""]]))
    assert words in " ".join(change_set.rows.get(number=3).problems)


@pytest.mark.parametrize(
    ("data", "name"), [(b"khong phai excel", "ds.xlsx"), (b"", "ds.xlsx"), (b"a;b\n1;2\n", "ds.csv")]
)
def test_a_file_that_cannot_be_read_says_so_and_writes_nothing(unit: Unit, data: bytes, name: str) -> None:
    change_set = read(unit, data, name)
    assert change_set.state == ChangeSetState.FAILED
    assert change_set.problem
    with pytest.raises(PeopleImportError):
        confirm(change_set=change_set, actor=unit.admin)


def test_a_person_twice_in_a_file_is_wrong_twice(unit: Unit, tmp_path: Path) -> None:
    row: list[object] = [1, "CB1", "Người Hai Lần", "1980", "", ""]
    change_set = read(unit, sheet(tmp_path, [row, row]))
    assert change_set.counts["wrong"] == 2
    first, second = change_set.rows.order_by("number")
    # In the file of the rows that were not written the rows have other numbers: the words say which one is meant.
    said = f"trùng với dòng {second.number} (Người Hai Lần, CB1)."
    assert first.problems == [f"Người này có trong tệp nhiều hơn một lần: {said}"]


def test_units_of_one_name_are_told_apart_by_the_unit_above(unit: Unit, tmp_path: Path) -> None:
    one, two = (units(commune, "Chi bộ 1", kind="cell")[0] for commune in (unit.one, unit.two))
    change_set = read(unit, sheet(tmp_path, [[1, "", "Trần Thị Bé", "1990", "Chi bộ 1", ""]]))
    problem = change_set.rows.get().problems[0]
    assert problem == "Có nhiều đơn vị tên “Chi bộ 1”; cần ghi kèm đơn vị cấp trên, ví dụ “Chi bộ 1, Đảng ủy xã Một”."
    copied = problem.rpartition("ví dụ “")[2].removesuffix("”.")
    written = ([copied, one], ["dang uy xa hai / chi bo 1", two], ["ĐẢNG UỶ XÃ HAI > Chi bộ 1", two])
    for number, (text, there) in enumerate(written):
        row = read(unit, sheet(tmp_path, [[1, f"CB{number}00", "Trần Thị Bé", "1990", text, ""]])).rows.get()
        assert (row.action, row.data["unit"]) == (RowAction.NEW, there.pk)
        assert row.data["unit_name"] == f"Chi bộ 1, {there.get_parent().name}"
    spellings: list[list[object]] = [[1, "", "Trần Thị Bé", "1990", text, ""] for text, _there in written[1:]]
    assert read(unit, sheet(tmp_path, spellings)).counts["wrong"] == 2


def test_twins_are_told_apart_by_their_code_in_brackets(unit: Unit, tmp_path: Path) -> None:
    row: list[object] = [1, "", "Trần Thị Bé", "1990", "Chi bộ 5", ""]
    first, _second = units(unit.one, "Chi bộ 5", "Chi bộ 5", kind="cell")
    assert "hoặc đổi tên một đơn vị trước" in read(unit, sheet(tmp_path, [row])).rows.get().problems[0]
    Committee.objects.filter(pk=first.pk).update(code="D05")
    problem = read(unit, sheet(tmp_path, [row])).rows.get().problems[0]
    copied = problem.rpartition("ví dụ “")[2].partition("”")[0]
    assert copied == "Chi bộ 5, Đảng ủy xã Một [D05]"
    for text in ("d05", copied):
        assert read(unit, sheet(tmp_path, [[*row[:4], text, ""]])).rows.get().data["unit"] == first.pk


def test_a_list_taken_out_comes_back_as_it_is(unit: Unit, client_for: Callable[[User], Client]) -> None:
    cells = [units(commune, "Chi bộ 1", kind="cell")[0] for commune in (unit.one, unit.two)]
    people = [member(cell, name="Nguyễn Văn An") for cell in cells] + [member(unit.one, name="Lê Văn Bình")]
    reader = member(unit.one, name="Lê Thị Soát")
    grant_role(user=reader, role=Role.COMMITTEE_REVIEWER, committee=unit.province, actor=None)
    campaign = make_campaign(unit.province)
    memberships = list(Membership.objects.filter(cadre__in=people))
    enrol_many(campaign=campaign, memberships=memberships, actor=None, on=timezone.localdate())
    # Of one commune alone, where the name of the cell would do: it has to hold in the whole province.
    for node, kept in ((unit.province, 3), (unit.two, 1)):
        client_for(reader).post(reverse("report_export", args=[node.uuid]), {"kind": "roster", "format": "xlsx"})
        job = Job.objects.latest("pk")
        run_job(job.pk)
        job.refresh_from_db()
        with job.file.open("rb") as file:
            change_set = read(unit, file.read())
        problems = [problem for row in change_set.rows.all() for problem in row.problems]
        assert (change_set.counts["unchanged"], problems) == (kept, [])
        assert sum(change_set.counts.values()) - change_set.counts["missing"] == kept


def test_a_list_that_changes_who_holds_a_role_says_so(
    unit: Unit, tmp_path: Path, client_for: Callable[[User], Client]
) -> None:
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    reviewer, plain = member(unit.one, name="Lê Thị Duyệt"), member(unit.one, name="Phạm Văn Thường")
    grant_role(user=reviewer, role=Role.COMMITTEE_REVIEWER, committee=unit.one, actor=None)
    rows = [
        [number, person.username, person.full_name, person.birth_year, unit.one.name, "Văn thư"]
        for number, person in enumerate((reviewer, plain), start=1)
    ]
    change_set = read(unit, sheet(tmp_path, rows))
    address = reverse("change_set", args=[change_set.uuid])
    shown = client_for(unit.admin).get(f"{address}?loai={RowAction.CHANGED}").content.decode()
    of_reviewer = shown.partition(reviewer.username)[2].partition("</tr>")[0]
    of_plain = shown.partition(plain.username)[2].partition("</tr>")[0]
    assert _("Holds a role") in of_reviewer
    assert _("Holds a role") not in of_plain
