"""Theme and text size, chosen at a browser without scripts."""

import re
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.looking import PHONE, open_menu, sticking_out
from tests.browser.steps import COURSE_PATH, begin_quiz, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

# Pixels; what is smaller is not hit by a finger (WCAG 2.2, 2.5.8).
LEAST = 24
_BOXES = "all => all.map(each => each.getBoundingClientRect().toJSON())"
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


def test_text_size_is_chosen_at_the_lesson_and_leads_back_to_it(open_window: OpenWindow, new_learner: str) -> None:
    page = open_window(java_script_enabled=False, viewport=PHONE)
    sign_in(page, new_learner)
    lesson = f"{COURSE_PATH}lua-dao-qua-thu/"
    page.goto(lesson)
    link = page.get_by_role("main").get_by_role("link", name="Cỡ chữ và màu")
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.get_by_role("link", name="Quay lại trang trước")).to_have_attribute("href", lesson)
    _choose(page, "Theo máy", "Lớn")
    expect(page).to_have_url(re.compile(f"{lesson}$"))
    expect(page.locator(".messages").get_by_role("status")).to_have_text("Đã thay đổi cách hiển thị.")
    expect(page.locator("html")).to_have_css("font-size", "19px")
    # The link in the foot is the same everywhere, and leads back all the same.
    page.goto("/khoa-hoc/?q=thư")
    page.get_by_role("contentinfo").get_by_role("link", name="Hiển thị").click()
    _choose(page, "Theo máy", "Vừa")
    expect(page).to_have_url(re.compile(r"/khoa-hoc/\?q="))


def test_the_choice_overrules_the_computer(open_window: OpenWindow) -> None:
    page = open_window(color_scheme="dark")
    page.goto("/hien-thi/")
    expect(page.locator("body")).to_have_css("background-color", DARK_GROUND)
    _choose(page, "Sáng", "Vừa")
    expect(page.locator("body")).to_have_css("background-color", LIGHT_GROUND)
    _choose(page, "Theo máy", "Vừa")
    expect(page.locator("body")).to_have_css("background-color", DARK_GROUND)


def test_what_stands_in_the_header_can_be_pressed_at_every_size(open_window: OpenWindow) -> None:
    """Language, account and the way out: none under another, none cut off, nothing to scroll sideways."""
    page = open_window()
    sign_in(page, "hocvien")
    for width, size in product((320, 375, 768), ("medium", "large", "largest")):
        page.set_viewport_size({"width": width, "height": 700})
        page.evaluate("size => { document.documentElement.dataset.textSize = size; }", size)
        boxes = page.locator(".header__row :is(button, summary)").evaluate_all(_BOXES)
        assert len(boxes) == 3
        for number, one in enumerate(boxes):
            assert one["left"] >= 0 and one["right"] <= width and one["right"] - one["left"] >= LEAST, (width, size)
            for other in boxes[:number]:
                is_beside = other["right"] <= one["left"] + 0.5 or other["bottom"] <= one["top"] + 0.5
                assert is_beside, (width, size, boxes)
        assert not sticking_out(page, f"home at {width} px, {size}")


def test_the_menu_of_the_account_stands_inside_the_window(open_window: OpenWindow) -> None:
    """Under the icon alone it began left of a telephone's window; the name in it was cut off."""
    page = open_window()
    sign_in(page, "hocvien")
    open_menu(page)
    for width, size in product((320, 360, 375, 386, 768, 1280), ("medium", "large", "largest")):
        page.set_viewport_size({"width": width, "height": 700})
        page.evaluate("size => { document.documentElement.dataset.textSize = size; }", size)
        assert not sticking_out(page, f"home with its menu at {width} px, {size}")
        (panel,) = page.locator(".user-panel").evaluate_all(_BOXES)
        assert panel["left"] >= 0 and panel["right"] <= width, (width, size, panel)
        (last,) = page.locator(".user-panel li:last-child").evaluate_all(_BOXES)
        # Nothing follows the last link but the edge of the panel.
        assert panel["bottom"] - last["bottom"] <= 24, (width, size)


@pytest.mark.parametrize("width", [320, 375])
def test_what_wraps_on_a_phone_stays_in_line(open_window: OpenWindow, new_learner: str, width: int) -> None:
    """The button of the first hint begins where its text does; the numbers of a paper stand as far apart both ways."""
    page = open_window(viewport={"width": width, "height": 740})
    sign_in(page, new_learner)
    hint = page.locator("form.facts")
    (button,) = hint.get_by_role("button", name="Không hiện lại").evaluate_all(_BOXES)
    (text,) = hint.locator("> span").evaluate_all(_BOXES)
    assert button["top"] >= text["bottom"] and abs(button["left"] - text["left"]) <= 1
    begin_quiz(page)
    numbers = page.locator("nav.section button").evaluate_all(_BOXES)
    below = next(one for one in numbers if one["top"] > numbers[0]["top"])
    assert below["top"] - numbers[0]["bottom"] == pytest.approx(numbers[1]["left"] - numbers[0]["right"], abs=1)


def _choose(page: Page, theme: str, size: str) -> None:
    page.get_by_role("group", name="Giao diện").get_by_label(theme).check()
    page.get_by_role("group", name="Cỡ chữ").get_by_label(size, exact=True).check()
    page.get_by_role("main").get_by_role("button", name="Lưu").click()
