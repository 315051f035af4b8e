"""The learner's whole path with the keyboard alone; at each stop the focus can be seen."""

import re
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.installation import PASSWORD
from tests.browser.steps import COURSE, COURSE_PATH

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

MOST_STOPS: Final = 80
# The ring is on the element, on a layer over it, or on the label that a small control belongs to.
_FOCUS: Final = """() => {
    const part = document.activeElement;
    const label = part.closest(".option__label");
    const ring = (element, layer) => {
        const style = getComputedStyle(element, layer);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const box = (label || part).getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
    return {
        name: part.tagName + "." + part.className + " " + part.textContent.trim().slice(0, 40),
        ring: ring(part) || ring(part, "::after") || (label !== null && ring(label)),
        uncovered: seen !== null && (seen === part || part.contains(seen) || (label || seen).contains(seen)),
        inside: box.bottom > 0 && box.top < innerHeight,
    };
}"""


def test_from_signing_in_to_the_result(open_window: OpenWindow, new_learner: str) -> None:
    page = open_window()
    page.goto("/dang-nhap/")
    _skip_to_the_content(page)
    _sign_in(page, new_learner)
    _follow(page, page.get_by_role("heading", level=3).get_by_role("link", name=COURSE))
    expect(page.get_by_role("heading", name=COURSE, level=1)).to_be_visible()
    _follow(page, page.get_by_role("main").get_by_role("link", name="Lừa đảo qua thư, tin nhắn, điện thoại"))
    expect(page.locator("article.lesson")).to_be_visible()
    _do_an_exercise(page)
    _press(page, page.get_by_role("button", name=re.compile("Đã học xong|Bài tiếp theo")))
    expect(page).to_have_url(re.compile("/tep-dinh-kem-ma-doc/"))
    _follow(page, page.get_by_role("complementary").get_by_role("link", name="Bài kiểm tra cuối khóa"))
    _press(page, page.get_by_role("button", name="Bắt đầu"))
    expect(page).to_have_url(re.compile("/lam-bai/"))
    _take_the_quiz(page)
    _press(page, page.get_by_role("main").get_by_role("button", name="Nộp bài"))
    expect(page).to_have_url(re.compile("/ket-qua/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^(Đạt|Chưa đạt)$"))


def _skip_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Chuyển đến nội dung chính")).to_be_focused()
    _expect_visible_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def _sign_in(page: Page, username: str) -> None:
    _tab_to(page, page.get_by_label("Tên đăng nhập"))
    page.keyboard.type(username)
    _tab_to(page, page.get_by_label("Mật khẩu"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/dang-nhap/"))


def _do_an_exercise(page: Page) -> None:
    """The second of the lesson is a choice of one."""
    exercise = page.locator("#bai-thuc-hanh-2")
    _tab_to(page, exercise.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    expect(exercise.get_by_role("radio").nth(1)).to_be_checked()
    _expect_visible_focus(page)
    _press(page, exercise.get_by_role("button", name="Kiểm tra câu trả lời"))
    expect(page.locator("#bai-thuc-hanh-2 .verdict").first).to_be_visible()


def _take_the_quiz(page: Page) -> None:
    pages = page.get_by_role("navigation", name="Câu hỏi").get_by_role("button").count()
    for number in range(1, pages + 1):
        expect(page.locator("[name=go][aria-current=page]")).to_have_attribute("value", str(number))
        _answer(page)
        _press(page, page.get_by_role("button", name=re.compile("^(Tiếp theo|Xem lại và nộp bài)$")))
    assert COURSE_PATH not in page.url
    expect(page).to_have_url(re.compile("/nop/$"))
    expect(page.get_by_text(f"Đã trả lời {pages} trên {pages} câu.")).to_be_visible()


def _answer(page: Page) -> None:
    """Give some answer to the whole question: choose, write, move an item down, or match each item."""
    question = page.locator("fieldset.question")
    if question.locator("[data-sen-move]").count():
        _press(page, question.locator("[data-sen-move='1']").first)
    elif question.get_by_role("combobox").count():
        for place in range(question.get_by_role("combobox").count()):
            _tab_to(page, question.get_by_role("combobox").nth(place))
            page.keyboard.press("ArrowDown")
    elif question.locator("input[type=text]").count():
        _tab_to(page, question.locator("input[type=text]").first)
        page.keyboard.type("12")
    else:
        _choose_in_each_row(page, question)


def _choose_in_each_row(page: Page, question: Locator) -> None:
    """A matrix has a row of choices for each of its statements; other choices have one row."""
    for name in question.locator("input").evaluate_all("all => [...new Set(all.map(each => each.name))]"):
        first = question.locator(f"input[name='{name}']").first
        _tab_to(page, first)
        page.keyboard.press("Space")
        expect(first).to_be_checked()


def _follow(page: Page, link: Locator) -> None:
    _tab_to(page, link.first)
    address = page.url
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(address)


def _press(page: Page, button: Locator) -> None:
    _tab_to(page, button.first)
    page.keyboard.press("Enter")


def _tab_to(page: Page, target: Locator) -> None:
    """Tab until the target has the focus; every stop on the way shows it."""
    expect(target).to_be_visible()
    passed = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        passed.append(_expect_visible_focus(page))
        if target.evaluate("part => part === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {target}: {passed}")


def _expect_visible_focus(page: Page) -> str:
    stop = page.evaluate(_FOCUS)
    if stop["name"].startswith("BODY"):
        return "the end of the page"
    assert stop["ring"], f"no ring: {stop}"
    assert stop["inside"], f"out of the window: {stop}"
    assert stop["uncovered"], f"covered: {stop}"
    return str(stop["name"])
