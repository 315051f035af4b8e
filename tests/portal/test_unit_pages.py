"""The committee administrator's pages: only the own subtree, and nothing by another address."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from committees.models import Committee
from interop.domain.people_import import read_change_set, receive_file
from interop.models import ChangeSet
from learning.models import Campaign
from portal.scoped import members_of_today
from portal.views.units import people_below
from tests.committees.builders import member, units
from tests.learning.builders import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_the_own_subtree_and_nothing_else(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    own, foreign = world.province, world.far_province
    assert browser.get("/don-vi/").headers["Location"] == f"/don-vi/{own.uuid}/"
    for page in ("", "can-bo/", "nhap/", "dot/"):
        assert browser.get(f"/don-vi/{own.uuid}/{page}").status_code == 200
        assert browser.get(f"/don-vi/{foreign.uuid}/{page}").status_code == 404
    people = browser.get(f"/don-vi/{own.uuid}/can-bo/").content.decode()
    assert world.cadre.full_name in people and world.far.full_name not in people
    assert client_for(world.cadre).get(f"/don-vi/{own.uuid}/").status_code == 404


def test_a_unit_lists_the_people_of_those_below_and_finds_any(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    address = f"/don-vi/{world.province.uuid}/"
    rows = browser.get(address).context["rows"]
    assert [(row.unit.pk, row.people) for row in rows] == [(world.communes[1].pk, 1), (world.communes[0].pk, 2)]
    found = browser.get(address, {"q": "xa mot"})
    assert [row.unit.pk for row in found.context["rows"]] == [world.communes[0].pk]
    assert "Không tìm thấy đơn vị" in browser.get(address, {"q": "không có"}).content.decode()


def test_the_people_of_a_unit_are_counted_by_the_database_however_many_units_stand_below(world: World) -> None:
    commune = world.communes[0]
    cells = units(commune, *(f"Chi bộ {number}" for number in range(5)), kind="cell")
    for cell in cells:
        member(cell)
    shown = [world.province, *world.communes, cells[0]]
    with CaptureQueriesContext(connection) as captured:
        counted = list(people_below(members_of_today(world.province), shown))
    assert len(captured) == 1 and len(counted) == len(shown)
    assert dict(counted) == {world.province.path: 8, commune.path: 7, world.communes[1].path: 1, cells[0].path: 1}


def test_people_are_found_without_marks(world: World, client_for: SignIn) -> None:
    page = client_for(world.admin).get(f"/don-vi/{world.province.uuid}/can-bo/", {"q": "van hoc nguyen"})
    text = page.content.decode()
    assert "Nguyễn Văn Học" in text and "Trần Thị Cùng" not in text


def test_a_first_password_is_for_cadres_of_the_own_subtree(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    address = f"/don-vi/{world.province.uuid}/can-bo/{{}}/mat-khau/"
    page = browser.post(address.format(world.cadre.pk))
    assert page.status_code == 200
    world.cadre.refresh_from_db()
    assert world.cadre.must_change_password
    assert browser.post(address.format(world.far.pk)).status_code == 404
    offered = browser.get(f"/don-vi/{world.province.uuid}/can-bo/").content.decode()
    assert address.format(world.cadre.pk) in offered and address.format(world.admin.pk) not in offered
    # Nobody with a role: staff accounts are not a committee administrator's to reset.
    assert browser.post(address.format(world.admin.pk)).status_code == 404


def test_a_file_is_kept_read_and_seen_only_by_its_committee(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    data = "Họ và tên;Đơn vị\nNguyễn Văn Tệp;Đảng ủy xã Một\n".encode()
    sent = browser.post(f"/don-vi/{world.province.uuid}/nhap/", {"file": SimpleUploadedFile("ds.csv", data)})
    change_set = ChangeSet.objects.get()
    assert sent.headers["Location"] == f"/nhap/{change_set.uuid}/"
    assert browser.get(sent.headers["Location"]).status_code == 200
    assert client_for(world.cadre).get(sent.headers["Location"]).status_code == 404
    for sent, said in (
        ({"file": SimpleUploadedFile("ds.exe", b"MZ")}, "không phải bảng tính"),
        ({}, "Đề nghị nhập nội dung này"),
    ):
        wrong = browser.post(f"/don-vi/{world.province.uuid}/nhap/", sent)
        assert (wrong.status_code, said in wrong.content.decode()) == (422, True)


def test_the_empty_sheet_and_the_list_of_units_show_how_units_are_named(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    address = f"/don-vi/{world.province.uuid}/"
    assert "mã D17" not in browser.get(address).content.decode()
    Committee.objects.filter(pk=world.communes[0].pk).update(code="D17")
    assert "mã D17" in browser.get(address).content.decode()
    assert _empty_sheet(browser, address)[2][3] == world.province.name
    for commune in world.communes:
        units(commune, "Chi bộ 1", kind="cell")
    _title, note, _header, example, *_rest = _empty_sheet(browser, address)
    assert "Đơn vị trùng tên" in str(note[0])
    assert str(example[3]).startswith("Chi bộ 1, Đảng ủy xã ")
    assert "Chi bộ 1, Đảng ủy xã A" in browser.get(f"{address}nhap/").content.decode()


def _empty_sheet(browser: Client, address: str) -> list[tuple[object, ...]]:
    answer = browser.get(f"{address}nhap/mau.xlsx")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


NEW, SAME, WRONG = "Nguyễn Văn Mới;{unit}", "Nguyễn Văn Học;{unit}", "Nguyễn Văn Sai;Đơn vị không có"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([SAME], "Không có gì thay đổi: mọi thông tin trong tệp đã đúng như trên hệ thống."),
        ([WRONG] * 7, "Không có dòng nào được ghi. 7 dòng sai không được ghi, lý do"),
        ([WRONG, SAME], "Không có dòng nào được ghi. 1 dòng sai không được ghi"),
        ([NEW], "1 dòng sẽ được ghi."),
        ([NEW, WRONG], "1 dòng sẽ được ghi. 1 dòng sai không được ghi"),
        ([NEW, SAME], "1 dòng sẽ được ghi. 1 dòng đã đúng như trên hệ thống."),
    ],
)
def test_what_a_file_would_do_is_said_as_it_is(world: World, client_for: SignIn, rows: list[str], said: str) -> None:
    lines = [row.format(unit=world.communes[0].name).replace("Sai", f"Sai {chr(97 + n)}") for n, row in enumerate(rows)]
    file = SimpleUploadedFile("ds.csv", "\n".join(["Họ và tên;Đơn vị", *lines]).encode())
    change_set = receive_file(committee=world.province, file=file, actor=world.admin)
    read_change_set(change_set)
    text = client_for(world.admin).get(f"/nhap/{change_set.uuid}/").content.decode()
    assert said in text
    assert ("Không có gì để xác nhận" in text) != (NEW in rows)
    assert ("dòng sai" in text) == (WRONG in rows)
    assert ("đã đúng như trên hệ thống" in text) == (SAME in rows)
    assert ("Xác nhận và ghi" in text) == (NEW in rows)


def test_assigning_asks_for_a_sensible_date(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    form = {"course": world.course.pk, "title": "Đợt một", "due_on": "01/01/2020", "target_percent": "90"}
    page = browser.post(f"/don-vi/{world.province.uuid}/dot/", form)
    assert page.status_code == 422
    assert "Hạn hoàn thành sớm hơn ngày bắt đầu" in page.content.decode()
    assert not Campaign.objects.exists()
    browser.post(f"/don-vi/{world.province.uuid}/dot/", {**form, "due_on": "31/12/2027"})
    campaign = Campaign.objects.get()
    assert browser.get(f"/dot/{campaign.uuid}/").status_code == 200


def test_what_is_spelled_as_typed_stands_first_and_everything_alike_is_found(world: World, client_for: SignIn) -> None:
    names = ("Nguyễn Văn Đức", "Nguyen Van Duc", "Nguyễn Vân Đực", "Đức Nguyễn Văn Ân")
    for name in names:
        member(world.communes[0], name=name)
    address = f"/don-vi/{world.province.uuid}/can-bo/"
    for typed in ("nguyễn văn đức", "NGUYỄN VĂN ĐỨC", "Nguyễn Văn Đức"):
        text = client_for(world.admin).get(address, {"q": typed}).content.decode()
        assert all(name in text for name in names)
        assert min(names, key=text.index) == "Nguyễn Văn Đức"
    text = client_for(world.admin).get(address, {"q": "nguyen van duc"}).content.decode()
    assert all(name in text for name in names)
    assert min(names, key=text.index) == "Nguyen Van Duc"


def test_names_that_break_the_rule_are_filed_by_their_own_key(world: World, client_for: SignIn) -> None:
    for name, sorts_by in (("Y Thanh Hà Niê Kđăm", "Hà"), ("Trần Thị Giang", ""), ("Lê Văn Hải", "")):
        person = member(world.communes[0], name=name)
        person.sorts_by = sorts_by
        person.save()
    text = client_for(world.admin).get(f"/don-vi/{world.province.uuid}/can-bo/").content.decode()
    assert text.index("Trần Thị Giang") < text.index("Y Thanh Hà Niê Kđăm") < text.index("Lê Văn Hải")


def test_a_search_costs_no_more_statements_for_more_people(world: World, client_for: SignIn) -> None:
    browser, address = client_for(world.admin), f"/don-vi/{world.province.uuid}/can-bo/"
    counts = []
    for _round in range(2):
        for number in range(10):
            member(world.communes[0], name=f"Nguyễn Văn Tìm {chr(97 + number)}")
        with CaptureQueriesContext(connection) as captured:
            browser.get(address, {"q": "nguyen van tim"})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10
