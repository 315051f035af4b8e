"""Theme and text size, chosen at a browser without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

DARK_GROUND, LIGHT_GROUND, CONTRAST_GROUND = "rgb(16, 23, 21)", "rgb(244, 246, 245)", "rgb(255, 255, 255)"


def test_a_theme_is_chosen_before_signing_in_and_stays(open_window: OpenWindow, new_learner: str) -> None:
    page = open_window(java_script_enabled=False, color_scheme="light")
    page.goto("/")
    expect(page.locator("body")).to_have_css("background-color", LIGHT_GROUND)
    page.get_by_role("contentinfo").get_by_role("link", name="Hiển thị").click()
    _choose(page, "Tối", "Rất lớn")
    expect(page.locator(".messages").get_by_role("status")).to_have_text("Đã thay đổi cách hiển thị.")
    sign_in(page, new_learner)
    expect(page.locator("body")).to_have_css("background-color", DARK_GROUND)
    expect(page.locator("html")).to_have_css("font-size", "22px")
    page.goto("/tai-khoan/")
    expect(page.get_by_label("Tối")).to_be_checked()
    _choose(page, "Tương phản cao", "Vừa")
    expect(page.get_by_role("heading", name="Tài khoản", level=1)).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", CONTRAST_GROUND)
    expect(page.locator("html")).to_have_css("font-size", "16px")


def test_the_choice_overrules_the_computer(open_window: OpenWindow) -> None:
    page = open_window(color_scheme="dark")
    page.goto("/hien-thi/")
    expect(page.locator("body")).to_have_css("background-color", DARK_GROUND)
    _choose(page, "Sáng", "Vừa")
    expect(page.locator("body")).to_have_css("background-color", LIGHT_GROUND)
    _choose(page, "Theo máy", "Vừa")
    expect(page.locator("body")).to_have_css("background-color", DARK_GROUND)


def _choose(page: Page, theme: str, size: str) -> None:
    page.get_by_role("group", name="Giao diện").get_by_label(theme).check()
    page.get_by_role("group", name="Cỡ chữ").get_by_label(size, exact=True).check()
    page.get_by_role("main").get_by_role("button", name="Lưu").click()
