"""Questions that scripts make quicker, taken with the scripts of a paper running; an essay goes on to who marks it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.installation import Installation
from tests.browser.steps import begin_quiz, expect_saved, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]


@pytest.fixture(scope="module")
def quiz(installation: Installation) -> str:
    path = installation.ask("drill_course")
    assert isinstance(path, str)
    return path


def test_a_paper_of_drills_is_answered_kept_and_marked(quiz: str, open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "hocvien")
    attempt = begin_quiz(page, quiz)
    _go_through_the_exchange(page)
    _find_the_faults(page)
    _fill_and_select(page)
    _drag_the_last_to_the_top(page)
    page.reload()
    expect(page.locator("[name=q1-sent]")).to_have_count(2)
    expect(page.locator(".ordering li").first).to_contain_text("Báo cáo")
    expect(page.locator('[name="q2"]:checked')).to_have_count(2)
    expect(page.locator(".spot--chosen")).to_have_count(2)
    expect(page.get_by_label("Chỗ trống 1")).to_have_value("12")
    expect(page.locator('[name="q4"]:checked')).to_have_count(1)
    expect(page.locator('[name="q5"]')).to_have_value("Tôi dừng lại.\n\nTôi báo người phụ trách.")
    page.get_by_role("button", name="Nộp bài").click()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_role("heading", name="Đã nộp, chờ chấm")).to_be_visible()
    page.goto(quiz)
    expect(page.get_by_text("đang chờ chấm").first).to_be_visible()
    expect(page.get_by_role("button", name="Bắt đầu")).to_have_count(0)
    _mark(open_window(), attempt)
    page.goto(f"/lam-bai/{attempt}/ket-qua/")
    expect(page.get_by_text("Nêu rõ người nhận báo cáo.")).to_be_visible()
    expect(page.locator(".rubric__chosen")).to_have_count(2)


def _go_through_the_exchange(page: Page) -> None:
    """A choice is kept when it is made, and cannot be taken back once it was sent."""
    for step in (1, 2):
        scene = page.get_by_role("group", name=f"Bước {step}:")
        scene.get_by_role("radio", name="Làm dung").check()
        expect_saved(page)
        scene.get_by_role("button", name="Gửi lựa chọn này").click()
        expect(page.locator("[name=q1-sent]")).to_have_count(step)
        expect(page.locator("#q1-now")).to_be_visible()


def _find_the_faults(page: Page) -> None:
    """A click into the picture ticks the list, and a tick in the list marks the picture."""
    first, second = page.locator("[data-sen-spot=c]"), page.locator("[data-sen-spot=d]")
    first.locator("rect").click()
    expect(page.locator('[name="q2"][value="c"]')).to_be_checked()
    expect(first).to_have_class(re.compile("spot--chosen"))
    page.locator('[name="q2"][value="d"]').check()
    expect(second).to_have_class(re.compile("spot--chosen"))
    second.locator("rect").click()
    expect(page.locator('[name="q2"][value="d"]')).not_to_be_checked()
    second.locator("rect").click()
    expect_saved(page)


def _fill_and_select(page: Page) -> None:
    page.get_by_label("Chỗ trống 1").fill("12")
    page.get_by_label("Chỗ trống 3").select_option(label="đổi")
    page.get_by_label("yêu cầu gửi").check()
    page.locator("textarea[name=q5]").fill("Tôi dừng lại.\n\nTôi báo người phụ trách.")
    page.keyboard.press("Tab")
    expect_saved(page)


def _drag_the_last_to_the_top(page: Page) -> None:
    """What the mouse moves is what the lists of places say, and is kept like any answer."""
    items = page.locator(".ordering li")
    items.filter(has_text="Báo cáo").drag_to(items.first, target_position={"x": 40, "y": 4})
    expect(items.first).to_contain_text("Báo cáo")
    expect(items.first.locator("select")).to_have_value("1")
    expect_saved(page)


def _mark(page: Page, attempt: str) -> None:
    sign_in(page, "kiemduyet")
    page.goto("/quan-tri/cham-bai/")
    page.get_by_role("table").get_by_role("link", name="Kiểm tra", exact=True).click()
    expect(page.get_by_text("Tôi báo người phụ trách.")).to_be_visible()
    expect(page.get_by_text("tên được ẩn")).to_be_visible()
    page.get_by_role("radio", name=re.compile("nêu đủ")).check()
    page.get_by_role("button", name="Lưu điểm").click()
    expect(page.get_by_text("Hãy chọn một mức.")).to_be_visible()
    page.get_by_role("radio", name=re.compile("đúng")).check()
    page.get_by_label("Nhận xét gửi học viên").fill("Nêu rõ người nhận báo cáo.")
    page.get_by_role("button", name="Lưu điểm").click()
    expect(page.get_by_text("Đã chấm xong")).to_be_visible()
