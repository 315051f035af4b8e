"""The trainer writes a course in the editor, the reviewer-publisher publishes it, a cadre joins it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

DESKS = "/quan-tri/khoa-hoc/"
COURSE = "Gửi thư điện tử đúng cách"
LESSON = "Trước khi bấm nút gửi"
QUIZ = "Kiểm tra nhanh về thư điện tử"
BANK = "gui-thu-dung-cach"
CATEGORY = "Soạn và gửi thư"
SENTENCE = "Đọc lại địa chỉ người nhận trước khi bấm nút gửi."
QUESTIONS = (
    ("TD-01", "Việc nào cần làm trước khi gửi thư?", "Đọc lại địa chỉ người nhận", "Xóa thư trong hộp thư đến"),
    ("TD-02", "Tệp mật được gửi thế nào?", "Theo đường văn bản mật", "Qua hộp thư cá nhân"),
)


def test_a_course_is_written_published_and_joined(open_window: OpenWindow) -> None:
    trainer = open_window()
    sign_in(trainer, "giangvien")
    _begin_the_course(trainer)
    _fill_the_bank(trainer)
    _make_the_quiz(trainer)
    _write_the_lesson(trainer)
    _place_the_quiz(trainer)
    _preview(trainer)
    _submit(trainer)
    _publish(open_window())
    _join(open_window())


def _desk(page: Page) -> None:
    page.goto(DESKS)
    page.get_by_role("link", name=COURSE, exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(COURSE))).to_be_visible()


def _save_page(page: Page) -> None:
    """Wagtail stays in the form when it refuses something, and goes to the edit view otherwise."""
    page.locator("button.action-save").first.click()
    expect(page).to_have_url(re.compile(r"/pages/\d+/edit/"))


def _title(page: Page, text: str) -> None:
    """The editor makes the address from the title when the field is left."""
    page.locator("[name=title]").fill(text)
    page.locator("[name=title]").press("Tab")
    expect(page.locator("[name=slug]")).not_to_have_value("")


def _begin_the_course(page: Page) -> None:
    page.goto("/quan-tri/")
    page.get_by_role("link", name="Khóa học").first.click()
    page.get_by_role("link", name="Khóa học mới").click()
    _title(page, COURSE)
    page.locator("[name=code]").fill("TD")
    page.locator("[name=summary_vi]").fill("Một bài ngắn về cách soạn và gửi thư công vụ.")
    page.locator("[name=self_enrolment]").check()
    _save_page(page)
    _desk(page)
    page.get_by_role("link", name="Thêm học phần").click()
    _title(page, "Thư công vụ")
    _save_page(page)


def _fill_the_bank(page: Page) -> None:
    page.goto("/quan-tri/ngan-hang/nhom/them/")
    page.locator("[name=bank]").fill(BANK)
    page.locator("[name=name]").fill(CATEGORY)
    page.get_by_role("button", name="Lưu").click()
    expect(page).to_have_url(re.compile(r"/ngan-hang/\?category=\d+$"))
    for code, stem, right, wrong in QUESTIONS:
        page.goto("/quan-tri/ngan-hang/them/single/")
        page.locator("[name=category]").select_option(label=CATEGORY)
        page.locator("[name=code]").fill(code)
        page.locator("[name=stem]").fill(stem)
        for row, (text, reason) in enumerate(((right, "Đúng quy định."), (wrong, "Không đúng quy định."))):
            page.locator(f"[name=options-{row}-text]").fill(text)
            page.locator(f"[name=options-{row}-reason]").fill(reason)
        page.locator("[name=options-0-correct]").check()
        page.get_by_role("button", name="Lưu").click()
        expect(page).to_have_url(re.compile("/ngan-hang/cau-hoi/"))


def _make_the_quiz(page: Page) -> None:
    page.goto("/quan-tri/bai-kiem-tra/them/")
    page.locator("[name=bank]").select_option(BANK)
    page.locator("[name=slug]").fill("kiem-tra-nhanh")
    page.locator("[name=title_vi]").fill(QUIZ)
    page.locator("[name=draws-0-category]").select_option(label=CATEGORY)
    page.locator("[name=draws-0-count]").fill(str(len(QUESTIONS)))
    page.get_by_role("button", name="Lưu").click()
    expect(page).not_to_have_url(re.compile("/them/"))


def _write_the_lesson(page: Page) -> None:
    _desk(page)
    page.get_by_role("link", name="Thêm bài học").click()
    _title(page, LESSON)
    page.locator("[name=outcome]").fill("Biết kiểm tra thư trước khi gửi.")
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="Nội dung").click()
    page.locator(".public-DraftEditor-content").click()
    page.keyboard.type(SENTENCE)
    # The editor hands its text to the form a moment after it was typed.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(re.escape(SENTENCE)))
    _save_page(page)


def _place_the_quiz(page: Page) -> None:
    _desk(page)
    page.get_by_role("link", name="Thêm bài kiểm tra").click()
    _title(page, QUIZ)
    page.locator("[name=quiz]").select_option(label=QUIZ)
    _save_page(page)


def _preview(page: Page) -> None:
    _desk(page)
    page.get_by_role("link", name="Xem thử như học viên").first.click()
    expect(page.get_by_role("heading", name=LESSON, level=1)).to_be_visible()
    expect(page.locator("article.lesson")).to_contain_text(SENTENCE)


def _submit(page: Page) -> None:
    _desk(page)
    page.get_by_role("button", name="Gửi thẩm định").click()
    expect(page.get_by_role("button", name="Rút lại")).to_be_visible()


def _publish(page: Page) -> None:
    sign_in(page, "kiemduyet")
    _desk(page)
    page.get_by_role("button", name="Phát hành phiên bản").click()
    expect(page.get_by_role("region", name="Các phiên bản")).to_contain_text("Phạm Thị Thu Nhàn")


def _join(page: Page) -> None:
    sign_in(page, "hocvien")
    page.goto("/khoa-hoc/")
    page.get_by_role("link", name=COURSE).click()
    page.get_by_role("button", name="Tham gia khóa học").click()
    page.get_by_role("main").get_by_role("link", name=LESSON).first.click()
    expect(page.locator("article.lesson")).to_contain_text(SENTENCE)
