"""The text of a question in Wagtail's editor: what is written is kept, what is only opened stays as it was."""

import json
import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.looking import faults
from tests.browser.steps import paste_from_word, sign_in, write_stem

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

NEW: Final = "/quan-tri/ngan-hang/them/numeric/"
STEM: Final = "Mật khẩu dài ít nhất mấy ký tự?"


def test_a_text_is_written_marked_and_left_as_it_is(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "kiemduyet")
    _begin(page, "CHU-1")
    expect(page.locator("[name=stem]")).to_have_count(0)
    write_stem(page, STEM)
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Control+b")
    expect(page.locator("[name=stem-editor]")).to_have_value(re.compile('"style":"BOLD"'))
    assert not faults(page, "a new question")
    _save(page, "Lưu", 1)
    expect(page.locator(".public-DraftEditor-content").first.locator("span").filter(has_text=STEM).last).to_have_css(
        "font-weight", "700"
    )
    page.get_by_role("textbox", name="Nội dung câu hỏi").click()
    _save(page, "Lưu thành phiên bản mới", 1)
    page.get_by_role("textbox", name="Giải thích").click()
    page.keyboard.type("Theo quy định.")
    expect(page.locator("[name=explanation-editor]")).to_have_value(re.compile("Theo quy định"))
    _save(page, "Lưu thành phiên bản mới", 2)


def test_what_comes_from_word_comes_in_clean(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "kiemduyet")
    _begin(page, "CHU-3")
    paste_from_word(page.locator(".public-DraftEditor-content").first)
    kept = page.locator("[name=stem-editor]")
    expect(kept).to_have_value(re.compile("Mỗi cán bộ"))
    texts = [block["text"] for block in json.loads(kept.input_value())["blocks"]]
    assert texts[:2] == ["Bảo vệ tài khoản", "Đặt mật khẩu"] and texts[-1] == "Đổi mật khẩu – Mỗi cán bộ"
    expect(page.get_by_role("status").filter(has_text="Bảng đã được dán thành từng dòng.")).to_be_visible()


def test_without_scripts_the_text_is_typed(open_window: OpenWindow) -> None:
    page = open_window(java_script_enabled=False)
    sign_in(page, "kiemduyet")
    _begin(page, "CHU-2")
    page.get_by_label("Nội dung câu hỏi").fill(f"{STEM}\n\n<strong>Chỉ ghi số.</strong>")
    expect(page.get_by_text("Các thẻ được phép").first).to_be_visible()
    _save(page, "Lưu", 1)
    expect(page.get_by_label("Nội dung câu hỏi")).to_have_value(re.compile("Chỉ ghi số"))
    _save(page, "Lưu thành phiên bản mới", 1)


def _begin(page: Page, code: str) -> None:
    page.goto(NEW)
    page.locator("[name=category]").select_option(index=1)
    page.locator("[name=code]").fill(code)
    page.locator("[name=set-value]").fill("12")


def _save(page: Page, button: str, number: int) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(f"Đã lưu câu hỏi, phiên bản {number}.").first).to_be_visible()
