"""Columns guessed from the words clerks write, what is said of those not read, and rows that are no people."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from interop.domain.people_import import read_change_set
from interop.enums import RowAction
from interop.formats import committees, people, roles
from interop.formats.headers import Headers, recognise
from interop.models import ChangeSet
from tests.interop.lists import Unit, apply, counted, read, sheet

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
OFFICE = "Mã CB;Họ tên cán bộ;Năm sinh (dd/mm/yyyy);Cơ quan, đơn vị;Chức vụ, đơn vị công tác;Địa chỉ thư điện tử"


CODES = (
    "Số hiệu CBCC", "Mã CBCCVC (nếu có)", "Số hiệu cán bộ, công chức", "Mã CBCC/VC", "Mã CBCCVC trên CSDL quốc gia",
    "Số hiệu CB, CC, VC", "Mã số CBCC", "Số hiệu viên chức", "Mã số công chức", "Mã hiệu cán bộ",
)  # fmt: skip


def sent(unit: Unit, *lines: str) -> ChangeSet:
    return read(unit, "\n".join(lines).encode(), "ds.csv")


@pytest.mark.parametrize(
    ("headers", "heads", "expected"),
    [
        (people.HEADERS, OFFICE, "code full_name birth_year unit position email"),
        (people.HEADERS, "STT;HỌ, CHỮ ĐỆM VÀ TÊN;Ngày, tháng sinh;Nơi công tác", "- full_name birth_year unit"),
        (people.HEADERS, "Họ và tên;Nơi sinh;Ngày vào Đảng;Ngày về đơn vị;Mã số thuế", "full_name - - - -"),
        (people.HEADERS, "Họ và tên đệm;Họ và tên vợ (chồng);Họ và tên", "- - full_name"),
        (people.HEADERS, "Cơ quan;Họ tên;Đơn vị công tác", "unit full_name -"),
        (people.HEADERS, "Cơ quan quản lý;Họ tên;Đơn vị", "- full_name unit"),
        (people.HEADERS, "Họ tên;Chức vụ, đơn vị công tác", "full_name position"),
        (people.HEADERS, "Họ tên;Chức vụ;Chức vụ, đơn vị công tác", "full_name position unit"),
        *((people.HEADERS, f"Họ tên;{code};Mã số thuế", "full_name code -") for code in CODES),
        *((roles.HEADERS, f"Vai trò;{code}", "role code") for code in CODES[:4]),
        (committees.HEADERS, "Tên đơn vị (đầy đủ);Mã đơn vị cấp trên;Mã ĐV;Loại hình tổ chức", "name parent code kind"),
        (committees.HEADERS, "code;name_vi;kind;province_code", "code name kind parent"),
        (committees.HEADERS, "Tên tổ chức đảng;Tên đơn vị cấp trên;Ngày thành lập", "name parent valid_from"),
        (roles.HEADERS, "Mã CB;Họ và tên cán bộ;Vai trò được giao;Đơn vị công tác", "code full_name role unit"),
    ],
)  # fmt: skip
def test_headers_are_known_by_their_words_and_parts(headers: Headers, heads: str, expected: str) -> None:
    cells = heads.split(";")
    found = {place: name for name, place in recognise(cells, headers).items()}
    assert " ".join(found.get(place, "-") for place in range(len(cells))) == expected


def test_the_list_of_an_office_is_read_whole(unit: Unit) -> None:
    line = "CB0071;Trần Thị Bé;05/09/1990;Đảng ủy xã Một;Văn thư;be@vi-du.vn"
    row = sent(unit, "DANH SÁCH CÁN BỘ", OFFICE, line).rows.get(action=RowAction.NEW)
    assert {name: row.data[name] for name in ("code", "unit", "position", "birth_year", "email")} == {
        "code": "CB0071",
        "unit": unit.one.pk,
        "position": "Văn thư",
        "birth_year": 1990,
        "email": "be@vi-du.vn",
    }


def test_the_preview_says_what_was_read_as_what_and_warns_of_the_rest(unit: Unit, client_for: SignIn) -> None:
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    change_set = sent(unit, "STT;Họ tên;Cơ quan;Đơn vị;Quê quán;", "1;Trần Thị Bé;Tỉnh ủy;Đảng ủy xã Một;Sen Hồng;x")
    browser = client_for(unit.admin)
    address = reverse("change_set", args=[change_set.uuid])
    page = browser.get(address).content.decode()
    before, _button, _after = page.partition("Xác nhận và ghi")
    assert "“Họ tên” → Họ và tên" in before and "“Cơ quan” → Đơn vị" in before
    warning = before[before.index("callout--warning") :]
    # Two columns for one field: the second is not read, and that is said.
    assert "“Đơn vị”: có vẻ là “Đơn vị”" in warning
    assert "“Quê quán”" in warning and "Cột 6, không có tên" in warning and "STT" not in warning
    assert reverse("change_set_columns", args=[change_set.uuid]) in warning
    corrected = {"header": "1"} | {
        f"column_{n}": name for n, name in enumerate(("-", "full_name", "-", "unit", "-", "-"))
    }
    browser.post(reverse("change_set_columns", args=[change_set.uuid]), corrected)
    change_set.refresh_from_db()
    read_change_set(change_set)
    page = browser.get(address).content.decode()
    assert "“Đơn vị” → Đơn vị" in page and "Không đọc:" in page and "callout--warning" not in page


def test_a_list_without_units_says_where_its_people_go(unit: Unit, client_for: SignIn) -> None:
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    pages = [
        client_for(unit.admin).get(reverse("change_set", args=[sent(unit, *lines).uuid])).content.decode()
        for lines in (("Họ tên;Năm sinh", "Trần Thị Bé;1990"), ("Họ tên;Đơn vị", "Trần Thị Bé;Đảng ủy xã Một"))
    ]
    said = "cán bộ mới trong tệp được ghi vào “Tỉnh ủy Sen Hồng”"
    assert [said in page for page in pages] == [True, False]


def test_what_stands_below_a_list_is_no_person(unit: Unit) -> None:
    change_set = sent(
        unit,
        "STT;Họ tên;Năm sinh;Đơn vị",
        "1;Trần Thị Bé;1990;Đảng ủy xã Một",
        ";Tổng cộng: 1 người;;",
        ";Người lập biểu;;TM. BAN THƯỜNG VỤ",
        ";(Ký, ghi rõ họ tên);;",
        ";Lê Văn Ký;;",
        "2;Lê Thị <b>Hà</b>;1991;Đảng ủy xã Một",
    )
    assert counted(change_set) == {"new": 1, "wrong": 2, "missing": 1}
    assert [row.problems[0] for row in change_set.rows.filter(action=RowAction.WRONG)] == [
        "Dòng này chỉ có “Lê Văn Ký”. Nếu đây là cán bộ, đề nghị điền thêm ít nhất một cột.",
        "“Lê Thị <b>Hà</b>” không giống họ tên: họ tên không có “<”, chỉ gồm chữ cái, khoảng trắng, dấu nháy, "
        "gạch nối, dấu chấm và ngoặc đơn.",
    ]
    # Where names are all there is, a name is enough.
    assert sent(unit, "Họ tên", "Lê Văn Ký").counts["new"] == 1


def test_people_whom_only_marks_tell_apart_are_two(unit: Unit) -> None:
    lines = ["Họ tên;Năm sinh;Đơn vị"] + [f"{name};1985;Đảng ủy xã Một" for name in ("Dương Khắc An", "Dương Khắc Ân")]
    assert apply(unit, sent(unit, *lines)).counts["new"] == 2
    again = sent(unit, *lines)
    assert (again.counts["unchanged"], again.counts["wrong"]) == (2, 0)
    # The same name with its tone elsewhere or in capitals is the same person; one without marks may be either.
    for name in ("Hoà An", "HÒA AN", "Hoa An"):
        twice = sent(unit, lines[0], "Hòa An;1985;Đảng ủy xã Một", f"{name};1985;Đảng ủy xã Một")
        assert twice.counts["wrong"] == 2


def test_a_row_whose_name_was_left_out_is_told_and_not_passed_over(unit: Unit) -> None:
    change_set = sent(
        unit, "STT;Họ tên;Năm sinh;Đơn vị", "1;Trần Thị Bé;1990;Đảng ủy xã Một", "2;;1991;", ";Tổng số;1;", "3;;;"
    )
    assert counted(change_set) == {"new": 1, "wrong": 1, "missing": 1}
    assert change_set.rows.get(action=RowAction.WRONG).number == 3


@pytest.mark.parametrize(
    "line",
    [
        ";;1991;Đảng ủy xã Một;Chuyên viên",
        "2;;;;Chuyên viên",
        ";;;;Chuyên viên",
        ";;1991;;",
        ";CB07;;;",
        "2;;;;;0912 345 678",
    ],
)
def test_a_row_with_anything_but_a_name_is_wrong_wherever_it_stands(unit: Unit, line: str) -> None:
    head, good = "STT;Mã cán bộ;Họ tên;Năm sinh;Đơn vị;Chức vụ;Điện thoại", "1;;Trần Thị Bé;1990;Đảng ủy xã Một;;"
    cells = line.split(";")
    wrong = line if cells[1] else ";".join([cells[0], "", *cells[1:]])
    for lines in ([good, wrong], [wrong, good], [good, wrong, good.replace("Bé", "Sáu")]):
        change_set = sent(unit, head, *lines)
        row = change_set.rows.get(action=RowAction.WRONG)
        assert row.number == 2 + lines.index(wrong)
        assert "Chưa có họ và tên." in row.problems
        assert change_set.counts["wrong"] == 1


@pytest.mark.parametrize(
    "line",
    [
        ";;;",
        "2;;;",
        "Cộng;;;12",
        "Tổng cộng;;;12",
        ";;Hà Nội, ngày 5 tháng 9 năm 2026;",
        ";;;TM. BAN THƯỜNG VỤ",
        ";;Người lập biểu;Thủ trưởng đơn vị",
        "I. Khối Đảng;;;",
        "(1);(2);(3);(4)",
        ";;Nam;Nữ",
    ],
)
def test_what_is_nobody_is_passed_over(unit: Unit, line: str) -> None:
    head, good = "STT;Họ tên;Năm sinh;Đơn vị", "1;Trần Thị Bé;1990;Đảng ủy xã Một"
    for lines in ([good, line], [line, good]):
        assert counted(sent(unit, head, *lines)) == {"new": 1, "missing": 1}


def test_a_title_in_one_cell_does_not_hide_what_parts_the_columns(unit: Unit) -> None:
    change_set = sent(unit, "DANH SÁCH CÁN BỘ", "", "STT,Họ tên,Năm sinh,Đơn vị", "1,Trần Thị Bé,1990,Đảng ủy xã Một")
    assert counted(change_set)["new"] == 1


def test_codes_that_are_numbers_are_said(unit: Unit, client_for: SignIn, tmp_path: Path) -> None:
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    rows: list[list[object]] = [
        [1, code, f"Trần Thị {name}", "1990", "Đảng ủy xã Một", ""]
        for code, name in ((1234, "Bé"), ("00125", "Lan"), (126, "Hoa"))
    ]
    change_set = read(unit, sheet(tmp_path, rows))
    page = client_for(unit.admin).get(reverse("change_set", args=[change_set.uuid])).content.decode()
    assert "Có 2 dòng ghi mã ở dạng số" in page
    # The numbers of the columns below a header are nobody's codes.
    change_set = read(unit, sheet(tmp_path, [[1, 2, 3, 4, 5, 6], *rows]))
    assert change_set.layout["number_codes"] == 2
    change_set = read(unit, sheet(tmp_path, rows[1:2]))
    page = client_for(unit.admin).get(reverse("change_set", args=[change_set.uuid])).content.decode()
    assert "ghi mã ở dạng số" not in page
