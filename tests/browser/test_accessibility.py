"""Every screen of a newcomer, a learner and a committee: axe in each theme, narrow and magnified windows."""

import hashlib
import json
import re

import pytest
from playwright.sync_api import Page, expect

from portal.guides import guides
from tests.browser.conftest import OpenWindow
from tests.browser.installation import Installation
from tests.browser.looking import VENDOR, faults
from tests.browser.steps import COURSE_PATH, QUIZ_PATH, begin_quiz, give_answers, sign_in
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]


def test_axe_is_the_vendored_one() -> None:
    vendor = json.loads((VENDOR / "VENDOR.json").read_text())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert found == vendor["sha256"]
    assert (VENDOR / vendor["licence_file"]).is_file()


def test_a_fault_is_found(open_window: OpenWindow) -> None:
    page = open_window()
    page.goto("/hien-thi/")
    page.evaluate(
        """() => {
            const main = document.querySelector("main");
            main.append(document.createElement("input"));
            const wide = document.createElement("p");
            wide.textContent = "wide";
            wide.style.width = "700px";
            main.append(wide);
            document.querySelector(".lede").style.color = "#777";
        }"""
    )
    found = "\n".join(faults(page, "a spoiled page"))
    for fault in (
        ", light: label",
        ", light: color-contrast",
        ", dark: color-contrast",
        ", high contrast: color-contrast",
        " at 320 px: wider",
        " at 200 %: wider",
    ):
        assert f"a spoiled page{fault}" in found, found


def test_screens_of_anyone(open_window: OpenWindow, watch: Watch) -> None:
    watch.foresee(404, 422)
    page = open_window()
    found = _faults_at(page, "/", "/dang-nhap/", "/xac-minh/", "/tro-giup/", "/hien-thi/", "/phong-cach/", "/khong-co/")
    found += _faults_at(page, *(f"/tro-giup/{guide.slug}/" for guide in guides()))
    page.goto("/dang-nhap/")
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert not [*found, *faults(page, "sign-in with mistakes")]


def test_screens_of_a_learner(open_window: OpenWindow, installation: Installation, new_learner: str) -> None:
    page = open_window()
    sign_in(page, new_learner)
    lesson = f"{COURSE_PATH}lua-dao-qua-thu/"
    found = _faults_at(page, "/", "/khoa-hoc/", "/khoa-hoc/?q=khong-co-khoa-nao", COURSE_PATH, lesson, QUIZ_PATH)
    found += _faults_at(page, "/giay-chung-nhan/", "/tim-kiem/?q=lua+dao", "/tai-khoan/", "/doi-mat-khau/")
    found += _faults_at(page, "/thong-bao/", "/du-lieu-cua-toi/")
    page.goto(lesson)
    give_answers(page, installation.ask("right_exercises")["lua-dao-qua-thu"][0])
    page.get_by_role("button", name="Kiểm tra câu trả lời").first.click()
    expect(page.locator(".verdict").first).to_be_visible()
    found += faults(page, "exercise marked")
    begin_quiz(page)
    found += faults(page, "question")
    page.goto(f"{page.url.partition('?')[0]}nop/")
    found += faults(page, "submit")
    page.get_by_role("button", name="Nộp bài").click()
    expect(page).to_have_url(re.compile("/ket-qua/"))
    assert not [*found, *faults(page, "result, not passed")]


def test_screens_of_who_has_passed(open_window: OpenWindow, installation: Installation) -> None:
    learner = installation.ask("certified_learner")
    page = open_window()
    sign_in(page, learner["username"])
    assert not _faults_at(page, "/", COURSE_PATH, "/giay-chung-nhan/", f"/lam-bai/{learner['attempt']}/ket-qua/")


def test_screens_of_a_committee(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "donvi")
    found = _faults_at(page, "/bao-cao/")
    page.get_by_role("table").first.locator("tbody th a").first.click()
    expect(page).to_have_url(re.compile(r"/bao-cao/[0-9a-f-]{36}/"))
    found += faults(page, "board of a unit")
    page.get_by_role("link", name="Danh sách chi tiết").click()
    expect(page).to_have_url(re.compile("/danh-sach/"))
    found += faults(page, "roster")
    administrator = open_window()
    sign_in(administrator, "quantri.donvi")
    administrator.goto("/don-vi/")
    unit = administrator.url
    assert not [
        *found,
        *_faults_at(administrator, unit, f"{unit}can-bo/", f"{unit}dot/", f"{unit}nhap/", f"{unit}dinh-chinh/"),
    ]


def _faults_at(page: Page, *addresses: str) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        found += faults(page, address)
    return found
