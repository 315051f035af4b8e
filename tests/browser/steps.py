"""What people do on the pages, told once. Words are those on the screen."""

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.installation import PASSWORD

COURSE = "Nhận biết và xử lý lừa đảo, mã độc"
COURSE_PATH = "/khoa-hoc/lua-dao-ma-doc/"
# Made by `inside.every_block_course`.
EVERY_BLOCK_COURSE = "khoa-moi-khoi"
QUIZ_PATH = f"{COURSE_PATH}kiem-tra-cuoi-khoa/"
_ATTEMPT = re.compile(r"/lam-bai/([0-9a-f-]{36})/")


def sign_in(page: Page, username: str) -> None:
    page.goto("/dang-nhap/")
    fill_sign_in(page, username)
    expect(page).not_to_have_url(re.compile("/dang-nhap/"))


def fill_sign_in(page: Page, username: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()


def visit(page: Page, address: str) -> Response:
    answer = page.goto(address)
    assert answer is not None
    return answer


def begin_quiz(page: Page, path: str = QUIZ_PATH) -> str:
    """Begin the final quiz of a course, else of the main one; returns the attempt's UUID."""
    page.goto(path)
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page).to_have_url(_ATTEMPT)
    found = _ATTEMPT.search(page.url)
    assert found is not None
    return found[1]


def give_answers(page: Page, inputs: Sequence[Sequence[str]]) -> None:
    """Choose `(name, value)` pairs: options to tick, or places and matches to select."""
    for name, value in inputs:
        field = page.locator(f'[name="{name}"]')
        if field.first.evaluate("field => field.tagName") == "SELECT":
            # With scripts the places of an ordering are set by arrows; the list behind them counts.
            field.select_option(value, force=True)
        else:
            page.locator(f'[name="{name}"][value="{value}"]').check()


def expect_answers(page: Page, inputs: Sequence[Sequence[str]]) -> None:
    """The answers are on the page as they were given, also where it shows itself anew meanwhile."""
    for name, value in inputs:
        field = f'[name="{name}"]'
        chosen = page.locator(f'{field} option[value="{value}"]:checked, {field}[value="{value}"]:checked')
        expect(chosen).to_have_count(1)


def expect_saved(page: Page) -> None:
    """The server has said that it holds the answers; only with scripts."""
    expect(page.locator("[data-sen-saved=saved]")).to_be_visible()


def question_numbers(page: Page) -> list[str]:
    """The positions of the questions on the page."""
    return page.locator("input[name=positions]").input_value().split(",")


def next_page(page: Page) -> None:
    number = page.locator("[name=go][aria-current=page]").get_attribute("value") or "1"
    page.get_by_role("button", name="Tiếp theo").click()
    expect(page.locator("[name=go][aria-current=page]")).to_have_attribute("value", str(int(number) + 1))


def reload_until(page: Page, sought: Locator, *, times: int = 60) -> None:
    """Load the page again until it shows what the worker is making."""
    for _ in range(times):
        try:
            expect(sought).to_be_visible(timeout=2_000)
        except AssertionError:
            page.reload()
        else:
            return
    expect(sought).to_be_visible()
