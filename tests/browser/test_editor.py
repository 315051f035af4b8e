"""The author's tools: pasting from Word, the order of the outline by mouse and by keys, notes in the margin."""

import json
import re
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import paste, paste_from_word, sign_in
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

DESKS: Final = "/quan-tri/khoa-hoc/"
COURSE: Final = "Kiểm chứng và chia sẻ thông tin"
# Of the name in the head: whether its box ends where the head shows it, and all its words are in the box.
_HOW_IT_FITS: Final = """part => ({
    is_in_the_head: part.getBoundingClientRect().right
        <= part.closest(".w-breadcrumbs").getBoundingClientRect().right + 1,
    is_whole: part.scrollWidth <= part.clientWidth + 1,
})"""


def _desk(page: Page) -> None:
    sign_in(page, "kiemduyet")
    page.goto(DESKS)
    page.locator("td.title a").filter(has_text=COURSE).first.click()
    expect(page.locator("tr[data-outline-part=activity]").first).to_be_visible()


def _new_text(page: Page) -> Locator:
    page.get_by_role("link", name="Thêm bài học").first.click()
    return _add_text(page)


def _add_text(page: Page) -> Locator:
    page.locator("button.c-sf-add-button").first.click()
    page.get_by_role("option", name="Nội dung", exact=True).click()
    editor = page.locator(".public-DraftEditor-content").first
    editor.click()
    return editor


def test_what_comes_from_word_comes_in_clean(open_window: OpenWindow, watch: Watch) -> None:
    watch.foresee(400)
    page = open_window()
    _desk(page)
    paste_from_word(_new_text(page))
    kept = page.locator("[name=body-0-value]")
    expect(kept).to_have_value(re.compile("Mỗi cán bộ"))
    content: dict[str, Any] = json.loads(kept.input_value())
    assert [(block["type"], block["text"]) for block in content["blocks"]] == [
        ("header-two", "Bảo vệ tài khoản"),
        ("header-two", "Đặt mật khẩu"),
        ("unstyled", "Mật khẩu dài ít nhất 12 ký tự, dễ nhớ, không dùng lại."),
        ("unordered-list-item", "Không ghi ra giấy"),
        ("unordered-list-item", "Không gửi qua tin nhắn"),
        ("ordered-list-item", "Mở Cài đặt"),
        ("ordered-list-item", "Chọn Đổi mật khẩu"),
        ("unstyled", "Việc – Ai làm"),
        ("unstyled", "Đổi mật khẩu – Mỗi cán bộ"),
    ]
    styles = {style["style"] for block in content["blocks"] for style in block["inlineStyleRanges"]}
    links = [entity["data"]["url"] for entity in content["entityMap"].values()]
    assert (styles, links) == ({"BOLD", "ITALIC"}, ["https://example.vn/huong-dan"])
    expect(page.get_by_role("status").filter(has_text="Bảng đã được dán thành từng dòng")).to_be_visible()


def test_what_comes_from_elsewhere_is_left_to_the_editor(open_window: OpenWindow, watch: Watch) -> None:
    watch.foresee(400)
    page = open_window()
    _desk(page)
    paste(_new_text(page), "<h2>Đầu</h2><p>Một <b>chữ</b></p>")
    kept = page.locator("[name=body-0-value]")
    expect(kept).to_have_value(re.compile("chữ"))
    blocks = json.loads(kept.input_value())["blocks"]
    assert [(block["type"], block["text"]) for block in blocks] == [("header-two", "Đầu"), ("unstyled", "Một chữ")]


def _titles(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("tr[data-outline-part=activity] .title-wrapper").all_inner_texts()]


def _drag(page: Page, source: Locator, target: Locator) -> None:
    """By the column of minutes, which holds nothing else to be dragged, into the lower half of the target."""
    target.scroll_into_view_if_needed()
    begin, end = (row.locator("td").nth(1).bounding_box() for row in (source, target))
    assert begin is not None and end is not None
    page.mouse.move(begin["x"] + 20, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + end["height"] / 2, steps=5)
    page.mouse.move(end["x"] + 20, end["y"] + end["height"] - 4, steps=5)
    page.mouse.up()


def test_the_outline_is_put_in_order_by_mouse_and_by_keys(open_window: OpenWindow) -> None:
    page = open_window()
    _desk(page)
    first, second, *others = before = _titles(page)
    rows = page.locator("tr[data-outline-part=activity]")
    _drag(page, rows.nth(0), rows.nth(1))
    expect(page.locator("tr[data-outline-part=activity] .title-wrapper").first).to_have_text(second)
    assert _titles(page) == [second, first, *others]
    up = page.get_by_role("button", name=f"Chuyển “{first}” lên")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-outline-part=activity] .title-wrapper").first).to_have_text(first)
    assert _titles(page) == before


def test_a_reviewer_writes_in_the_margin_and_the_desk_tells_of_it(open_window: OpenWindow) -> None:
    page = open_window()
    _desk(page)
    page.locator("tr[data-outline-part=activity] .title-wrapper a").first.click()
    page.locator("[data-side-panel-toggle=comments]").click()
    page.locator("[data-component=add-comment-button]").first.click(force=True)
    page.locator(".comment textarea, .comment .public-DraftEditor-content").first.fill("Cần ví dụ của cấp xã.")
    page.locator(".comment").get_by_role("button", name="Bình luận").click()
    page.get_by_role("button", name="Lưu nháp").first.click()
    expect(page.get_by_text("Cần ví dụ của cấp xã.")).to_be_visible()
    page.goto(DESKS)
    page.locator("td.title a").filter(has_text=COURSE).first.click()
    expect(page.locator("tr[data-outline-part=activity]").first).to_contain_text("1 bình luận chưa xử lý")


def test_what_is_typed_is_previewed_beside_the_form_and_checked(open_window: OpenWindow, watch: Watch) -> None:
    watch.foresee(400)
    watch.foresee_words("axe.run results")
    page = open_window()
    _desk(page)
    page.get_by_role("link", name="Thêm bài học").first.click()
    page.locator("[name=title]").fill("Khóa tài khoản bị chiếm")
    page.locator("[name=title]").blur()
    expect(page.locator("[name=slug]")).to_have_value("khoa-tai-khoan-bi-chiem")
    page.get_by_role("button", name="Lưu nháp").first.click()
    expect(page).to_have_url(re.compile(r"/edit/"))
    text = _add_text(page)
    paste(text, "<h3>Đầu nhỏ trước đầu lớn</h3><p>Gọi số của đơn vị</p>")
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" ngay.")
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("ngay"))
    page.locator("[name=outcome]").fill("Lấy lại được tài khoản")
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Khóa tài khoản bị chiếm")
    expect(preview.get_by_text("Lấy lại được tài khoản")).to_be_visible()
    expect(preview.locator("article.lesson p")).to_have_text("Gọi số của đơn vị ngay.")
    page.locator("[data-side-panel-toggle=checks]").click()
    expect(page.locator("[data-content-checker-name]").last).to_have_text("Thứ bậc đề mục chưa đúng")
    expect(page.locator("[data-content-word-count]").last).to_have_text(re.compile(r"^\d+$"))


def test_a_table_is_one_grid_and_takes_what_word_and_excel_copy(open_window: OpenWindow, watch: Watch) -> None:
    watch.foresee(400)
    page = open_window()
    _desk(page)
    page.get_by_role("link", name="Thêm bài học").first.click()
    page.locator("button.c-sf-add-button").first.click()
    page.get_by_role("option", name="Bảng", exact=True).click()
    page.get_by_label("Tên bảng").fill("Kênh gửi")
    page.get_by_label("Tiêu đề cột 1").fill("Kênh")
    paste_from_word(page.get_by_label("Tiêu đề cột 2"))
    kept = page.locator("[name=body-0-value]")
    assert json.loads(kept.input_value()) == {
        "caption": "Kênh gửi",
        "header": ["Kênh", "Việc", "Ai làm"],
        "rows": [["", "Đổi mật khẩu", "Mỗi cán bộ"], ["", "", ""]],
    }
    page.get_by_role("button", name="Bỏ cột 1", exact=True).click()
    page.get_by_role("button", name="Bỏ hàng 2", exact=True).click()
    page.get_by_role("button", name="Thêm hàng").click()
    expect(page.get_by_label("Hàng 2, cột 1")).to_be_focused()
    page.keyboard.type("Khóa máy")
    page.keyboard.press("Tab")
    page.keyboard.type("Người ngồi đó")
    page.locator("[name=title]").fill("Bài có bảng")
    page.locator("[name=title]").press("Tab")
    expect(page.locator("[name=slug]")).not_to_have_value("")
    page.get_by_role("button", name="Lưu nháp").first.click()
    expect(page).to_have_url(re.compile("/edit/"))
    page.reload()
    expect(page.get_by_label("Hàng 2, cột 2")).to_have_value("Người ngồi đó")
    expect(page.get_by_label("Hàng 1, cột 1")).to_have_value("Đổi mật khẩu")


@pytest.mark.parametrize("width", [768, 1280, 1366])
def test_the_head_shows_the_name_whole_or_says_that_it_goes_on(open_window: OpenWindow, width: int) -> None:
    page = open_window(viewport={"width": width, "height": 800})
    _desk(page)
    lesson = page.locator("tr[data-outline-part=activity] .title a[href*='/pages/']").first.get_attribute("href") or ""
    for address in (lesson, "/quan-tri/images/"):
        page.goto(address)
        name = page.locator(".w-breadcrumbs li:last-child > :is(a, div)").first
        expect(name).to_be_visible()
        assert name.evaluate(_HOW_IT_FITS) == {"is_in_the_head": True, "is_whole": True}, address
        name.evaluate("part => { part.lastChild.before('Một cái tên rất dài, '.repeat(12)); }")
        assert name.evaluate(_HOW_IT_FITS) == {"is_in_the_head": True, "is_whole": False}, address
        expect(name).to_have_css("text-overflow", "ellipsis")


def test_the_mark_of_a_warning_is_seen_in_the_dark(open_window: OpenWindow) -> None:
    page = open_window(color_scheme="dark")
    _desk(page)
    warning = page.locator(".help-warning").first
    words = warning.evaluate("part => getComputedStyle(part).color")
    expect(warning.locator(".icon").first).to_have_css("color", words)
