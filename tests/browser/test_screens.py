"""Pictures of every kind of page at three widths, for people to look at; nothing may stick out or complain."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.installation import ROOT, Installation
from tests.browser.steps import COURSE_PATH, QUIZ_PATH, begin_quiz, sign_in
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

PICTURES = ROOT / "artefacts" / "screens"
WIDTHS = {1280: 800, 768: 1024, 375: 740}


def test_pages_of_anyone(open_window: OpenWindow, watch: Watch) -> None:
    watch.foresee(404)
    page = open_window()
    _take(page, {"front-door": "/", "sign-in": "/dang-nhap/", "verify": "/xac-minh/", "not-found": "/khong-co/"})


def test_pages_of_a_learner(open_window: OpenWindow, new_learner: str) -> None:
    page = open_window()
    sign_in(page, new_learner)
    _take(
        page,
        {
            "home": "/",
            "catalogue": "/khoa-hoc/",
            "course": COURSE_PATH,
            "lesson": f"{COURSE_PATH}lua-dao-qua-thu/",
            "quiz": QUIZ_PATH,
            "help": "/tro-giup/",
            "guide": "/tro-giup/can-bo/",
        },
    )
    begin_quiz(page)
    _picture(page, "question")


def test_pages_of_who_has_passed(open_window: OpenWindow, installation: Installation) -> None:
    learner = installation.ask("certified_learner")
    page = open_window()
    sign_in(page, learner["username"])
    result = f"/lam-bai/{learner['attempt']}/ket-qua/"
    _take(page, {"home-done": "/", "certificates": "/giay-chung-nhan/", "result": result})


def test_pages_of_a_committee(open_window: OpenWindow, tmp_path: Path) -> None:
    page = open_window()
    sign_in(page, "donvi")
    _take(page, {"board": "/bao-cao/"})
    page.get_by_role("table").first.locator("tbody th a").first.click()
    page.get_by_role("link", name="Danh sách chi tiết").click()
    _picture(page, "roster")
    administrator = open_window()
    sign_in(administrator, "quantri.donvi")
    administrator.goto("/don-vi/")
    unit = administrator.url
    pages = {"unit": unit, "people": f"{unit}can-bo/", "campaigns": f"{unit}dot/", "import": f"{unit}nhap/"}
    _take(administrator, pages)
    _upload(administrator, tmp_path)
    _picture(administrator, "import-preview")


def _upload(page: Page, folder: Path) -> None:
    file = folder / "danh-sach.csv"
    file.write_text(
        "Họ và tên,Năm sinh,Chức vụ\nCù Thị Hạnh Nguyên,1990,Chuyên viên\nMạc Văn Lộc,không rõ,Văn thư\n",
        encoding="utf-8",
    )
    page.get_by_label("Bảng tính").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("button", name="Xác nhận và ghi")).to_be_visible()


def _take(page: Page, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        page.goto(address)
        _picture(page, name)


def _picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide in a window of {width}: {_sticking_out(page, width)}"


def _sticking_out(page: Page, width: int) -> Iterable[str]:
    found: list[str] = page.evaluate(
        """width => [...document.querySelectorAll("body *")]
            .filter(part => part.getBoundingClientRect().right > width + 1)
            .map(part => part.tagName + "." + part.className)""",
        width,
    )
    return found[:8]
