"""A killed browser, a lost session, a cut line: what was said to be saved is still there, the rest is kept."""

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
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

KEPT = """async () => {
    const names = (await indexedDB.databases()).map((one) => one.name);
    if (!names.includes("sen-quiz")) return [];
    const base = await new Promise((done) => {
        const opening = indexedDB.open("sen-quiz");
        opening.onsuccess = () => done(opening.result);
    });
    const found = await new Promise((done) => {
        const asked = base.transaction("kept").objectStore("kept").getAll();
        asked.onsuccess = () => done(asked.result);
    });
    base.close();
    return found.map((one) => String.fromCharCode(...new Uint8Array(one.cipher)));
}"""
"""What this browser keeps of unsent answers, as it stands on its disk."""

ANSWERS = """() => [...new FormData(document.querySelector("form[data-sen-autosave]"))]
    .filter(([name]) => /^q\\d/.test(name)).map((pair) => pair.join()).sort()"""


def expect_nothing_kept(page: Page) -> None:
    """In the end: another window of the same attempt may still be at it, and a page may show itself anew."""
    for _time in range(100):
        with contextlib.suppress(PlaywrightError):
            if page.evaluate(KEPT) == []:
                return
        page.wait_for_timeout(100)
    raise AssertionError("an answer is still kept in the browser")


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


def test_a_kept_form_does_not_replace_what_was_shown_as_saved_since(
    open_window: OpenWindow, installation: Installation, new_learner: str, watch: Watch
) -> None:
    """Kept by the server and the browser; the browser delivers, the learner answers anew, then sends the form."""
    page, answer = _lose_the_session(open_window(), installation, new_learner, watch)
    paper = page.url
    page.get_by_role("button", name="Tiếp theo").click()
    fill_sign_in(page, new_learner)
    expect(page.get_by_role("button", name="Gửi ngay")).to_be_visible()
    other = page.context.new_page()
    other.goto(paper)
    expect_answers(other, answer)
    expect_saved(other)
    _answer_otherwise(other)
    expect_saved(other)
    shown_as_saved = other.evaluate(ANSWERS)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("đã có câu trả lời khác được lưu sau nội dung giữ lại")).to_be_visible()
    assert page.evaluate(ANSWERS) == shown_as_saved


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


def test_a_cut_of_the_line_is_said_and_moving_on_waits_for_it(
    open_window: OpenWindow, installation: Installation, new_learner: str, watch: Watch
) -> None:
    page, answer = _answer_with_the_line_cut(open_window(), installation, new_learner, watch)
    page.get_by_role("button", name="Tiếp theo").click()
    expect(page.locator("[data-sen-saved=failed]")).to_contain_text("Mất kết nối")
    expect(page.locator("[data-sen-saved=failed]")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"/lam-bai/[^?]+/$"))
    page.context.set_offline(False)
    expect(page).to_have_url(re.compile("trang=2$"))
    page.get_by_role("button", name="Trước").click()
    expect_answers(page, answer)
    expect_nothing_kept(page)


def test_what_was_answered_in_a_cut_survives_the_closing_of_the_page(
    open_window: OpenWindow, installation: Installation, new_learner: str, watch: Watch
) -> None:
    """Reloading in the cut shows the browser's own page; when the line is back the answer is sent first."""
    page, answer = _answer_with_the_line_cut(open_window(), installation, new_learner, watch)
    paper = page.url
    page.on("dialog", lambda dialog: dialog.accept())  # the warning before leaving
    with contextlib.suppress(PlaywrightError):
        page.reload()
    assert page.locator("[data-sen-saved]").count() == 0
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(paper)
    expect_answers(again, answer)
    expect_saved(again)
    expect_nothing_kept(again)
    other = open_window()
    sign_in(other, new_learner)
    other.goto(paper)
    expect_answers(other, answer)


def test_whoever_signs_in_next_finds_nothing_readable(
    open_window: OpenWindow, installation: Installation, new_learners: Iterator[str], watch: Watch
) -> None:
    """The learner leaves in the cut; a colleague takes the same computer, then the learner comes back."""
    learner, colleague = next(new_learners), next(new_learners)
    page, answer = _answer_with_the_line_cut(open_window(), installation, learner, watch)
    paper = page.url
    page.close()
    page = page.context.new_page()
    page.context.set_offline(False)
    page.context.clear_cookies()
    sign_in(page, colleague)
    found = page.evaluate(KEPT)
    assert len(found) == 1
    assert not any(word in found[0] for word in ("sequence", "positions", answer[0][0], learner))
    begin_quiz(page)
    expect(page.locator("[data-sen-saved=failed]")).to_have_count(0)
    assert page.evaluate(KEPT) == found
    page.context.clear_cookies()
    sign_in(page, learner)
    page.goto(paper)
    expect_answers(page, answer)
    expect_nothing_kept(page)


def test_without_a_secure_context_the_page_says_that_it_must_stay_open(
    open_window: OpenWindow, installation: Installation, new_learner: str, watch: Watch
) -> None:
    page = open_window()
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})")
    page, answer = _answer_with_the_line_cut(page, installation, new_learner, watch, says="xin đừng đóng trang")
    expect_nothing_kept(page)
    page.context.set_offline(False)
    expect_saved(page)
    page.reload()
    expect_answers(page, answer)


def test_a_stale_window_changes_only_what_is_answered_in_it(
    open_window: OpenWindow, installation: Installation, new_learner: str
) -> None:
    """Two tabs on one question: moving on in the older one, untouched, leaves the newer answer alone."""
    page = open_window()
    sign_in(page, new_learner)
    answer = installation.ask("right_answers", begin_quiz(page))["1"]
    other = page.context.new_page()
    other.goto(page.url)
    give_answers(page, answer)
    expect_saved(page)
    next_page(other)
    other.get_by_role("button", name="Trước").click()
    expect_answers(other, answer)


def _answer_with_the_line_cut(
    page: Page, installation: Installation, username: str, watch: Watch, says: str = "tạm giữ trên máy này"
) -> tuple[Page, list[list[str]]]:
    """Answer the first question when nothing reaches the server; the page has said what becomes of it."""
    watch.foresee_cut()
    sign_in(page, username)
    answer = installation.ask("right_answers", begin_quiz(page))["1"]
    page.context.set_offline(True)
    give_answers(page, answer)
    expect(page.locator("[data-sen-saved=failed]")).to_contain_text(says)
    return page, answer


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


def _answer_otherwise(page: Page) -> None:
    """Change the answer on the page, whatever its type."""
    before = page.evaluate(ANSWERS)
    field = page.locator("form[data-sen-autosave] [name^=q1]:not([type=hidden]):not(:checked)").first
    match field.evaluate("field => field.type"):
        case "select-one":
            index = field.evaluate("field => field.selectedIndex")
            field.select_option(index=2 if index == 1 else 1, force=True)
        case "text":
            field.fill("7")
            field.blur()
        case _:
            field.check()
    assert page.evaluate(ANSWERS) != before


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
