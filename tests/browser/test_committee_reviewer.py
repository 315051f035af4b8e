"""The committee reviewer: figures of the own subtree, the names of the own units, files by the worker."""

import csv
import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.installation import Installation
from tests.browser.steps import sign_in, visit
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]


def test_a_reviewer_follows_the_own_units(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "donvi")
    page.get_by_role("link", name="Kết quả theo đơn vị").first.click()
    expect(page.get_by_role("heading", name="Tỉnh ủy Đồng Tháp", level=1)).to_be_visible()
    expect(page.get_by_text("đơn vị đạt chỉ tiêu").first).to_be_visible()
    expect(page.get_by_text("Số liệu minh họa").first).to_be_visible()
    unit = page.get_by_role("table").first.locator("tbody th a").first
    name = unit.inner_text()
    unit.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.get_by_role("link", name="Danh sách chi tiết").click()
    people = _names(page)
    assert people
    for button, read in (("Xuất Excel", _rows_of_xlsx), ("Xuất CSV", _rows_of_csv)):
        cells = {cell for row in read(_export(page, button)) for cell in row}
        assert set(people) <= cells
        page.go_back()


def test_the_board_is_exported(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "donvi")
    page.goto("/bao-cao/")
    units = page.get_by_role("table").first.locator("tbody th").all_inner_texts()
    cells = {cell for row in _rows_of_xlsx(_export(page, "Xuất Excel")) for cell in row}
    assert {unit.strip() for unit in units} <= cells


def test_another_province_does_not_exist(open_window: OpenWindow, installation: Installation, watch: Watch) -> None:
    watch.foresee(404)
    page = open_window()
    sign_in(page, "donvi")
    there = installation.ask("committee_uuid", "Tỉnh ủy Cà Mau")
    for part in ("", "danh-sach/"):
        assert visit(page, f"/bao-cao/{there}/{part}").status == 404
        expect(page.locator("body")).not_to_contain_text("Cà Mau")
        absent = f"{there[:-4]}{'0000' if there[-4:] != '0000' else '1111'}"
        assert visit(page, f"/bao-cao/{absent}/{part}").status == 404


def _names(page: Page) -> list[str]:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return [name.strip() for name in page.get_by_role("table").first.locator("tbody th").all_inner_texts()]


def _export(page: Page, button: str) -> bytes:
    """Ask for the file and wait on the job's page until the worker has made it."""
    page.get_by_role("button", name=button).click()
    download = page.get_by_role("link", name="Tải xuống")
    expect(download).to_be_visible()
    answer = page.request.get(download.get_attribute("href") or "")
    assert answer.status == 200
    return answer.body()


def _rows_of_xlsx(data: bytes) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    return [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def _rows_of_csv(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))
