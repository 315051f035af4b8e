"""Screens that stand only once a form was sent: no link leads there. The gallery keeps them and axe looks at them.

A walk is given a page that is signed in already; it stops with the name of a screen while that screen stands in the
window, and goes on from there. Words are those on the screen.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeAlias
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.browser.installation import Installation
from tests.browser.steps import COURSE, COURSE_PATH, COURSE_SLUG, begin_quiz, choose_course, fill_sign_in, give_answers

Walk: TypeAlias = Callable[[Page, Installation], Iterator[str]]

DESKS: Final = "/quan-tri/khoa-hoc/"
BANK: Final = "/quan-tri/ngan-hang/"
LESSON: Final = "lua-dao-qua-thu"
EXCHANGE_COURSE: Final = "/khoa-hoc/kiem-chung-thong-tin/"
MOST_QUESTIONS: Final = 40


def newcomer(page: Page, installation: Installation) -> Iterator[str]:
    page.goto(installation.ask("set_up_path"))
    yield "thiet-lap"
    page.goto("/dang-nhap/")
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "dang-nhap-sai"
    page.goto("/xac-minh/")
    page.get_by_role("main").get_by_role("textbox").first.fill("KHONG-CO-MA-NAY")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_load_state()
    yield "xac-minh-khong-thay"


def learner(page: Page, installation: Installation) -> Iterator[str]:
    yield from _exercises(page, installation)
    yield from _exchange(page)
    yield from _attempt(page)
    yield from own_data(page, installation)


def _exercises(page: Page, installation: Installation) -> Iterator[str]:
    page.goto(f"{COURSE_PATH}{LESSON}/")
    check = page.get_by_role("button", name="Kiểm tra câu trả lời")
    check.first.click()
    expect(page.get_by_text("Chưa có câu trả lời.")).to_be_visible()
    yield "bai-thuc-hanh-bo-trong"
    give_answers(page, installation.ask("exercises_of", COURSE_SLUG)["lessons"][LESSON][0][0])
    check.first.click()
    expect(page.locator("#bai-thuc-hanh-1 .verdict").first).to_be_visible()
    yield "bai-thuc-hanh-dung"
    page.locator("#bai-thuc-hanh-2").get_by_role("radio").first.check()
    page.locator("#bai-thuc-hanh-2").get_by_role("button", name="Kiểm tra câu trả lời").click()
    expect(page.locator("#bai-thuc-hanh-2 .verdict").first).to_be_visible()
    yield "bai-thuc-hanh-da-cham"


def _exchange(page: Page) -> Iterator[str]:
    """The first exercise of several steps that the course has."""
    page.goto(EXCHANGE_COURSE)
    join = page.get_by_role("button", name="Tham gia khóa học")
    if join.count():
        join.click()
        expect(join).to_have_count(0)
    lessons = page.get_by_role("main").locator(f"a[href^='{EXCHANGE_COURSE}']")
    for address in dict.fromkeys(lessons.evaluate_all("links => links.map(link => link.pathname)")):
        page.goto(address)
        exercise = page.locator(".exercise").filter(has=page.get_by_role("button", name="Gửi lựa chọn này"))
        if not exercise.count():
            continue
        exercise = page.locator(f"#{exercise.first.get_attribute('id')}")
        exercise.get_by_role("button").click()
        expect(exercise.get_by_text("Chưa chọn phương án nào")).to_be_visible()
        yield "trao-doi-bo-trong"
        exercise.get_by_role("radio").first.check()
        exercise.get_by_role("button").click()
        expect(exercise.locator("[name$=-sent], .verdict").first).to_be_attached()
        yield "trao-doi-mot-buoc"
        return
    raise AssertionError(f"No exchange stands in {EXCHANGE_COURSE}")


def _attempt(page: Page) -> Iterator[str]:
    """One question of each look, the last look before handing in, and the result."""
    begin_quiz(page)
    known = set()
    for number in range(1, MOST_QUESTIONS):
        look = page.locator("fieldset.question").first.evaluate(
            "part => [...new Set([...part.querySelectorAll('input, select, textarea')]"
            ".map(each => each.type || each.tagName))].join('-')"
        )
        if look not in known:
            known.add(look)
            yield f"cau-hoi-{number}"
        page.get_by_role("button", name=re.compile("^(Tiếp theo|Xem lại và nộp bài)$")).click()
        expect(page).to_have_url(re.compile(rf"trang={number + 1}$|/nop/$"))
        if page.url.endswith("/nop/"):
            break
    yield "nop-bai"
    page.get_by_role("button", name="Nộp bài").click()
    expect(page).to_have_url(re.compile("/ket-qua/"))
    yield "ket-qua"


def own_data(page: Page, _installation: Installation) -> Iterator[str]:
    page.goto("/du-lieu-cua-toi/")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "dinh-chinh-thieu"
    page.get_by_label("Sai ở đâu").fill("Năm sinh ghi 1990, đúng là 1991 theo lý lịch.")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page).to_have_url(re.compile("#corrections$"))
    yield "dinh-chinh-da-gui"
    page.goto("/doi-mat-khau/")
    page.get_by_role("main").locator("form button").first.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "doi-mat-khau-sai"


def graduate(page: Page, _installation: Installation) -> Iterator[str]:
    """The result and the certificate of who has passed."""
    page.goto("/giay-chung-nhan/")
    yield "giay-chung-nhan"
    page.goto(f"{COURSE_PATH}kiem-tra-cuoi-khoa/")
    yield "bai-kiem-tra-da-dat"
    page.get_by_role("main").locator("a[href*='/ket-qua/']").last.click()
    expect(page).to_have_url(re.compile("/ket-qua/"))
    yield "ket-qua-dat"


def beginner(page: Page, _installation: Installation) -> Iterator[str]:
    """The trainer's first course, from nothing."""
    page.goto(DESKS)
    yield "chua-co-khoa-hoc"
    page.get_by_role("link", name="Khóa học mới").click()
    page.locator("button.action-save").first.click()
    expect(page.locator(".error-message").first).to_be_visible()
    yield "khoa-hoc-moi-sai"
    page.goto(page.url)
    page.locator("[name=title]").fill("Chuẩn bị một cuộc họp trực tuyến")
    page.locator("[name=title]").press("Tab")
    expect(page.locator("[name=slug]")).not_to_have_value("")
    page.locator("[name=code]").fill("CB")
    page.locator("[name=summary_vi]").fill("Một bài ngắn về việc cần làm trước giờ họp.")
    page.locator("button.action-save").first.click()
    expect(page).to_have_url(re.compile(r"/pages/\d+/edit/"))
    yield "khoa-hoc-soan"
    page.goto(page.url.replace("/edit/", "/delete/"))
    yield "khoa-hoc-xoa"
    page.goto(DESKS)
    page.locator("td.title a").first.click()
    yield "khoa-hoc-trong"


def author(page: Page, _installation: Installation) -> Iterator[str]:
    """Who answers for the starter courses: questions and lessons."""
    yield from _questions(page)
    yield from _lesson_editor(page)


def submitter(page: Page, installation: Installation) -> Iterator[str]:
    """A lesson of a starter course is changed, and the course sent to be reviewed."""
    yield from _lesson_over_time(page, installation.ask("change_a_lesson"))
    open_desk(page)
    yield "khoa-hoc"
    page.get_by_label("Ghi chú gửi người thẩm định").fill("Đã sửa bài 2 theo góp ý; đề nghị xem lại phần tình huống.")
    page.get_by_role("button", name="Gửi thẩm định").click()
    expect(page.get_by_role("button", name="Rút lại")).to_be_visible()
    yield "khoa-hoc-cho-tham-dinh"


def _questions(page: Page) -> Iterator[str]:
    """Of every type: the empty form, the form refused; where the bank has one, a question and its preview."""
    page.goto(BANK)
    kinds = page.locator("select[name=type]").first.locator("option").evaluate_all("all => all.map(each => each.value)")
    for kind in filter(None, kinds):
        page.goto(f"{BANK}them/{kind}/")
        yield f"cau-hoi-moi-{kind}"
        page.get_by_role("button", name="Lưu").click()
        expect(page.locator(".error-message, .w-field__errors .error-message, [role=alert]").first).to_be_visible()
        yield f"cau-hoi-sai-{kind}"
        page.goto(f"{BANK}?type={kind}")
        found = page.locator("td.title a")
        if not found.count():
            continue
        found.first.click()
        expect(page.get_by_role("heading", name="Nơi sử dụng")).to_be_visible()
        yield f"cau-hoi-{kind}"
        page.get_by_role("link", name="Xem thử như học viên").click()
        expect(page.locator("fieldset.question")).to_be_visible()
        yield f"xem-thu-{kind}"


def _lesson_editor(page: Page) -> Iterator[str]:
    """A lesson with one block of every kind open."""
    open_desk(page)
    page.get_by_role("link", name="Thêm bài học").first.click()
    names = [name.strip() for name in _offered_blocks(page).all_inner_texts()]
    yield "bai-hoc-chon-khoi"
    page.keyboard.press("Escape")
    for name in names:
        _offered_blocks(page).filter(has_text=re.compile(f"^{re.escape(name)}$")).first.click()
    yield "bai-hoc-moi-khoi"


def _lesson_over_time(page: Page, lesson: dict[str, str]) -> Iterator[str]:
    """Its versions beside one another, an older one to be taken up again; what moving it asks."""
    open_desk(page)
    add = page.get_by_role("main").locator("a[href*='/add/courses/lessonpage/']").first
    module = (add.get_attribute("href") or "").strip("/").rpartition("/")[2]
    pages = f"/quan-tri/pages/{lesson['page']}"
    page.goto(f"{pages}/revisions/compare/earliest...latest/")
    yield "bai-hoc-so-sanh"
    page.goto(f"{pages}/revisions/{lesson['before']}/view/")
    yield "bai-hoc-xem-ban-cu"
    page.goto(f"{pages}/view_draft/")
    yield "bai-hoc-xem-ban-nhap"
    page.goto(f"{pages}/revisions/{lesson['before']}/revert/")
    yield "bai-hoc-ban-cu"
    page.goto(f"{pages}/move/{module}/confirm/")
    yield "bai-hoc-chuyen"


def _offered_blocks(page: Page) -> Locator:
    page.locator("button.c-sf-add-button").first.click()
    options = page.locator(".w-combobox__option")
    expect(options.first).to_be_visible()
    return options


def publisher(page: Page, _installation: Installation) -> Iterator[str]:
    """The course waits since `submitter` has been walked; somebody else publishes."""
    open_desk(page)
    page.get_by_label("Điểm mới của phiên bản").fill("Bổ sung tình huống ở bài 2.")
    page.get_by_role("region", name="Thẩm định").locator("summary").last.click()
    yield "khoa-hoc-tham-dinh"
    page.get_by_role("button", name="Phát hành phiên bản").click()
    expect(page.get_by_role("button", name="Phát hành phiên bản")).to_have_count(0)
    yield "khoa-hoc-da-phat-hanh"
    page.get_by_role("link", name="So sánh").first.click()
    expect(page).to_have_url(re.compile("/so-sanh/"))
    yield "so-sanh-phien-ban"
    course = page.url.partition("/khoa-hoc/")[2].partition("/")[0]
    page.goto(f"/phien-ban/{course}/1/da-hoan-thanh/")
    yield "da-hoan-thanh-phien-ban-cu"


def committee_reviewer(page: Page, _installation: Installation) -> Iterator[str]:
    """A file, and what was kept of a form when the session had ended."""
    page.goto("/bao-cao/")
    page.get_by_role("button", name="Xuất Excel").click()
    expect(page.get_by_role("link", name="Tải xuống")).to_be_visible()
    yield "tep-da-xuat"
    page.goto("/du-lieu-cua-toi/")
    page.get_by_label("Sai ở đâu").fill("Chức vụ ghi từ năm trước.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page).to_have_url(re.compile("/dang-nhap/"))
    fill_sign_in(page, "donvi")
    expect(page).to_have_url(re.compile("/tiep-tuc/"))
    yield "con-giu-lai"


def committee_administrator(page: Page, _installation: Installation) -> Iterator[str]:
    page.goto("/don-vi/")
    unit = page.url
    yield from _import(page, unit)
    page.goto(f"{unit}dot/")
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "giao-khoa-hoc-thieu"
    choose_course(page)
    page.get_by_label("Tên đợt bồi dưỡng").fill("Bồi dưỡng an toàn thông tin quý IV")
    due_on = (date.today() + timedelta(days=90)).strftime("%d/%m/%Y")  # noqa: DTZ011 (any day ahead)
    page.get_by_label("Hạn hoàn thành").fill(due_on)
    page.get_by_label("Chỉ tiêu").fill("90")
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_role("heading", name="Bồi dưỡng an toàn thông tin quý IV", level=1)).to_be_visible()
    yield "dot-moi"
    page.goto(f"{unit}can-bo/?q=khong+co+ai+ten+nay")
    yield "can-bo-khong-thay"
    page.goto(f"{unit}can-bo/?q=Hạnh")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Cấp lại mật khẩu").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield "mat-khau-moi"
    yield from _correction(page, unit)


def _import(page: Page, unit: str) -> Iterator[str]:
    page.goto(f"{unit}nhap/")
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "nhap-thieu-tep"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "danh-sach.csv"
        # A code of its own for each walk: people who are known already would not be written again.
        rows = ("Mã cán bộ,Họ và tên,Năm sinh,Chức vụ", f"CB-{uuid4().hex[:8]},Tô Thị Hạnh,1990,Chuyên viên")
        file.write_text("\n".join((*rows, ",Mạc Văn Lộc,không rõ,Văn thư")), encoding="utf-8")
        page.get_by_label("Bảng tính").set_input_files(file)
        page.get_by_role("button", name="Đọc tệp").click()
        expect(page.get_by_role("button", name="Xác nhận và ghi")).to_be_visible()
    yield "nhap-xem-truoc"
    page.get_by_role("button", name="Xác nhận và ghi").click()
    expect(page.locator(".facts").filter(has_text="đã ghi")).to_be_visible()
    yield "nhap-da-ghi"


def _correction(page: Page, unit: str) -> Iterator[str]:
    """`own_data` of somebody of the subtree has asked for one."""
    page.goto(f"{unit}dinh-chinh/")
    yield "dinh-chinh"
    page.get_by_role("main").locator("ul.rows a").first.click()
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "tra-loi-thieu"
    page.locator("[name=answer]").fill("Đã sửa năm sinh theo lý lịch gốc.")
    page.locator("[name=state]").first.check()
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_role("button", name="Gửi trả lời")).to_have_count(0)
    yield "da-tra-loi"


def national_administrator(page: Page, _installation: Installation) -> Iterator[str]:
    page.goto("/bao-cao/")
    page.get_by_role("link", name="Danh sách chi tiết").click()
    page.get_by_role("button", name="Mở danh sách").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "muc-dich-thieu"
    page.get_by_label("Mục đích").fill("Lập danh sách nhắc học theo công văn của Văn phòng Trung ương")
    page.get_by_role("button", name="Mở danh sách").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield "danh-sach-da-mo"


def open_desk(page: Page, title: str = COURSE) -> None:
    """The desk of a course; samples are named a second time, by a link to their page."""
    page.goto(DESKS)
    page.locator(f"a[href^='{DESKS}']").filter(has_text=re.compile(f"^{re.escape(title)}$")).click()
    expect(page.get_by_role("heading", name="Đề cương")).to_be_visible()
