"""What people do on the pages, told once. Words are those on the screen."""

import contextlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, Response, expect

from tests.browser.installation import PASSWORD

COURSE = "Nhận biết và xử lý lừa đảo, mã độc"
COURSE_SLUG = "lua-dao-ma-doc"
COURSE_PATH = f"/khoa-hoc/{COURSE_SLUG}/"
# Made by `inside.every_block_course`.
EVERY_BLOCK_COURSE = "khoa-moi-khoi"
# Of the question made by `waiting_work.essays_to_mark`.
ESSAY_CODE = "TL1"
QUIZ_PATH = f"{COURSE_PATH}kiem-tra-cuoi-khoa/"
# As Word 16 puts it on the clipboard: its styles, lists that are no lists, a table, a note in the margin.
_FROM_WORD = Path(__file__).with_name("pasted_from_word.html")
_PASTE = """(editor, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "lời");
    editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
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


def choose_course(page: Page, title: str = COURSE) -> None:
    """In the form of a campaign, whose list says more of a course than its name."""
    field = page.get_by_label("Khóa học", exact=True)
    field.select_option(value=field.locator("option").filter(has_text=title).get_attribute("value"))


def begin_quiz(page: Page, path: str = QUIZ_PATH) -> str:
    """Begin the final quiz of a course, else of the main one; returns the attempt's UUID."""
    page.goto(path)
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page).to_have_url(_ATTEMPT)
    found = _ATTEMPT.search(page.url)
    assert found is not None
    return found[1]


def give_answers(page: Page, inputs: Sequence[Sequence[str]]) -> None:
    """Give `(name, value)` pairs: options to tick, places and matches to select, words and numbers to type."""
    for name, value in inputs:
        field = page.locator(f'[name="{name}"]')
        kind = field.first.evaluate("field => field.type")
        if kind == "select-one":
            # With scripts the places of an ordering are set by arrows; the list behind them counts.
            field.select_option(value, force=True)
        elif kind == "text":
            field.fill(value)
            field.blur()
        else:
            page.locator(f'[name="{name}"][value="{value}"]').check()


def do_exercise(
    page: Page,
    exercise: Locator,
    steps: Sequence[Sequence[Sequence[str]]],
    *,
    give: Callable[[Page, Sequence[Sequence[str]]], None] = give_answers,
    press: Callable[[Locator], None] = Locator.click,
) -> None:
    """Give the right answers, see `inside.exercises_of`; in an exchange one choice after the other."""
    for inputs in steps:
        give(page, inputs)
        press(exercise.get_by_role("button", name=re.compile("^(Kiểm tra câu trả lời|Gửi lựa chọn này)$")))
        # Only what the answer has changed shows that it has come.
        name, value = inputs[-1]
        expect(exercise.locator(f'[name="{name}-sent"][value="{value}"], .verdict')).not_to_have_count(0)
    expect(exercise.get_by_text("Đúng hết.")).to_be_visible()
    expect(exercise.locator(".verdict").first).to_be_visible()


def expect_answers(page: Page, inputs: Sequence[Sequence[str]]) -> None:
    """The answers are on the page as they were given, also where it shows itself anew meanwhile."""
    for name, value in inputs:
        field = f'[name="{name}"]'
        if page.locator(f'{field}:is([type="text"], :not([type], select))').count():
            expect(page.locator(field)).to_have_value(value)
            continue
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


def write_stem(page: Page, text: str) -> None:
    """Into the editor of the text of a question, which hands it to the form a moment after it was typed."""
    page.get_by_role("textbox", name="Nội dung câu hỏi").click()
    page.keyboard.type(text)
    expect(page.locator("[name=stem-editor]")).to_have_value(re.compile(re.escape(text)))


def paste(into: Locator, html: str) -> None:
    into.evaluate(_PASTE, html)


def paste_from_word(into: Locator) -> None:
    paste(into, _FROM_WORD.read_text())


def reload_until(page: Page, sought: Locator, *, times: int = 60) -> None:
    """Load the page again until it shows what the worker is making."""
    for _ in range(times):
        try:
            expect(sought).to_be_visible(timeout=2_000)
        except AssertionError:
            # A page about a job renews itself: where it is just doing so, its own loading is as good as ours.
            with contextlib.suppress(Error):
                page.reload()
        else:
            return
    expect(sought).to_be_visible()
