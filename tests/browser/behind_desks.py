"""More screens behind forms: of marks and their contests, of the bank, of two persons, of the tree, of a second factor.

As in `behind_forms`; `waiting_work` makes what there is to do. Some walks need that another has been walked.
"""

import re
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import quote
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.behind_forms import BANK, open_desk
from tests.browser.installation import Installation
from tests.browser.steps import ESSAY_CODE, QUIZ_PATH, fill_sign_in, reload_until

GUIDED: Final = "/khoa-hoc/khoa-co-buoi-hoc/"
AUDITOR: Final = "kiemtoan"
GUIDED_TITLE: Final = "Trực hệ thống ngoài giờ"


@cache
def waiting_work(installation: Installation) -> dict[str, str]:
    """Make it, once for an installation; what `inside.waiting_work` answers."""
    work: dict[str, str] = installation.ask("waiting_work")
    return work


def guided_learner(page: Page, _installation: Installation) -> Iterator[str]:
    """A document to confirm, dates to sign up for, something learned elsewhere."""
    for slug, name in (
        ("", "khoa-co-buoi-hoc"),
        ("quy-che/", "tai-lieu-can-xac-nhan"),
        ("buoi-trao-doi/", "buoi-hoc"),
        ("lop-khac/", "hoc-o-noi-khac"),
    ):
        page.goto(f"{GUIDED}{slug}")
        yield name


def contest(page: Page, _installation: Installation) -> Iterator[str]:
    """From a result in which a mark was lost: the contest refused, then sent."""
    page.goto(QUIZ_PATH)
    page.get_by_role("main").locator("a[href*='/ket-qua/']").last.click()
    expect(page).to_have_url(re.compile("/ket-qua/"))
    page.get_by_role("link", name=re.compile("phúc khảo")).first.click()
    yield "phuc-khao"
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "phuc-khao-thieu"
    page.locator("[name=text]").fill("Phương án tôi chọn cũng đúng: nơi tôi làm việc có quy định gọi số này trước.")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page).to_have_url(re.compile("/ket-qua/"))
    yield "phuc-khao-da-gui"


def marker(page: Page, _installation: Installation) -> Iterator[str]:
    """Essays, and marks that learners contest: `contest` has been walked."""
    page.goto("/quan-tri/cham-bai/")
    page.locator("td.title a").first.click()
    page.get_by_role("button", name="Lưu điểm").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "cham-bai-thieu"
    _choose_the_highest_levels(page)
    page.get_by_role("button", name="Lưu điểm").click()
    expect(page).to_have_url(re.compile("/cham-bai/$"))
    yield "cham-bai-da-luu"
    page.goto("/quan-tri/phuc-khao/")
    yield "phuc-khao"
    row_of_another = page.get_by_role("row").filter(has_not_text=ESSAY_CODE).locator("td.title a").first
    row_of_another.click()
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "phuc-khao-thieu"
    page.locator("[name=state]").first.check()
    page.locator("[name=answer]").fill("Đề nghị đúng: câu hỏi chưa nói rõ quy định của cơ quan. Câu hỏi sẽ được sửa.")
    page.get_by_role("button", name="Gửi trả lời").click()
    yield "phuc-khao-da-tra-loi"
    page.goto("/quan-tri/phuc-khao/")
    row_of_another.click()
    page.get_by_role("link", name="Đính chính câu hỏi").click()
    yield "dinh-chinh-cau-hoi"
    page.locator("[name=kind]").nth(1).check()
    page.locator("[name=reason]").fill("Câu hỏi có hai phương án đúng.")
    page.locator("[name=message]").fill("Câu hỏi được rà soát lại; điểm được tính lại cho mọi người đã làm.")
    page.get_by_role("button", name="Xác định phạm vi ảnh hưởng").click()
    reload_until(page, page.get_by_role("heading", name="Phạm vi ảnh hưởng"))
    yield "dinh-chinh-anh-huong"


def second_mark(page: Page, _installation: Installation) -> Iterator[str]:
    """An essay whose contest was upheld, marked by the first person who is neither its marker nor its judge."""
    page.goto("/quan-tri/phuc-khao/")
    page.get_by_role("row").filter(has_text=ESSAY_CODE).locator("td.title a").click()
    page.get_by_role("link", name="Chấm lại bài làm").click()
    expect(page.get_by_role("button", name="Lưu điểm chấm lại")).to_be_visible()
    yield "cham-lai"
    page.get_by_role("button", name="Lưu điểm chấm lại").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "cham-lai-thieu"
    _choose_the_highest_levels(page)
    page.get_by_role("button", name="Lưu điểm chấm lại").click()
    expect(page.get_by_role("link", name="Chấm lại bài làm")).to_have_count(0)
    yield "cham-lai-da-luu"


def _choose_the_highest_levels(page: Page) -> None:
    for name in page.locator("[type=radio]").evaluate_all("all => [...new Set(all.map(each => each.name))]"):
        page.locator(f"[name='{name}']").last.check()


def bank(page: Page, _installation: Installation) -> Iterator[str]:
    """What is done to many questions, to one over time, and through Excel."""
    page.goto(f"{BANK}?q=thư&state=all&type=single")
    yield "ngan-hang-loc"
    page.goto(f"{BANK}?q=khong-co-cau-nao")
    yield "ngan-hang-khong-thay"
    page.goto(BANK)
    page.locator(".bank__tree li a").nth(1).click()
    yield "ngan-hang-mot-kho"
    category = page.url
    page.locator(".bank__tree a[href*='category=']").first.click()
    page.locator(".bank__links a[href*='/nhom/']").last.click()
    yield "nhom-cau-hoi"
    page.goto(category)
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "nhieu-cau-thieu"
    page.locator("table.listing [type=checkbox]").first.check()
    page.locator("[name=act]").select_option(index=1)
    page.get_by_role("button", name="Thực hiện").click()
    yield "nhieu-cau-ket-qua"
    yield from _one_question(page)
    page.goto(f"{BANK}excel/")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cau-hoi.csv"
        head = "Mã câu hỏi,Nhóm câu hỏi,Loại câu hỏi,Nội dung câu hỏi,Đáp án,Giải thích"
        rows = (
            "Q-91,Số liệu,điền số,46 trừ 6 còn bao nhiêu?,40,Trừ người được miễn.",
            "Q-92,Số liệu,lạ,Hỏi gì?,5,Vì sao.",
        )
        file.write_text("\n".join((head, *rows)), encoding="utf-8")
        page.locator("[type=file]").set_input_files(file)
        page.get_by_role("button", name="Đọc tệp").click()
        # A reload before the file has arrived would break it off.
        expect(page).to_have_url(re.compile(r"/excel/[0-9a-f-]{36}/"))
        reload_until(page, page.get_by_role("button", name="Xác nhận"))
    yield "excel-xem-truoc"


def one_person(page: Page, _installation: Installation) -> Iterator[str]:
    """Somebody who may be known already, added all the same; then corrected, once beside somebody else."""
    page.goto("/don-vi/")
    unit = page.url
    page.goto(f"{unit}can-bo/them/")
    page.get_by_role("button", name="Thêm cán bộ").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "them-can-bo-thieu"
    name = f"Tô Thị {uuid4().hex[:6].translate(str.maketrans('0123456789', 'ghiklmnopq'))}"
    for _again in range(2):
        page.goto(f"{unit}can-bo/them/")
        page.locator("[name=full_name]").fill(name)
        page.locator("[name=birth_year]").fill("1990")
        page.locator("[name=group]").select_option(index=4)
        page.get_by_role("button", name="Thêm cán bộ").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "them-can-bo-nghi-trung"
    page.get_by_label("Đây là người khác").check()
    page.get_by_role("button", name="Thêm cán bộ").click()
    expect(page.get_by_role("button", name="In phiếu mật khẩu lần đầu")).to_be_visible()
    yield "them-can-bo-xong"
    page.get_by_role("link", name="Xem trong danh sách").click()
    page.get_by_role("link", name=f"Sửa thông tin {name}").click()
    yield "sua-can-bo"
    page.locator("[name=position]").fill("Văn thư")
    page.locator("[name=seen]").evaluate("field => { field.value = 'cu' }")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "sua-can-bo-da-doi"
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("cell", name="Văn thư")).to_be_visible()


def leaver(page: Page, _installation: Installation) -> Iterator[str]:
    """An account closed, and the way to open it again."""
    page.goto("/don-vi/")
    people = f"{page.url}can-bo/"
    page.goto(people)
    page.locator("a[href$='/dong/']").last.click()
    page.get_by_role("main").locator("form[method=post] button").last.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "dong-tai-khoan-thieu"
    page.locator("[name=why]").last.check()
    page.locator("[name=reason]").fill("Biệt phái sang cơ quan khác, tạm dừng đăng nhập.")
    page.get_by_role("main").locator("form[method=post] button").last.click()
    expect(page.get_by_role("main").locator("form[method=post] button.button--danger")).to_have_count(0)
    page.goto(f"{people}da-dong/")
    page.locator("a[href$='/mo-lai/']").first.click()
    yield "mo-lai-tai-khoan"


def _one_question(page: Page) -> Iterator[str]:
    """Two versions of a question compared, and what its answers tell."""
    page.goto(f"{BANK}?bank=lua-dao-ma-doc&type=single&practice=0")
    page.locator("td.title a").first.click()
    question = page.url.partition("?")[0]
    words = page.locator("[name$=text]:visible").first
    words.fill(f"{words.input_value()} ngay trong ngày")
    page.get_by_role("button", name="Lưu thành phiên bản mới").click()
    expect(page.get_by_text("Đã lưu").first).to_be_visible()
    page.goto(f"{question}lich-su/")
    yield "cac-phien-ban"
    page.goto(f"{question}thong-ke/")
    page.get_by_role("button", name="Thống kê lại").click()
    reload_until(page, page.locator("main table").first)
    yield "thong-ke-cau-hoi"


def attendance(page: Page, _installation: Installation) -> Iterator[str]:
    """A date fixed, people taken down who were there, something learned elsewhere."""
    open_desk(page, GUIDED_TITLE)
    page.get_by_role("link", name="Buổi học trực tiếp", exact=True).click()
    sessions = page.url
    page.get_by_role("button", name="Xếp lịch").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "lich-buoi-hoc"
    page.locator("table a").last.click()
    yield "diem-danh"
    page.get_by_role("button", name="Ghi nhận người có dự").click()
    yield "diem-danh-thieu"
    page.goto(sessions)
    page.get_by_role("link", name="Học ở nơi khác", exact=True).click()
    yield "hoc-noi-khac"


def second_factor(page: Page, installation: Installation) -> Iterator[str]:
    """Of the auditor: an app set up with a wrong code, then the right one; a card; the second step of signing in."""
    page.goto("/xac-thuc-hai-lop/ung-dung/")
    page.get_by_label("Mã").fill("000000")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "ung-dung-sai-ma"
    secret = page.locator("details code").text_content() or ""
    page.get_by_label("Mã").fill(installation.ask("app_code", secret.replace(" ", "")))
    page.get_by_role("button", name="Xác nhận").click()
    expect(page).to_have_url(re.compile("/xac-thuc-hai-lop/$"))
    yield "hai-lop-co-ung-dung"
    page.goto("/xac-thuc-hai-lop/the-ma/")
    page.get_by_role("button", name="Tạo thẻ").click()
    expect(page.locator("ol.codes")).to_be_visible()
    yield "the-ma-in"
    page.goto("/xac-nhan/ma/")
    yield "xac-nhan-bang-ma"

    page.context.clear_cookies()
    page.goto("/dang-nhap/")
    fill_sign_in(page, AUDITOR)
    expect(page).to_have_url(re.compile("/buoc-hai/"))
    yield "buoc-hai"
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "buoc-hai-sai"
    # Whoever signs in as the auditor after this has the password alone.
    installation.ask("forget_second_factor", AUDITOR)


def proposer(page: Page, installation: Installation) -> Iterator[str]:
    """A unit merged: the effect, then the request to a second person; a list of units from a file."""
    work = waiting_work(installation)
    page.goto(f"/don-vi/{work['unit_beside']}/lich-su/")
    yield "lich-su-don-vi"
    page.get_by_role("link", name="Chuyển hoặc sáp nhập").click()
    page.get_by_role("button", name="Xem tác động").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "chuyen-don-vi-thieu"
    page.locator("[name=act]").last.check()
    page.locator("[name=target]").fill(work["unit_name"])
    page.locator("[name=on]").fill(date.today().strftime("%d/%m/%Y"))  # noqa: DTZ011 (the day on the screen)
    page.locator("[name=decision]").fill("Quyết định số 15-QĐ/TU ngày 20/11/2026")
    page.get_by_role("button", name="Xem tác động").click()
    yield "chuyen-don-vi-tac-dong"
    page.get_by_role("button", name="Đề nghị phê duyệt").click()
    expect(page).to_have_url(re.compile("/phe-duyet/"))
    yield "de-nghi-phe-duyet"


def more_time(page: Page, _installation: Installation) -> Iterator[str]:
    """Of the national administrator: somebody found who takes a course, and minutes given without a reason."""
    page.goto(f"/them-gio/lua-dao-ma-doc/?q={quote('Nguyễn')}")
    yield "them-gio-tim"
    page.get_by_role("main").locator("a[href*='/nguoi-hoc/']").first.click()
    yield "them-gio"
    page.get_by_role("main").locator("form[method=post] button").last.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "them-gio-thieu"


def decider(page: Page, _installation: Installation) -> Iterator[str]:
    """The second person: `proposer` has been walked."""
    page.goto("/phe-duyet/")
    yield "phe-duyet"
    page.get_by_role("main").locator("a[href*='/phe-duyet/']").last.click()
    page.get_by_role("main").locator("form button").first.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "phe-duyet-thieu"
    page.locator("[name=decision]").last.check()
    page.locator("[name=reason]").fill("Văn bản quyết định chưa đính kèm danh sách cán bộ.")
    page.get_by_role("main").locator("form button").first.click()
    yield "phe-duyet-da-quyet-dinh"


def records(page: Page, installation: Installation) -> Iterator[str]:
    """Two records of one person; rows of a list that somebody has to decide about."""
    work = waiting_work(installation)
    page.goto(f"/don-vi/{work['unit']}/can-bo/{work['kept']}/gop/")
    page.get_by_role("button", name="So sánh hai hồ sơ").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "gop-ho-so-thieu"
    page.locator("[name=code]").fill(work["code"])
    page.locator("[name=reason]").fill("Nhập hai lần từ hai danh sách")
    page.get_by_role("button", name="So sánh hai hồ sơ").click()
    yield "gop-ho-so-doi-chieu"
    page.get_by_role("button", name="Gộp hai hồ sơ").click()
    expect(page.get_by_role("heading", name="Hồ sơ đã gộp")).to_be_visible()
    yield "gop-ho-so-xong"
    page.goto(f"/don-vi/{work['unit']}/nhap/")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "danh-sach-quy-iv.csv"
        rows = ("Mã cán bộ,Họ và tên,Năm sinh,Chức vụ", f"QIV-01,{work['name']},{work['birth_year']},Chuyên viên")
        file.write_text("\n".join((*rows, "QIV-02,Tô Thị Hạnh,1990,Văn thư", "QIV-03,,1988,Văn thư")), encoding="utf-8")
        page.get_by_label("Bảng tính").set_input_files(file)
        page.get_by_role("button", name="Đọc tệp").click()
        expect(page.get_by_role("button", name="Xác nhận và ghi")).to_be_visible()
    for number, tab in enumerate(page.locator(".tabs a").evaluate_all("all => all.map(each => each.href)"), start=1):
        page.goto(tab)
        yield f"nhap-muc-{number}"
    page.get_by_role("link", name="Sửa lại các cột").click()
    yield "nhap-cac-cot"
