"""Every starter course to its certificate: without scripts, with the keys of the keyboard alone, in a narrow window."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from interop.domain.starter import STARTER
from tests.browser.conftest import OpenWindow
from tests.browser.installation import Installation
from tests.browser.looking import NARROW, sticking_out
from tests.browser.steps import begin_quiz, do_exercise, question_numbers, reload_until, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

COURSES = sorted(path.name for path in STARTER.iterdir())


@pytest.fixture(scope="module")
def learner(new_learners: Iterator[str]) -> str:
    """One person takes all of them."""
    return next(new_learners)


@pytest.mark.parametrize("slug", COURSES)
def test_a_course_is_taken_to_its_certificate_by_keyboard(
    slug: str, learner: str, open_window: OpenWindow, installation: Installation
) -> None:
    course: dict[str, Any] = installation.ask("exercises_of", slug)
    page = open_window(java_script_enabled=False, viewport=NARROW)
    sign_in(page, learner)
    page.goto(f"/khoa-hoc/{slug}/")
    join = page.get_by_role("button", name="Tham gia khóa học")
    if join.count():
        press(join)
        expect(join).to_have_count(0)
    for lesson, exercises in course["lessons"].items():
        page.goto(f"/khoa-hoc/{slug}/{lesson}/")
        assert not sticking_out(page, lesson, has_scripts=False)
        for number, steps in enumerate(exercises, start=1):
            do_exercise(page, page.locator(f"#bai-thuc-hanh-{number}"), steps, give=give_by_keys, press=press)
        press(page.get_by_role("button", name=re.compile("Đã học xong|Bài tiếp theo")))
        expect(page).not_to_have_url(re.compile(f"/{lesson}/"))
    answers = installation.ask("right_answers", begin_quiz(page, f"/khoa-hoc/{slug}/{course['quiz']}/"))
    for place in range(1, len(answers) + 1):
        assert question_numbers(page) == [str(place)]
        give_by_keys(page, answers[str(place)])
        press(page.get_by_role("button", name=re.compile("^(Tiếp theo|Xem lại và nộp bài)$")))
        expect(page).to_have_url(re.compile(rf"trang={place + 1}$|/nop/$"))
    press(page.get_by_role("button", name="Nộp bài"))
    expect(page.get_by_role("heading", name="Đạt", level=1)).to_be_visible()
    page.goto("/giay-chung-nhan/")
    certificate = page.get_by_role("row").filter(has_text=course["title"])
    reload_until(page, certificate)
    expect(certificate).to_contain_text("MẪU – KHÔNG CÓ GIÁ TRỊ")


def give_by_keys(page: Page, inputs: Sequence[Sequence[str]]) -> None:
    for name, value in inputs:
        give(page, name, value)


def give(page: Page, name: str, value: str) -> None:
    """Set one input as somebody does who has no mouse."""
    field = page.locator(f'[name="{name}"]').first
    if field.evaluate("field => field.tagName") == "SELECT":
        values = field.locator("option").evaluate_all("options => options.map(option => option.value)")
        field.focus()
        page.keyboard.press("Home")
        for _place in range(values.index(value)):
            page.keyboard.press("ArrowDown")
        expect(field).to_have_value(value)
        return
    choice = page.locator(f'[name="{name}"][value="{value}"]')
    if choice.count():
        choice.focus()
        page.keyboard.press("Space")
        expect(choice).to_be_checked()
    else:
        field.focus()
        page.keyboard.type(value)


def press(button: Locator) -> None:
    """Reach the button and press it with a key."""
    button.focus()
    button.page.keyboard.press("Enter")
