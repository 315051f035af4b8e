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


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_order_is_printed_with_boxes_to_be_filled(open_window: OpenWindow, new_learner: str, scripts: bool) -> None:
    """Numbers before the items would read like the answer."""
    page = open_window(java_script_enabled=scripts)
    sign_in(page, new_learner)
    page.goto(f"{COURSE_PATH}tep-dinh-kem-ma-doc/")
    page.emulate_media(media="print")
    items = page.locator(".ordering > li")
    assert items.count() > 3
    for item in items.all():
        look = item.evaluate("item => { const s = getComputedStyle(item, '::before'); return [s.content, s.width]; }")
        assert look[0] == '""' and float(look[1].removesuffix("px")) > 30
        expect(item.get_by_role("combobox", include_hidden=True)).to_be_hidden()


def test_an_exchange_is_printed_whole(open_window: OpenWindow, new_learner: str) -> None:
    page = open_window()
    sign_in(page, new_learner)
    page.goto(f"{COURSE_PATH}gia-mao-ai-chiem-tai-khoan/")
    steps, paper = page.locator(".exercise .scenes"), page.locator(".exercise__paper")
    expect(paper).to_be_hidden()
    page.emulate_media(media="print")
    expect(steps).to_be_hidden()
    expect(paper.locator("p strong").first).to_contain_text("1. Nga Kế toán")
    assert paper.locator("ul").count() == 8
    for scene in paper.locator("ul, p").all():
        expect(scene).to_be_visible()


def test_an_exercise_is_not_torn_from_its_question(open_window: OpenWindow, new_learner: str) -> None:
    """A heading that floats is not kept with what follows it: it would stand alone at the foot of a sheet."""
    page = open_window()
    sign_in(page, new_learner)
    page.goto(f"{COURSE_PATH}lua-dao-qua-thu/")
    page.emulate_media(media="print")
    for part in (".exercise__title", ".question__stem", ".question__hint", ".spots__picture", ".lesson h2"):
        for found in page.locator(part).all():
            expect(found).to_have_css("break-after", "avoid")
            expect(found).to_have_css("float", "none")
    expect(page.locator(".lesson > ul").last).to_have_css("break-inside", "avoid")
    page.goto(f"{COURSE_PATH}tep-dinh-kem-ma-doc/")
    page.emulate_media(media="print")
    for item in page.locator(".ordering > li").all():
        expect(item).to_have_css("break-inside", "avoid")
    # It would be alone on a last sheet.
    expect(page.locator(".lesson > *").last).to_have_css("margin-bottom", "0px")


def test_a_board_lies_across_the_sheet(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "donvi")
    page.goto("/bao-cao/")
    expect(page.get_by_role("table").first).to_be_visible()
    assert _sheets(page) == {ACROSS}


def test_a_table_stays_a_table_on_an_upright_sheet(open_window: OpenWindow, new_learner: str) -> None:
    """A sheet is narrower than most windows, and yet no telephone."""
    page = open_window(viewport={"width": 660, "height": 940})
    sign_in(page, new_learner)
    for address in ("/du-lieu-cua-toi/", f"{COURSE_PATH}lua-dao-qua-thu/"):
        page.goto(address)
        heads = page.locator(".table--stack thead")
        expect(heads.first).to_be_hidden()
        page.emulate_media(media="print")
        for head in heads.all():
            expect(head).to_be_visible()
        page.emulate_media(media="screen")


def test_a_page_of_authors_prints_whole(open_window: OpenWindow) -> None:
    """Wagtail's own pages scroll inside the window, of which paper shows the first sheet alone."""
    page = open_window(color_scheme="dark")
    sign_in(page, "kiemduyet")
    for address in ("/quan-tri/khoa-hoc/", "/quan-tri/ngan-hang/"):
        page.goto(address)
        link = page.get_by_role("main").locator("td.title a").first
        page.goto(str(link.get_attribute("href")))
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for part in (page.locator(".leave-bar"), page.locator(".sidebar"), page.locator(".messages")):
            expect(part.first).to_be_hidden()
        expect(page.locator("main")).to_have_css("color", "rgb(0, 0, 0)")
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) > 1, address


def _sheets(page: Page) -> set[tuple[int, int]]:
    """The sizes of the sheets, in millimetres."""
    pdf = page.pdf(format="A4")
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return {(_millimetres(width), _millimetres(height)) for width, height in sizes}


def _millimetres(points: bytes) -> int:
    return round(float(points) / POINTS_OF_A_MILLIMETRE)
