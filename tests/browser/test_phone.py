"""Stacked tables on a phone: every screen that stacks one shows what each of its cells is called."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser import behind_desks
from tests.browser.conftest import OpenWindow
from tests.browser.installation import ROOT, Installation
from tests.browser.looking import label_faults
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

PICTURES = ROOT / "artefacts" / "phone"
UNIT, BOARD, ROSTER = "/don-vi/", "/bao-cao/", "/bao-cao/danh-sach/"
LISTS = {
    "nhap": ("Mã cán bộ,Họ và tên,Năm sinh,Chức vụ", "DT-01,Cù Thị Hạnh Nguyên,1990,Chuyên viên"),
    "nhap-don-vi": ("Tên đơn vị,Loại đơn vị,Từ ngày", "Đảng ủy xã Sen Phụng,Đảng ủy xã,01/07/2025"),
    "vai-tro/nhap": ("Mã cán bộ,Họ và tên,Vai trò,Đơn vị", "DT-02,Mạc Văn Lộc,Quản trị đơn vị,"),
}
SCREENS = {
    "hocvien": ("/du-lieu-cua-toi/",),
    "quantri.donvi": (f"{UNIT}can-bo/", f"{UNIT}vai-tro/", f"{UNIT}nhap/"),
    "donvi": (BOARD, ROSTER),
    "quantri": (
        "/luu-giu/",
        "/nhat-ky/",
        "/tai-khoan-co-vai-tro/",
        "/quyen-han/",
        "/them-gio/lua-dao-ma-doc/?q=hanh",
        f"{UNIT}nhap-don-vi/",
    ),
    "quantri2": (f"{UNIT}vai-tro/nhap/",),
    "kiemtoan": ("/doc-cau-hoi/", "/luu-giu/", "/nhat-ky/"),
}
# Each by its own words: what lies outside of the window, over our bar, or is narrower than the words in it. The stem of
# a question, by which an exercise is chosen, is longer than any field.
_CUT_IN_THE_EDITOR: Final = """() => {
    const bar = document.querySelector(".leave-bar").getBoundingClientRect();
    const menu = document.querySelector(".sidebar-nav-toggle").getBoundingClientRect();
    const faults = menu.bottom > bar.bottom ? ["the button of the menu"] : [];
    for (const part of document.querySelectorAll(".page-status-tag, .w-side-panel-toggle"))
        if (part.getBoundingClientRect().right > innerWidth) faults.push(part.textContent.trim() || part.className);
    for (const list of document.querySelectorAll(".w-field__input select")) {
        const copy = list.cloneNode(false);
        copy.append(...[...list.selectedOptions].map((option) => option.cloneNode(true)));
        copy.style.cssText = "position:absolute;width:max-content;max-width:none";
        list.after(copy);
        const isCut = list.offsetWidth && copy.offsetWidth > list.offsetWidth + 1;
        if (isCut && copy.textContent.length < 48) faults.push(copy.textContent);
        copy.remove();
        if (!/^[\\p{Lu}\\d–]/u.test(list.selectedOptions[0]?.text ?? "–")) faults.push(list.selectedOptions[0].text);
    }
    return faults;
}"""


@pytest.mark.parametrize("who", SCREENS)
def test_labels_can_be_read(who: str, open_window: OpenWindow, tmp_path: Path, installation: Installation) -> None:
    behind_desks.waiting_work(installation)
    page = open_window()
    sign_in(page, who)
    for name in _screens(page, SCREENS[who], tmp_path):
        labels, faults = label_faults(page, name)
        assert labels, f"{who} sees no stacked table at {name}"
        assert not faults
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.set_viewport_size({"width": 375, "height": 740})
        page.screenshot(
            path=PICTURES / f"{who}-{name.partition('?')[0].strip('/').replace('/', '-')}.png", full_page=True
        )


def _screens(page: Page, addresses: tuple[str, ...], folder: Path) -> Iterator[str]:
    for address in addresses:
        if address.startswith(UNIT):
            page.goto(UNIT)
            rest = address.removeprefix(UNIT)
            page.goto(f"{page.url}{rest}")
            if rest.strip("/") in LISTS:
                _send(page, folder, LISTS[rest.strip("/")])
        elif address == ROSTER:
            page.goto(BOARD)
            page.get_by_role("link", name="Danh sách chi tiết").click()
        else:
            page.goto(address)
        page.wait_for_load_state()
        yield address


def _send(page: Page, folder: Path, lines: tuple[str, ...]) -> None:
    file = folder / "danh-sach.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.locator("main .table--stack")).to_be_visible()


@pytest.mark.parametrize("width", [375, 768])
def test_the_editor_shows_its_head_and_what_was_chosen_whole(width: int, open_window: OpenWindow) -> None:
    page = open_window(viewport={"width": width, "height": 900})
    sign_in(page, "kiemduyet")
    page.goto("/quan-tri/khoa-hoc/")
    page.locator("td.title a").filter(has_text="Bảo đảm an toàn và quản lý rủi ro").first.click()
    course = page.locator(".desk-acts a").first
    lesson = page.locator("tr[data-outline-part=activity] .title a").first
    expect(lesson).to_be_visible()
    for address in [link.get_attribute("href") for link in (course, lesson)]:
        page.goto(address or "")
        expect(page.locator(".page-status-tag").first).to_be_visible()
        assert page.evaluate(_CUT_IN_THE_EDITOR) == []
