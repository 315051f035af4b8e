"""Lists of units: what only resembles a unit is decided by a person, what is left out of the file is shown."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.models import Committee
from interop.domain.committees_choices import choose_unit_row
from interop.domain.committees_import import read_committee_set
from interop.domain.list_approvals import propose_change_set
from interop.enums import RowAction, RowChoice
from interop.errors import PeopleImportError
from interop.models import ChangeRow, ChangeSet
from operations.domain.approvals import approve
from operations.errors import ApprovalError
from tests.committees.builders import units
from tests.interop.test_committees_import import HEAD, Desk, counted, tree_faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def province(desk: Desk) -> Committee:
    return units(desk.centre, "Tỉnh ủy Sen", kind="province")[0]


def listed(*names: str) -> str:
    return "\n".join([HEAD, *(f"{name};;Đảng ủy xã;;Tỉnh ủy Sen;01/07/2025;;" for name in names)])


def choose(row: ChangeRow, choice: str, unit: Committee | None = None) -> None:
    choose_unit_row(change_set=row.change_set, number=row.number, choice=choice, committee_id=unit.pk if unit else None)


def test_a_name_that_only_resembles_a_unit_renames_nothing_by_itself(desk: Desk, province: Committee) -> None:
    (unit,) = units(province, "Đảng ủy xã Bến Mơ 1")
    text = listed("Xã Bén Mở 1")
    change_set = desk.read(text)
    row = change_set.rows.get(action=RowAction.DUPLICATE)
    assert [candidate["name"] for candidate in row.data["candidates"]] == [unit.name]
    desk.write(change_set)
    unit.refresh_from_db()
    assert (unit.name, province.get_children_count()) == ("Đảng ủy xã Bến Mơ 1", 1)
    # Another unit: it stands beside the first, and the same file then changes nothing.
    change_set = desk.read(text)
    choose(change_set.rows.get(action=RowAction.DUPLICATE), RowChoice.NEW)
    desk.write(change_set)
    assert sorted(Committee.objects.filter(search_key=unit.search_key).values_list("name", flat=True)) == [
        "Đảng ủy xã Bén Mở 1",
        "Đảng ủy xã Bến Mơ 1",
    ]
    assert counted(desk.read(text)) == {"unchanged": 1}
    desk.undo(change_set)
    assert not Committee.objects.filter(name="Đảng ủy xã Bén Mở 1").exists()
    assert tree_faults() == []


def test_the_same_unit_takes_the_name_of_the_file_and_gives_it_back(desk: Desk, province: Committee) -> None:
    (unit,) = units(province, "Đảng ủy xã Bến Mơ")
    change_set = desk.read(f"{HEAD}\nXã Bén Mở;BM;Đảng ủy xã;70001;Tỉnh ủy Sen;;;\n")
    row = change_set.rows.get(action=RowAction.DUPLICATE)
    with pytest.raises(PeopleImportError):
        choose(row, RowChoice.SAME, province)
    with pytest.raises(PeopleImportError):
        choose(row, RowChoice.LEAVE)
    choose(row, RowChoice.SAME, unit)
    desk.write(change_set)
    unit.refresh_from_db()
    assert (unit.name, unit.short_name, unit.code) == ("Đảng ủy xã Bén Mở", "BM", "70001")
    assert counted(desk.read(f"{HEAD}\nXã Bén Mở;BM;Đảng ủy xã;70001;Tỉnh ủy Sen;;;\n")) == {"unchanged": 1}
    desk.undo(change_set)
    unit.refresh_from_db()
    assert (unit.name, unit.short_name, unit.code) == ("Đảng ủy xã Bến Mơ", "", "")


def test_what_was_decided_after_the_proposal_is_not_approved_with_it(desk: Desk, province: Committee) -> None:
    units(province, "Đảng ủy xã Bến Mơ")
    change_set = desk.read(listed("Xã Bén Mở", "Xã Khác"))
    approval = propose_change_set(change_set=change_set, reason="12-QĐ/TW", actor=desk.first)
    choose(change_set.rows.get(action=RowAction.DUPLICATE), RowChoice.NEW)
    with pytest.raises(ApprovalError):
        approve(approval=approval, actor=desk.second)


def test_a_unit_twice_in_a_file_is_wrong_and_one_alike_is_to_be_decided(desk: Desk, province: Committee) -> None:
    change_set = desk.read(listed("Xã Tân Hòa", "Xã Tân Hoà", "Xã Tân Hóa", "Xã Lạ"))
    first, second, third, other = change_set.rows.exclude(action=RowAction.MISSING)
    assert [row.action for row in (first, second, third, other)] == ["wrong", "wrong", "duplicate", "new"]
    assert first.problems == ["Đơn vị này có trong tệp nhiều hơn một lần: trùng với dòng 3 (Đảng ủy xã Tân Hoà)."]
    change_set = desk.read(listed("Xã Tân Hòa", "Xã Tân Hóa"))
    rows = list(change_set.rows.filter(action=RowAction.DUPLICATE))
    assert [row.data["resembles"][0]["number"] for row in rows] == [3, 2]
    for row in rows:
        choose(row, RowChoice.NEW)
    desk.write(change_set)
    province.refresh_from_db()
    assert province.get_children_count() == 2
    assert counted(desk.read(listed("Xã Tân Hòa", "Xã Tân Hóa"))) == {"unchanged": 2}
    # Codes tell them apart from the start.
    rows_with_codes = (f"Xã Thanh Ph{vowel};;;8000{n};Tỉnh ủy Sen;;;" for n, vowel in enumerate("uúù"))
    assert counted(desk.read("\n".join([HEAD, *rows_with_codes]))) == {"new": 3}


def test_a_unit_under_one_that_is_not_decided_waits_with_it(desk: Desk, province: Committee) -> None:
    units(province, "Đảng ủy xã Bến Mơ")
    change_set = desk.read(listed("Xã Bén Mở") + "\nChi bộ 1;;Chi bộ;;Xã Bén Mở;01/07/2025;;")
    assert counted(change_set) == {"duplicate": 1, "new": 1}
    desk.write(change_set)
    assert counted(change_set) == {"duplicate": 1, "wrong": 1}
    assert "chưa được ghi" in change_set.rows.get(action=RowAction.WRONG).problems[0]
    assert not Committee.objects.filter(name="Chi bộ 1").exists()


def test_a_row_without_a_unit_above_may_mean_one_further_down(desk: Desk, province: Committee) -> None:
    (unit,) = units(province, "Đảng ủy xã Một")
    change_set = desk.read(f"{HEAD}\nĐảng ủy xã Một;;Đảng ủy xã;;;;;\n")
    row = change_set.rows.get(action=RowAction.DUPLICATE)
    assert [candidate["committee"] for candidate in row.data["candidates"]] == [unit.pk]
    # Where the row says under which unit, the same name elsewhere is another unit.
    other = units(desk.centre, "Tỉnh ủy Súng", kind="province")[0]
    assert counted(desk.read(f"{HEAD}\nĐảng ủy xã Một;;Đảng ủy xã;;{other.name};;;\n")) == {"new": 1}


def test_units_that_are_not_in_the_file_are_shown_and_stay(
    desk: Desk, province: Committee, client_for: Callable[[User], Client]
) -> None:
    here, _gone = units(province, "Đảng ủy xã Một", "Đảng ủy xã Vắng")
    units(here, "Chi bộ 9", kind="cell")
    change_set = desk.read(listed("Đảng ủy xã Một"))
    missing = change_set.rows.filter(action=RowAction.MISSING)
    assert [row.data["name"] for row in missing] == ["Đảng ủy xã Vắng"]
    page = client_for(desk.first).get(reverse("change_set", args=[change_set.uuid]) + "?loai=missing").content.decode()
    assert "Đảng ủy xã Vắng" in page and 'type="radio"' not in page
    with pytest.raises(PeopleImportError):
        choose(missing.get(), RowChoice.LEAVE)


def test_the_day_for_all_is_set_when_sending_and_when_correcting(
    desk: Desk, province: Committee, client_for: Callable[[User], Client]
) -> None:
    browser = client_for(desk.first)
    data = "Tên đơn vị;Đơn vị cấp trên;Từ ngày\nXã Một;Tỉnh ủy Sen;\nXã Hai;Tỉnh ủy Sen;01/09/2025\n".encode()
    address = reverse("committee_import", args=[desk.centre.uuid])

    def days() -> list[str]:
        change_set = read_committee_set(ChangeSet.objects.get())
        return [row.data["shown_from"] for row in change_set.rows.exclude(action=RowAction.MISSING)]

    bad = {"file": SimpleUploadedFile("dv.csv", data), "first_day": "hôm qua"}
    assert browser.post(address, bad).status_code == 422
    sent = browser.post(address, {"file": SimpleUploadedFile("dv.csv", data), "first_day": "02/07/2025"})
    assert days() == ["02/07/2025", "01/09/2025"]
    assert "02/07/2025" in browser.get(sent["Location"]).content.decode()
    columns = {"header": "1", "column_0": "name", "column_1": "parent", "column_2": "valid_from"}
    assert 'value="02/07/2025"' in browser.get(f"{sent['Location']}cot/").content.decode()
    browser.post(f"{sent['Location']}cot/", columns | {"first_day": "01/08/2025"})
    assert days() == ["01/08/2025", "01/09/2025"]
    browser.post(f"{sent['Location']}cot/", columns)
    assert ChangeSet.objects.get().first_day == timezone.localdate()


def test_a_unit_may_be_older_than_the_one_above_only_by_a_single_line(desk: Desk) -> None:
    city = Committee.objects.get(name="Thành ủy Đồng Nai")
    rows = (f"Xã {name};;;{name};{city.name};{day};;" for name, day in (("A1", "01/07/2025"), ("A2", "30/06/2025")))
    change_set = desk.read("\n".join([HEAD, *rows]))
    # Before 1 July 2025 there were two: nobody can say under which of them it stood.
    assert counted(change_set) == {"new": 1, "wrong": 1}
    desk.write(change_set)
    edges = Committee.objects.get(code="A1").parent_edges.order_by("valid_from")
    assert [(edge.parent.name, edge.valid_from) for edge in edges] == [
        ("Tỉnh ủy Đồng Nai", date(2025, 7, 1)),
        ("Thành ủy Đồng Nai", date(2026, 4, 30)),
    ]
    assert tree_faults() == []


def test_the_screen_takes_the_decisions(desk: Desk, province: Committee, client_for: Callable[[User], Client]) -> None:
    (unit,) = units(province, "Đảng ủy xã Bến Mơ")
    change_set = desk.read(listed("Xã Bén Mở"))
    row = change_set.rows.get(action=RowAction.DUPLICATE)
    address = reverse("change_set", args=[change_set.uuid])
    browser = client_for(desk.first)
    page = browser.get(f"{address}?loai=duplicate").content.decode()
    assert f'value="same:{unit.pk}"' in page and "Đơn vị khác (mới)" in page
    choosing = reverse("choose_rows", args=[change_set.uuid])
    browser.post(choosing, {f"row-{row.number}": f"same:{unit.pk}", "loai": "duplicate", "page": "1"})
    row.refresh_from_db()
    assert (row.choice, row.committee_id, row.before) == ("same", unit.pk, {"name": "Đảng ủy xã Bến Mơ"})
    browser.post(choosing, {f"row-{row.number}": "", "loai": "duplicate", "page": "1"})
    row.refresh_from_db()
    assert (row.choice, row.committee_id, row.before) == ("", None, {})
