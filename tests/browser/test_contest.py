"""A learner contests a mark; the trainer answers, a second person approves, and the learner sees what became of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.installation import Installation
from tests.browser.steps import begin_quiz, reload_until, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

COURSE = "Khóa phúc khảo"
SAID = "Báo người phụ trách mới là việc cần làm, đáp án đang sai."
ANSWER = "Đồng ý, câu hỏi sẽ được đính chính."
REASON = "Đáp án trong ngân hàng bị nhập nhầm."
MESSAGE = "Câu hỏi có đáp án sai, mọi người được tính đủ điểm."


def test_a_contest_leads_to_a_certificate_by_two_persons(open_window: OpenWindow, installation: Installation) -> None:
    learner, trainer, reviewer = open_window(), open_window(), open_window()
    attempt = _sit_and_contest(learner, installation.ask("contested_course"))
    sign_in(trainer, "giangvien")
    _answer(trainer)
    _prepare(trainer)
    sign_in(reviewer, "kiemduyet")
    _approve(reviewer)
    _see(learner, attempt)


def _sit_and_contest(page: Page, quiz: str) -> str:
    """The address of the result, which is a failure: what was chosen is right and the key is not."""
    sign_in(page, "hocvien")
    attempt = begin_quiz(page, quiz)
    page.get_by_role("radio", name="Báo người phụ trách").check()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page).to_have_url(re.compile("/nop/"))
    page.get_by_role("button", name="Nộp bài").click()
    result = f"/lam-bai/{attempt}/ket-qua/"
    expect(page).to_have_url(re.compile(result))
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa đạt")
    page.get_by_role("link", name="Đề nghị phúc khảo câu 1").click()
    page.locator("[name=text]").fill(SAID)
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_role("main")).to_contain_text(SAID)
    return result


def _answer(page: Page) -> None:
    """The contest as the trainer finds it: without the name of the learner."""
    page.goto("/quan-tri/phuc-khao/")
    page.locator("a[href*='/quan-tri/phuc-khao/']").filter(has_text="PK-1").first.click()
    expect(page.get_by_role("main")).to_contain_text(SAID)
    page.locator("[name=state][value=upheld]").check()
    page.locator("[name=answer]").fill(ANSWER)
    page.get_by_role("button", name="Gửi trả lời").click()
    page.get_by_role("link", name="Đính chính câu hỏi").click()


def _prepare(page: Page) -> None:
    page.locator("[name=kind][value=accept]").check()
    page.locator("[name=reason]").fill(REASON)
    page.locator("[name=message]").fill(MESSAGE)
    page.get_by_role("button", name="Xác định phạm vi ảnh hưởng").click()
    propose = page.get_by_role("button", name="Trình người thứ hai phê duyệt")
    reload_until(page, propose)
    expect(page.get_by_role("main")).to_contain_text("hoàn thành khóa học, được cấp giấy chứng nhận")
    propose.click()
    expect(page.get_by_role("link", name=re.compile("phê duyệt"))).to_be_visible()


def _approve(page: Page) -> None:
    page.goto("/phe-duyet/")
    page.get_by_role("listitem").filter(has_text=REASON).get_by_role("link").first.click()
    page.locator("[name=decision][value=approved]").check()
    page.get_by_role("button", name="Gửi quyết định").click()


def _see(page: Page, result: str) -> None:
    """Mark, answer and reason stand at the result; the course is completed and has its certificate."""
    page.goto(result)
    reload_until(page, page.get_by_role("heading", level=1, name="Đạt", exact=True))
    for said in (MESSAGE, ANSWER):
        expect(page.get_by_role("main")).to_contain_text(said)
    page.goto("/giay-chung-nhan/")
    reload_until(page, page.get_by_role("main").get_by_text(COURSE).first)
    page.goto("/khoa-hoc/khoa-phuc-khao/")
    expect(page.get_by_role("main")).to_contain_text("Hoàn thành")
    expect(page.get_by_role("main")).to_contain_text(MESSAGE)
