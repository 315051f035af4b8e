"""A killed browser and a lost session: what was said to be saved is still there, the rest is kept."""

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LaunchBrowser, OpenWindow
from tests.browser.installation import Installation
from tests.browser.steps import (
    begin_quiz,
    expect_answers,
    expect_saved,
    fill_sign_in,
    give_answers,
    next_page,
    sign_in,
)
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]


def test_answers_survive_a_killed_browser(
    open_window: OpenWindow, launch: LaunchBrowser, installation: Installation, new_learner: str
) -> None:
    mark = f"--sen-test={new_learner}"
    doomed = launch(mark)
    page = open_window(by=doomed)
    sign_in(page, new_learner)
    attempt = begin_quiz(page)
    answers = installation.ask("right_answers", attempt)
    for number in ("1", "2", "3"):
        give_answers(page, answers[number])
        expect_saved(page)
        if number != "3":
            next_page(page)
    _kill(mark)
    again = open_window()
    sign_in(again, new_learner)
    for number in ("1", "2", "3"):
        again.goto(f"/lam-bai/{attempt}/?trang={number}")
        expect_answers(again, answers[number])


def test_a_lost_session_says_so_and_keeps_what_was_sent(
    open_window: OpenWindow, installation: Installation, new_learner: str, watch: Watch
) -> None:
    page, answer = _lose_the_session(open_window(), installation, new_learner, watch)
    page.get_by_role("button", name="Tiếp theo").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    fill_sign_in(page, new_learner)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page).to_have_url(re.compile("trang=2$"))
    page.get_by_role("button", name="Trước").click()
    expect_answers(page, answer)


def test_a_sign_in_in_another_window_rescues_the_answer(
    open_window: OpenWindow, installation: Installation, new_learner: str, watch: Watch
) -> None:
    page, answer = _lose_the_session(open_window(), installation, new_learner, watch)
    other = page.context.new_page()
    sign_in(other, new_learner)
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect_saved(page)
    page.reload()
    expect_answers(page, answer)


def _lose_the_session(
    page: Page, installation: Installation, username: str, watch: Watch
) -> tuple[Page, list[list[str]]]:
    """Answer the first question after the session has gone; the page has said that it is not saved."""
    watch.foresee(401)
    sign_in(page, username)
    answer = installation.ask("right_answers", begin_quiz(page))["1"]
    page.context.clear_cookies(name="sessionid")
    give_answers(page, answer)
    expect(page.locator("[data-sen-saved=failed]")).to_contain_text("Phiên làm việc đã kết thúc")
    return page, answer


def _kill(mark: str) -> None:
    """KILL to the browser's own process; its helpers end with it."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if mark in words and not any(word.startswith("--type=") for word in words):
                os.kill(int(entry.name), signal.SIGKILL)
