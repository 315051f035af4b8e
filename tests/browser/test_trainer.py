"""A lesson with a quiz written, submitted and published by the guides alone, then learned by a cadre.

Each function is a step of `/tro-giup/giang-vien/` or `/tro-giup/tham-dinh/`; its words are the guide's own.
"""

import re
from datetime import timedelta
from typing import Final

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.following import follow, labelled, press, sees
from tests.browser.steps import reload_until, sign_in, write_stem

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

COURSE: Final = "Gửi thư điện tử đúng cách"
LESSON: Final = "Trước khi bấm nút gửi"
QUIZ: Final = "Kiểm tra nhanh về thư điện tử"
CATEGORY: Final = "Soạn và gửi thư"
SENTENCE: Final = "Đọc lại địa chỉ người nhận trước khi bấm nút gửi."
NOTE: Final = "Xin xem kỹ bài kiểm tra."
NEW: Final = "Phiên bản đầu tiên."
NEWER: Final = "Thêm một buổi thực hành."
SESSION: Final = "Buổi thực hành gửi thư"
REASON: Final = "Ghi rõ phòng học của buổi thực hành."
SAMPLE: Final = "Kiểm chứng và chia sẻ thông tin"
COPY: Final = "Kiểm chứng thông tin ở cơ sở"
FINISHED: Final = "Họp trực tuyến và công cụ số"
QUESTION: Final = ("Việc nào cần làm trước khi gửi thư?", "Đọc lại địa chỉ người nhận", "Xóa thư trong hộp thư đến")


def test_a_course_is_written_published_and_joined_by_the_guides_alone(open_window: OpenWindow) -> None:
    trainer = open_window()
    sign_in(trainer, "giangvien")
    follow(trainer, "giang-vien", TRAINER)
    expect(trainer.get_by_role("button", name="Rút lại")).to_be_visible()
    reviewer = open_window()
    sign_in(reviewer, "kiemduyet")
    follow(reviewer, "tham-dinh", REVIEWER)
    editions = reviewer.get_by_role("region", name="Các phiên bản")
    expect(editions).to_contain_text("đang dùng")
    expect(editions).to_contain_text(NEW)
    _join(open_window())

    follow(trainer, "giang-vien", {"phan-hoc-khac": (add_elsewhere, choose_document, *[_only_told] * 3)})
    _send_again(trainer)
    follow(reviewer, "tham-dinh", {"tra-lai": (open_returning, say_what_to_change, send_back)})
    _open_course(trainer)
    expect(trainer.get_by_role("region", name="Thẩm định")).to_contain_text(REASON)
    _send_again(trainer)
    _publish_again(reviewer)
    follow(reviewer, "tham-dinh", COMPARE)
    follow(
        trainer, "giang-vien", {"phan-hoc-khac": (_only_told, _only_told, hold_session, learned_elsewhere, copy_sample)}
    )
    follow(reviewer, "tham-dinh", {"hoc-lieu-mau": (open_sample, sign_off)})


def _open_course(page: Page) -> None:
    """From anywhere in the admin, by the menu."""
    page.goto("/quan-tri/")
    page.get_by_role("link", name="Khóa học", exact=True).first.click()
    page.get_by_role("link", name=COURSE, exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(COURSE))).to_be_visible()


def _save_page(page: Page, button: str = "Lưu nháp") -> None:
    """Wagtail stays in the form when it refuses something, and goes to the edit view otherwise."""
    page.get_by_role("button", name=re.compile(button)).first.click()
    expect(page).to_have_url(re.compile(r"/pages/\d+/edit/"))


def _title(page: Page, text: str) -> None:
    """The editor makes the address from the title when the field is left."""
    page.locator("[name=title]").fill(text)
    page.locator("[name=title]").press("Tab")
    expect(page.locator("[name=slug]")).not_to_have_value("")


def open_writing(page: Page, write: str, courses: str) -> None:
    page.goto("/")
    press(page, write)
    page.get_by_role("link", name=courses, exact=True).first.click()
    expect(page.get_by_role("heading", name=courses, level=1)).to_be_visible()


def begin_course(page: Page, new: str, anyone: str) -> None:
    press(page, new)
    _title(page, COURSE)
    labelled(page, "Mã").fill("TD")
    labelled(page, "Tóm tắt").fill("Một bài ngắn về cách soạn và gửi thư công vụ.")
    labelled(page, "Nhóm chuyên đề").select_option(index=0)
    labelled(page, "Mức độ").select_option(index=0)
    labelled(page, anyone).check()


def save_course(page: Page, save: str, courses: str) -> None:
    _save_page(page, save)
    page.get_by_role("link", name=courses, exact=True).first.click()
    row = page.get_by_role("row").filter(has_text=COURSE)
    expect(row).to_contain_text("bản nháp")
    row.get_by_role("link", name=COURSE).click()


def add_module(page: Page, add: str) -> None:
    press(page, add)
    _title(page, "Thư công vụ")
    _save_page(page)
    _open_course(page)


def begin_lesson(page: Page, add: str, outcome: str) -> None:
    _open_course(page)
    press(page, add)
    _title(page, LESSON)
    labelled(page, outcome).fill("Biết kiểm tra thư trước khi gửi.")


def add_parts(page: Page, text: str, *others: str) -> None:
    page.locator(".c-sf-add-button").first.click()
    for name in (text, *others):
        expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    page.get_by_role("option", name=text, exact=True).click()
    page.locator(".public-DraftEditor-content").click()
    page.keyboard.type(SENTENCE)
    # The editor hands its text to the form a moment after it was typed.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(re.escape(SENTENCE)))


def describe_pictures(page: Page, description: str) -> None:
    """The field is there as soon as a picture is; this lesson goes without one."""
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name="Hình ảnh", exact=True).click()
    expect(labelled(page, description)).to_be_visible()
    page.locator("[data-streamfield-action=DELETE]").last.click()
    expect(labelled(page, description)).to_be_hidden()


def preview_lesson(page: Page, preview: str) -> None:
    _save_page(page)
    _open_course(page)
    press(page, preview)
    expect(page.get_by_role("heading", name=LESSON, level=1)).to_be_visible()
    expect(page.locator("article.lesson")).to_contain_text(SENTENCE)


def begin_bank(page: Page, bank: str, add: str, bank_field: str, name: str, save: str) -> None:
    page.goto("/quan-tri/")
    page.get_by_role("link", name=bank, exact=True).first.click()
    press(page, add)
    labelled(page, bank_field).select_option(label=COURSE)
    labelled(page, name).fill(CATEGORY)
    page.get_by_role("button", name=save, exact=True).click()
    expect(page).to_have_url(re.compile(r"/ngan-hang/\?category=\d+$"))


def write_question(page: Page, write: str, code: str) -> None:
    page.locator("[name=type]").first.select_option("single")
    press(page, write)
    stem, *options = QUESTION
    page.locator("[name=category]").select_option(label=CATEGORY)
    labelled(page, code).fill("TD-01")
    write_stem(page, stem)
    for row, (text, reason) in enumerate(zip(options, ("Đúng quy định.", "Không đúng quy định."), strict=True)):
        page.locator(f"[name=options-{row}-text]").fill(text)
        page.locator(f"[name=options-{row}-reason]").fill(reason)
    page.locator("[name=options-0-correct]").check()


def mark_practice(page: Page, practice: str) -> None:
    """This one counts, so it is not marked."""
    expect(labelled(page, practice)).not_to_be_checked()


def save_question(page: Page, save: str) -> None:
    press(page, save)
    expect(page).to_have_url(re.compile("/ngan-hang/cau-hoi/"))


def begin_quiz(page: Page, quizzes: str, new: str, bank: str, slug: str) -> None:
    page.goto("/quan-tri/")
    page.get_by_role("link", name=quizzes, exact=True).first.click()
    press(page, new)
    labelled(page, bank).select_option(label=COURSE)
    labelled(page, slug).fill("kiem-tra-nhanh")
    page.locator("[name=title_vi]").fill(QUIZ)


def choose_rules(page: Page, calendar: str) -> None:
    for name, value in (("time_limit_minutes", "10"), ("attempts", "3"), ("pass_mark_percent", "80")):
        page.locator(f"[name={name}]").fill(value)
    expect(page.locator("[name=purpose]")).to_be_attached()
    sees(page, calendar)


def choose_review(page: Page, review: str) -> None:
    sees(page, review)


def choose_draws(page: Page, draws: str, count: str, save: str) -> None:
    sees(page, draws)
    page.locator("[name=draws-0-category]").select_option(label=CATEGORY)
    page.locator("[name=draws-0-count]").fill("1")
    press(page, count)
    expect(page.locator(".quiz-form__count").first).to_have_text("1")
    press(page, save)
    expect(page).not_to_have_url(re.compile("/them/"))


def place_quiz(page: Page, add: str) -> None:
    _open_course(page)
    press(page, add)
    _title(page, QUIZ)
    page.locator("[name=quiz]").select_option(label=f"{QUIZ} – {COURSE}")
    _save_page(page)


def see_what_is_missing(page: Page, review: str, problems: str) -> None:
    """Nothing is, so the line that the guide warns of is not there."""
    _open_course(page)
    expect(page.get_by_role("heading", name=review, exact=True)).to_be_visible()
    expect(page.get_by_text(problems)).to_have_count(0)


def write_note(page: Page, note: str) -> None:
    labelled(page, note).fill(NOTE)


def submit(page: Page, send: str) -> None:
    press(page, send)


def open_waiting(page: Page, waiting: str) -> None:
    expect(page.get_by_role("row").nth(1)).to_contain_text(waiting)
    row = page.get_by_role("row").filter(has_text=COURSE)
    expect(row).to_contain_text(waiting)
    row.get_by_role("link", name=COURSE).click()


def read_note(page: Page, review: str) -> None:
    expect(page.get_by_role("region", name=review)).to_contain_text(NOTE)


def read_everything(page: Page, outline: str, preview: str, comments: str) -> None:
    links = page.get_by_role("region", name=outline).get_by_role("link", name=preview)
    addresses = links.evaluate_all("links => links.map(link => link.pathname)")
    assert len(addresses) == 2
    for address in addresses:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"{LESSON}|{QUIZ}"))
    _open_course(page)
    page.get_by_role("region", name=outline).get_by_role("link", name=LESSON, exact=True).click()
    expect(page.get_by_role("button", name=comments)).to_be_visible()


def read_questions(page: Page, review: str, read: str) -> None:
    _open_course(page)
    page.get_by_role("region", name=review).get_by_role("link", name="1 câu hỏi chưa thẩm định").click()
    page.get_by_role("link", name=read).click()
    expect(page.get_by_role("link", name=QUESTION[0])).to_be_visible()
    expect(page.locator(".bank__right")).to_contain_text("(đúng)")


def review_questions(page: Page, act: str, confirm: str, every: str, do: str) -> None:
    labelled(page, act).select_option(label=confirm)
    labelled(page, every).check()
    press(page, do)
    _open_course(page)
    expect(page.get_by_text("chưa thẩm định")).to_have_count(0)


def write_news(page: Page, news: str) -> None:
    _open_course(page)
    labelled(page, news).fill(NEW)


def leave_small(page: Page, material: str) -> None:
    expect(labelled(page, material)).not_to_be_checked()


def publish(page: Page, publish: str, at: str) -> None:
    """At once: no time is given."""
    expect(labelled(page, at)).to_have_value("")
    press(page, publish)


def _only_told(page: Page, *quoted: str) -> None:
    """A step that is followed at another time: its words alone are counted here."""
    assert quoted


def add_elsewhere(page: Page, document: str, session: str, outside: str) -> None:
    _open_course(page)
    for name in (document, outside):
        expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()
    press(page, session)
    _title(page, SESSION)
    _save_page(page)


def choose_document(page: Page, choose: str, upload: str) -> None:
    """The window in which the file is chosen or sent; this course goes without one."""
    _open_course(page)
    page.get_by_role("link", name="Thêm tài liệu", exact=True).first.click()
    press(page, choose)
    window = page.get_by_role("dialog")
    expect(window.get_by_role("tab", name=upload)).to_be_visible()
    page.keyboard.press("Escape")
    _open_course(page)


def _send_again(page: Page) -> None:
    _open_course(page)
    press(page, "Gửi thẩm định")
    expect(page.get_by_role("button", name="Rút lại")).to_be_visible()


def _publish_again(page: Page) -> None:
    _open_course(page)
    labelled(page, "Điểm mới của phiên bản").fill(NEWER)
    labelled(page, "Thay đổi quan trọng").check()
    press(page, "Phát hành phiên bản")
    expect(page.get_by_role("region", name="Các phiên bản")).to_contain_text(NEWER)


def open_returning(page: Page, fold: str) -> None:
    _open_course(page)
    page.locator("summary").filter(has_text=fold).click()


def say_what_to_change(page: Page, reason: str) -> None:
    labelled(page, reason).fill(REASON)


def send_back(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("button", name="Phát hành phiên bản")).to_have_count(0)


def compare_editions(page: Page, editions: str, compare: str) -> None:
    _open_course(page)
    page.get_by_role("region", name=editions).get_by_role("link", name=compare).click()
    expect(page.get_by_role("row").filter(has_text="mới hơn")).to_contain_text(NEWER)


def see_who_completed(page: Page, completed: str) -> None:
    comparison = page.url
    press(page, completed)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(comparison)


def see_what_changed(page: Page) -> None:
    expect(page.locator("ins").filter(has_text=SESSION).first).to_be_visible()
    expect(page.locator("summary").filter(has_text="không thay đổi")).to_be_visible()


def hold_session(page: Page, sessions: str, fix: str, take: str) -> None:
    _open_course(page)
    page.get_by_role("link", name=sessions, exact=True).click()
    labelled(page, "Thời gian").fill(f"08:00 {timezone.localdate() - timedelta(days=1):%d/%m/%Y}")
    labelled(page, "Phòng học").fill("Phòng máy, tầng 2")
    press(page, fix)
    page.get_by_role("row").filter(has_text=SESSION).get_by_role("link").click()
    expect(page.get_by_role("button", name=take)).to_be_visible()


def learned_elsewhere(page: Page, elsewhere: str) -> None:
    _open_course(page)
    page.get_by_role("link", name=elsewhere, exact=True).click()
    expect(page.get_by_role("heading", name=elsewhere)).to_be_visible()


def copy_sample(page: Page, copy: str, copied: str, public: str) -> None:
    page.goto("/khoa-hoc/")
    page.get_by_role("link", name=SAMPLE).first.click()
    press(page, copy)
    page.get_by_role("main").get_by_role("textbox").first.fill(COPY)
    page.get_by_role("main").get_by_role("button").first.click()
    reload_until(page, page.get_by_role("link", name=copied))
    press(page, copied)
    page.locator("summary").filter(has_text=public).click()
    expect(page.get_by_role("link", name=re.compile(r"^C1-\d+$")).first).to_be_visible()


def open_sample(page: Page, note: str) -> None:
    page.goto("/quan-tri/")
    page.get_by_role("link", name="Khóa học", exact=True).first.click()
    page.get_by_role("link", name=FINISHED, exact=True).first.click()
    expect(page.get_by_text(note)).to_be_visible()


def sign_off(page: Page, done: str) -> None:
    listed = page.get_by_role("link", name="câu hỏi chưa thẩm định")
    expect(listed).to_be_visible()
    page.get_by_label("Tôi đã đọc toàn bộ khóa học").check()
    press(page, done)
    expect(listed).to_have_count(0)
    expect(page.get_by_role("button", name=done)).to_have_count(0)


COMPARE: Final = {"so-sanh": (compare_editions, see_who_completed, see_what_changed)}
TRAINER: Final = {
    "tao-khoa-hoc": (open_writing, begin_course, save_course, add_module),
    "soan-cau-hoi": (begin_bank, write_question, mark_practice, save_question),
    "soan-bai-hoc": (begin_lesson, add_parts, describe_pictures, preview_lesson),
    "tao-bai-kiem-tra": (begin_quiz, choose_rules, choose_review, choose_draws, place_quiz),
    "gui-tham-dinh": (see_what_is_missing, write_note, submit),
}
REVIEWER: Final = {
    "xem-ban-gui": (open_writing, open_waiting, read_note, read_everything, read_questions, review_questions),
    "phat-hanh": (write_news, leave_small, publish),
}


def _join(page: Page) -> None:
    sign_in(page, "hocvien")
    page.goto("/khoa-hoc/")
    page.get_by_role("link", name=COURSE).click()
    page.get_by_role("button", name="Tham gia khóa học").click()
    page.get_by_role("main").get_by_role("link", name=LESSON).first.click()
    expect(page.locator("article.lesson")).to_contain_text(SENTENCE)
