"""Makes the pictures of the guides anew, from the real program: `python -m tests.browser.guide_pictures`.

Everybody in them is invented. The sizes are written into the guides; look at the pictures before they are committed.
"""

import io
import re
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.browser.album import INNER_HEIGHT
from tests.browser.installation import ROOT, Installation
from tests.browser.looking import AT_REST
from tests.browser.running import open_window, running_browser
from tests.browser.steps import COURSE, begin_quiz, choose_course, give_answers, question_numbers, sign_in

PICTURES: Final = ROOT / "portal" / "static" / "portal" / "guides"
GUIDES: Final = ROOT / "portal" / "templates" / "portal" / "guides"
# A page as narrow as the column of a guide, so that letters stay readable there.
WINDOW: Final = {"width": 780, "height": 1400}
TABLE_WINDOW: Final = {"width": 1000, "height": 1400}
MARGIN: Final = 12.0
DESKS: Final = "/quan-tri/khoa-hoc/"


def take_pictures(browser: Browser, installation: Installation) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)

    def window(username: str, **viewport: int) -> Page:
        page = open_window(browser, installation, viewport=viewport or WINDOW)
        sign_in(page, username)
        return page

    _learner(window("hocvien"), window(installation.ask("certified_learner")["username"]))
    _author(window("kiemduyet", **TABLE_WINDOW), window("quantri", **TABLE_WINDOW))
    _reviewer(window("donvi"))
    _administrator(window("quantri.donvi"))
    _purpose(window("quantri"))
    _quiz(window(installation.ask("new_learners", 1)[0]), installation)
    _note_sizes()


def _learner(beginner: Page, graduate: Page) -> None:
    beginner.goto("/")
    _picture("hoc-tiep", beginner.locator(".next-step"))
    graduate.goto("/giay-chung-nhan/")
    _picture("giay-chung-nhan", graduate.get_by_role("heading", level=1), graduate.locator(".table-wrap"))


def _quiz(page: Page, installation: Installation) -> None:
    answers = installation.ask("right_answers", begin_quiz(page))
    give_answers(page, answers[question_numbers(page)[0]])
    saved = page.locator("[data-sen-saved=saved]")
    expect(saved).to_be_visible()
    # No question: those of a quiz are not for a page that everybody reads.
    _picture("lam-bai", page.get_by_role("heading", level=1), saved, width=560)


def _author(author: Page, reviewer: Page) -> None:
    _desk(author)
    outline = author.get_by_role("region", name="Đề cương")
    _picture(
        "trang-khoa-hoc", outline.locator("h2"), outline.get_by_role("link", name="Thêm phần học ở nơi khác").first
    )
    review = author.get_by_role("region", name="Thẩm định")
    author.get_by_label("Ghi chú gửi người thẩm định").fill("Đã sửa bài 2 theo góp ý; đề nghị xem lại phần tình huống.")
    submit = review.get_by_role("button", name="Gửi thẩm định")
    _picture("gui-tham-dinh", review.locator("h2"), author.get_by_label("Ghi chú gửi người thẩm định"), submit, below=2)
    submit.click()
    _desk(reviewer)
    review = reviewer.get_by_role("region", name="Thẩm định")
    reviewer.get_by_label("Điểm mới của phiên bản").fill("Bổ sung tình huống ở bài 2.")
    _picture("phat-hanh", review.locator("h2"), review.locator("details"), width=660, below=2)


def _desk(page: Page) -> None:
    page.goto(DESKS)
    # Below the list of courses stand those that are learned, which lead to what learners see.
    page.locator("td.title").get_by_role("link", name=COURSE, exact=True).first.click()
    expect(page.get_by_role("heading", name="Đề cương")).to_be_visible()


def _reviewer(page: Page) -> None:
    page.goto("/bao-cao/")
    _picture("ket-qua", page.locator(".page-head"), page.locator(".filters"), page.locator(".stats"))
    page.get_by_role("link", name="Danh sách chi tiết").click()
    page.set_viewport_size(TABLE_WINDOW)
    _picture("danh-sach", page.locator("caption").first, page.locator("tbody tr").nth(3), below=0)


def _administrator(page: Page) -> None:
    page.goto("/don-vi/")
    unit = page.url
    page.set_viewport_size(TABLE_WINDOW)
    page.goto(f"{unit}can-bo/")
    _picture("cap-mat-khau", page.locator(".tabs"), page.locator("tbody tr").nth(3), below=0)
    page.set_viewport_size(WINDOW)
    page.goto(f"{unit}nhap/")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "danh-sach.csv"
        rows = ("Họ và tên,Năm sinh,Chức vụ", "Tô Thị Hạnh,1990,Chuyên viên", "Mạc Văn Lộc,không rõ,Văn thư")
        file.write_text("\n".join(rows), encoding="utf-8")
        page.get_by_label("Bảng tính").set_input_files(file)
        page.get_by_role("button", name="Đọc tệp").click()
        expect(page.get_by_role("button", name="Xác nhận và ghi")).to_be_visible()
    _picture("doc-tep", page.locator("form.panel"), page.locator(".table-wrap"))
    page.goto(f"{unit}dot/")
    choose_course(page)
    page.get_by_label("Tên đợt bồi dưỡng").fill("Bồi dưỡng an toàn thông tin quý IV")
    page.get_by_label("Hạn hoàn thành").fill("31/12/2026")
    page.get_by_label("Chỉ tiêu").fill("90")
    form = page.get_by_role("main").locator("section").first
    _picture("giao-khoa-hoc", form.locator("h2"), form.get_by_role("button", name="Giao", exact=True), width=700)


def _purpose(page: Page) -> None:
    page.goto("/bao-cao/")
    page.get_by_role("link", name="Danh sách chi tiết").click()
    page.get_by_label("Mục đích").fill("Lập danh sách nhắc học theo công văn của Văn phòng Trung ương")
    _picture("muc-dich", page.locator(".page-head"), page.get_by_role("button", name="Mở danh sách"), width=700)


def _picture(name: str, *parts: Locator, width: float = 0, below: float = MARGIN) -> None:
    """The part of the page that holds all of these, at least as wide as said."""
    page = parts[0].page
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    inner: int = page.evaluate(INNER_HEIGHT)
    if page.viewport_size and inner >= page.viewport_size["height"]:
        page.set_viewport_size({"width": page.viewport_size["width"], "height": inner + 1})
        page.evaluate(AT_REST)
    boxes = [box for box in (part.bounding_box() for part in parts) if box]
    assert len(boxes) == len(parts), f"{name}: a part is not on the page"
    left, top = (min(box[side] for box in boxes) - MARGIN for side in ("x", "y"))
    right = max(left + width, *(box["x"] + box["width"] + MARGIN for box in boxes))
    bottom = max(box["y"] + box["height"] for box in boxes) + below
    clip: FloatRect = {
        "x": max(0.0, left),
        "y": max(0.0, top),
        "width": min(right, page.evaluate("document.documentElement.clientWidth")) - max(0.0, left),
        "height": bottom - max(0.0, top),
    }
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip, full_page=True)))
    # Few colours, sharp letters: without loss it is smaller too.
    picture.convert("RGB").save(PICTURES / f"{name}.webp", lossless=True, method=6)


def _note_sizes() -> None:
    """A picture says its size in the page, so that the text does not jump when it comes."""
    for guide in GUIDES.glob("*.html"):
        text = guide.read_text(encoding="utf-8")
        guide.write_text(
            re.sub(r"guides/([\w-]+\.webp)' %}\" width=\"\d+\" height=\"\d+\"", _sized, text), encoding="utf-8"
        )


def _sized(found: re.Match[str]) -> str:
    with Image.open(PICTURES / found[1]) as picture:
        return f'guides/{found[1]}\' %}}" width="{picture.width}" height="{picture.height}"'


def main() -> None:
    with running_browser() as (browser, installation):
        take_pictures(browser, installation)
    for path in sorted(PICTURES.iterdir()):
        sys.stdout.write(f"{path.stat().st_size:6} {path.name}\n")


if __name__ == "__main__":
    main()
