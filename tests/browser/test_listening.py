"""Reading aloud is offered only where the machine itself has a Vietnamese voice."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import COURSE_PATH, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

LESSON = f"{COURSE_PATH}lua-dao-qua-thu/"
# This machine has no voice, so one is planted; what it is given to say is kept.
VOICES = """voices => {
    const target = new EventTarget();
    window.said = [];
    Object.assign(target, {
        getVoices: () => voices, speak: line => window.said.push(line.text), cancel: () => { window.said.push(null); },
    });
    Object.defineProperty(window, 'speechSynthesis', { value: target });
    window.SpeechSynthesisUtterance = function (text) { this.text = text; };
}"""


def _with_voices(voices: str) -> str:
    return f"({VOICES})({voices})"


@pytest.mark.parametrize(
    "voices", ["[]", "[{lang: 'vi-VN', localService: false}]", "[{lang: 'en-US', localService: true}]"]
)
def test_without_a_voice_of_its_own_nothing_is_offered(open_window: OpenWindow, voices: str) -> None:
    page = open_window()
    page.add_init_script(_with_voices(voices))
    sign_in(page, "hocvien")
    page.goto(LESSON)
    expect(page.get_by_role("button", name="In", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Nghe đọc")).to_be_hidden()


def test_the_lesson_is_read_in_order_and_can_be_stopped(open_window: OpenWindow) -> None:
    page = open_window()
    page.add_init_script(_with_voices("[{lang: 'vi-VN', localService: true}]"))
    sign_in(page, "hocvien")
    page.goto(LESSON)
    page.get_by_role("button", name="Nghe đọc").click()
    said = page.evaluate("window.said.filter(Boolean)")
    assert said[0] == page.locator(".lesson h2").first.inner_text() and len(said) > 20
    page.get_by_role("button", name="Dừng đọc").click()
    assert page.evaluate("window.said.at(-1)") is None
    expect(page.get_by_role("button", name="Nghe đọc")).to_be_visible()
