"""On paper: black on white whatever the theme, without what can only be pressed; boards lie across the sheet."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import COURSE_PATH, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

UPRIGHT, ACROSS = (210, 297), (297, 210)
POINTS_OF_A_MILLIMETRE = 72 / 25.4


def test_a_lesson_prints_upright_in_any_theme(open_window: OpenWindow, new_learner: str) -> None:
    page = open_window(color_scheme="dark")
    sign_in(page, new_learner)
    page.goto("/hien-thi/")
    page.get_by_label("Tối").check()
    page.get_by_label("Rất lớn").check()
    page.get_by_role("main").get_by_role("button", name="Lưu").click()
    page.goto(f"{COURSE_PATH}lua-dao-qua-thu/")
    expect(page.locator("article.lesson")).to_have_css("color", "rgb(232, 238, 236)")
    assert _sheets(page) == {UPRIGHT}
    page.emulate_media(media="print")
    expect(page.locator("article.lesson")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("html")).to_have_css("font-size", "16px")
    for part in (
        page.locator(".menu-bar"),
        page.locator(".tools"),
        page.locator(".lesson-nav"),
        page.locator("aside.aside"),
    ):
        expect(part).to_be_hidden()
    expect(page.locator(".header .brand")).to_be_visible()
    expect(page.locator("article.lesson figure img").first).to_be_visible()


def test_a_board_lies_across_the_sheet(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "donvi")
    page.goto("/bao-cao/")
    expect(page.get_by_role("table").first).to_be_visible()
    assert _sheets(page) == {ACROSS}


def _sheets(page: Page) -> set[tuple[int, int]]:
    """The sizes of the sheets, in millimetres."""
    pdf = page.pdf(format="A4")
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return {(_millimetres(width), _millimetres(height)) for width, height in sizes}


def _millimetres(points: bytes) -> int:
    return round(float(points) / POINTS_OF_A_MILLIMETRE)
