"""The committee administrator: people from a spreadsheet, looked at before anything is written; a course for all."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import choose_course, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

PEOPLE = (
    ("1", "CB-TD-0001", "Trương Thị Kim Thoa", "1988", "Chuyên viên"),
    ("2", "CB-TD-0002", "Nguyễn Hoàng Phúc", "1991", "Chuyên viên"),
    ("3", "CB-TD-0003", "Đặng Thị Ánh Tuyết", "1979", "Phó Trưởng ban"),
    ("4", "CB-TD-0004", "Lý Minh Khôi", "năm sinh không rõ", "Chuyên viên"),
)
WRONG_ROW = 7


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    """As a clerk writes it: a title above, a numbering column, one wrong row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH CÁN BỘ THAM GIA BỒI DƯỠNG"])
    sheet.append([])
    sheet.append(["STT", "Mã cán bộ", "Họ và tên", "Năm sinh", "Chức vụ"])
    for person in PEOPLE:
        sheet.append(list(person))
    path = tmp_path / "danh-sach-can-bo.xlsx"
    book.save(path)
    return path


def test_people_come_from_a_spreadsheet_and_get_a_course(open_window: OpenWindow, spreadsheet: Path) -> None:
    page = open_window()
    sign_in(page, "quantri.donvi")
    page.goto("/don-vi/")
    expect(page.get_by_role("heading", name="Tỉnh ủy Đồng Tháp", level=1)).to_be_visible()
    unit = page.url
    _look_at_the_template(page, unit)
    _import(page, unit, spreadsheet)
    _import_again(page, unit, spreadsheet)
    _assign_the_course(page, unit)


def _look_at_the_template(page: Page, unit: str) -> None:
    page.goto(f"{unit}nhap/")
    link = page.get_by_role("link", name="Tải bảng mẫu")
    answer = page.request.get(link.get_attribute("href") or "")
    rows = load_workbook(io.BytesIO(answer.body())).worksheets[0].iter_rows(values_only=True)
    assert any("Họ và tên" in row for row in rows)


def _import(page: Page, unit: str, spreadsheet: Path) -> None:
    _send(page, unit, spreadsheet)
    confirm = page.get_by_role("button", name="Xác nhận và ghi")
    expect(confirm).to_be_visible()
    wrong = page.get_by_role("row").filter(has_text="Lý Minh Khôi")
    expect(wrong.locator("td").first).to_have_text(str(WRONG_ROW))
    expect(wrong).to_contain_text("năm sinh không rõ")
    page.get_by_role("link", name=re.compile(r"mới", re.IGNORECASE)).click()
    for person in PEOPLE[:3]:
        expect(page.get_by_role("row").filter(has_text=person[2])).to_be_visible()
    expect(page.get_by_text("3 dòng sẽ được ghi")).to_be_visible()
    page.goto(f"{unit}can-bo/?q=Kim+Thoa")
    expect(page.get_by_text("Trương Thị Kim Thoa")).to_have_count(0)
    page.go_back()
    confirm.click()
    expect(page.locator(".facts").filter(has_text="đã ghi")).to_be_visible()
    page.goto(f"{unit}can-bo/?q=Kim+Thoa")
    expect(page.get_by_role("row").filter(has_text="Trương Thị Kim Thoa")).to_be_visible()


def _import_again(page: Page, unit: str, spreadsheet: Path) -> None:
    _send(page, unit, spreadsheet)
    expect(page.get_by_text("Không có dòng nào được ghi.")).to_be_visible()
    expect(page.get_by_text("3 dòng đã đúng như trên hệ thống.")).to_be_visible()
    expect(page.get_by_role("button", name="Xác nhận và ghi")).to_have_count(0)


def _send(page: Page, unit: str, spreadsheet: Path) -> None:
    page.goto(f"{unit}nhap/")
    page.get_by_label("Bảng tính").set_input_files(spreadsheet)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("heading", name=spreadsheet.name, level=1)).to_be_visible()


def _assign_the_course(page: Page, unit: str) -> None:
    page.goto(f"{unit}dot/")
    choose_course(page)
    page.get_by_label("Tên đợt bồi dưỡng").fill("Đợt bồi dưỡng bổ sung")
    due_on = (date.today() + timedelta(days=90)).strftime("%d/%m/%Y")  # noqa: DTZ011 (any day ahead)
    page.get_by_label("Hạn hoàn thành").fill(due_on)
    page.get_by_label("Chỉ tiêu").fill("90")
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_role("heading", name="Đợt bồi dưỡng bổ sung", level=1)).to_be_visible()
    enrolled = page.locator("dt:has-text('Đã ghi danh') + dd")
    expect(enrolled.filter(has_text=re.compile(r"^[1-9]"))).to_be_visible()
    expect(page.get_by_text(due_on)).to_be_visible()
