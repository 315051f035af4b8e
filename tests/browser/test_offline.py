"""The line is cut: the page says so, keeps what was entered, and is quiet again when the line is back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import sign_in
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

SENTENCE = "Năm sinh ghi 1985, đúng phải là 1986."


def test_a_form_sent_without_a_line_is_not_lost(open_window: OpenWindow, new_learner: str, watch: Watch) -> None:
    watch.foresee_cut()
    page = open_window()
    sign_in(page, new_learner)
    page.goto("/du-lieu-cua-toi/")
    banner, unsent = page.get_by_text("Mất kết nối."), page.get_by_text("Chưa gửi được")
    expect(banner).to_be_hidden()
    page.context.set_offline(True)
    expect(banner).to_be_visible()
    expect(unsent).to_be_hidden()
    page.get_by_label("Sai ở đâu").fill(SENTENCE)
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(unsent).to_be_in_viewport()
    expect(page.get_by_label("Sai ở đâu")).to_have_value(SENTENCE)
    page.context.set_offline(False)
    expect(banner).to_be_hidden()
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Câu trả lời sẽ hiện ở đây")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(SENTENCE)
