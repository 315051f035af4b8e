"""A computer that several people use: leaving takes one click, and nothing personal stays behind."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import COURSE_PATH, begin_quiz, sign_in
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

PAGES = (
    "/",
    "/khoa-hoc/",
    COURSE_PATH,
    f"{COURSE_PATH}lua-dao-qua-thu/",
    "/giay-chung-nhan/",
    "/tai-khoan/",
    "/tro-giup/",
    "/khong-co/",
)
DESKS = (
    "/quan-tri/khoa-hoc/",
    "/quan-tri/pages/3/",
    "/quan-tri/images/",
    "/quan-tri/media/",
    "/quan-tri/account/",
    "/quan-tri/ngan-hang/",
    "/quan-tri/khong-co/",
)
KEPT = """async () => ({
    local: Object.entries(localStorage), session: Object.entries(sessionStorage),
    databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_button_to_leave_is_on_every_page(
    open_window: OpenWindow, watch: Watch, new_learner: str, width: int
) -> None:
    watch.foresee(404)
    page = open_window(viewport={"width": width, "height": 800})
    sign_in(page, new_learner)
    for address in PAGES:
        page.goto(address)
        expect(page.get_by_role("banner").get_by_role("button", name="Đăng xuất")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_button_to_leave_is_on_the_pages_of_authors(open_window: OpenWindow, watch: Watch, width: int) -> None:
    watch.foresee(404)
    page = open_window(viewport={"width": width, "height": 800})
    sign_in(page, "kiemduyet")
    for address in DESKS:
        page.goto(address)
        leave = page.get_by_role("banner").get_by_role("button", name="Đăng xuất")
        expect(leave).to_be_in_viewport()
        # Nothing of Wagtail lies above it.
        leave.click(trial=True)
    leave.click()
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_visible()


def test_nothing_personal_stays_after_leaving(open_window: OpenWindow, new_learner: str) -> None:
    page = open_window()
    sign_in(page, new_learner)
    name = page.locator(".user-menu__name").inner_text()
    attempt = begin_quiz(page)
    page.locator("input[type=radio], input[type=checkbox], select").first.evaluate("field => field.click()")
    page.goto("/tai-khoan/")
    expect(page.get_by_role("main")).to_contain_text(name)
    page.get_by_role("banner").get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_visible()
    expect(page.locator(".messages").get_by_role("status")).to_have_text("Đã đăng xuất.")

    # The word of leaving was said once and is gone.
    cookies = {cookie["name"] for cookie in page.context.cookies()}
    assert cookies <= {"csrftoken", "sen_display"}, cookies
    assert page.evaluate(KEPT) == {"local": [], "session": [], "databases": 0, "caches": 0, "workers": 0}
    # Going back shows no page of before: it was not to be stored.
    page.go_back()
    expect(page).to_have_url(re.compile("/dang-nhap/"))
    assert name not in page.content()
    page.goto(f"/lam-bai/{attempt}/")
    expect(page).to_have_url(re.compile("/dang-nhap/"))
