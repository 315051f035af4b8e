"""The regions of a picture are drawn on it, by mouse and by keys; without scripts their numbers are typed."""

import re
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.looking import faults
from tests.browser.steps import sign_in, write_stem

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

NEW: Final = "/quan-tri/ngan-hang/them/hot_spots/"
SIDES: Final = ("x", "y", "width", "height")


def test_regions_are_drawn_on_the_picture_that_was_chosen(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "kiemduyet")
    _begin(page)
    expect(page.locator("[data-regions-layer]")).to_be_hidden()
    _choose_picture(page)
    layer = page.locator("[data-regions-layer]")
    expect(layer).to_be_visible()

    _drag(page, layer, (10, 10), (30, 40))
    assert _numbers(page, 0) == ["10", "10", "20", "30"]
    expect(page.get_by_role("status").filter(has_text="Vùng 1, chưa ghi nội dung: cách mép trái 10")).to_be_attached()
    page.keyboard.press("Enter")
    expect(page.locator("[name=regions-0-label]")).to_be_focused()
    page.keyboard.type("Máy chủ")
    first = layer.get_by_role("button", name="Máy chủ")
    expect(first).to_be_visible()

    # Nothing lies under the second drag: the next empty row takes it. Then it is moved, and made larger by a corner.
    _drag(page, layer, (60, 50), (70, 60))
    page.locator("[name=regions-1-label]").fill("Tờ giấy")
    _drag(page, layer, (65, 55), (55, 45))
    assert _numbers(page, 1) == ["50", "40", "10", "10"]
    _drag(page, layer, (60, 50), (80, 70))
    assert _numbers(page, 1) == ["50", "40", "30", "30"]

    page.locator("[name=regions-1-x]").fill("65.5")
    assert _left(layer.get_by_role("button", name="Tờ giấy")) == "65.5%"
    page.locator("[name=regions-1-width]").fill("60")
    expect(layer.get_by_role("button", name="Tờ giấy")).to_have_count(0)
    page.locator("[name=regions-1-width]").fill("30")

    first.focus()
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert _numbers(page, 0) == ["11", "11", "21", "29"]
    expect(page.get_by_role("status").filter(has_text="rộng 21, cao 29")).to_be_attached()
    assert not faults(page, "regions")

    page.locator("[name=regions-1-fault]").check()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page).to_have_url(re.compile("/cau-hoi/"))
    assert [_numbers(page, row) for row in (0, 1)] == [["11", "11", "21", "29"], ["65.5", "40", "30", "30"]]
    expect(page.locator("[data-regions-layer]").get_by_role("button")).to_have_count(2)


def test_a_region_is_taken_out_by_a_key_and_one_without_words_is_not_lost(open_window: OpenWindow) -> None:
    page = open_window(viewport={"width": 375, "height": 800})
    sign_in(page, "kiemduyet")
    _begin(page)
    _choose_picture(page)
    layer = page.locator("[data-regions-layer]")
    _drag(page, layer, (10, 10), (60, 60))
    _drag(page, layer, (70, 70), (90, 90))
    layer.get_by_role("button").nth(1).focus()
    page.keyboard.press("Delete")
    expect(layer.get_by_role("button")).to_have_count(1)
    assert _numbers(page, 1) == ["", "", "", ""]
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Hãy ghi trong vùng này có gì.")).to_be_visible()
    expect(page.locator("[data-regions-layer]").get_by_role("button")).to_have_count(1)


def test_a_finger_draws_sideways_and_scrolls_up_and_down(open_window: OpenWindow) -> None:
    page = open_window(viewport={"width": 375, "height": 700}, has_touch=True)
    sign_in(page, "kiemduyet")
    _begin(page)
    _choose_picture(page)
    layer = page.locator("[data-regions-layer]")

    _touch(page, layer, (20, 20), (70, 60))
    expect(layer.get_by_role("button")).to_have_count(1)
    assert _numbers(page, 0) != ["", "", "", ""]
    before = layer.bounding_box()
    _touch(page, layer, (90, 90), (90, 20))
    after = layer.bounding_box()
    assert before is not None and after is not None and after["y"] < before["y"] - 20
    expect(layer.get_by_role("button")).to_have_count(1)
    assert _numbers(page, 1) == ["", "", "", ""]


def test_without_scripts_the_numbers_are_typed(open_window: OpenWindow) -> None:
    page = open_window(java_script_enabled=False)
    sign_in(page, "kiemduyet")
    page.goto(NEW)
    expect(page.locator("[data-regions]")).to_be_hidden()
    for side in SIDES:
        page.locator(f"[name=regions-0-{side}]").fill("12.5")


def _begin(page: Page) -> None:
    page.goto(NEW)
    page.locator("[name=category]").select_option(index=1)
    page.locator("[name=code]").fill("VUNG-1")
    write_stem(page, "Trong hình có những lỗi nào?")
    page.locator("[name=set-alt]").fill("Góc phòng làm việc")


def _choose_picture(page: Page) -> None:
    page.get_by_role("button", name="Chọn hình ảnh").first.click()
    page.locator(".modal-content [data-chooser-modal-choice]").first.click()
    image = page.locator("[data-regions-image]")
    expect(image).to_be_visible()
    page.wait_for_function("document.querySelector('[data-regions-image]').naturalHeight > 0")


def _drag(page: Page, layer: Locator, begin: tuple[int, int], end: tuple[int, int]) -> None:
    """From one place of the picture to another, in percent."""
    layer.evaluate('layer => layer.scrollIntoView({block: "center"})')
    box = layer.bounding_box()
    assert box is not None
    points = [(box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100) for x, y in (begin, end)]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=4)
    page.mouse.up()


def _touch(page: Page, layer: Locator, begin: tuple[int, int], end: tuple[int, int]) -> None:
    """As `_drag`, by a finger: first sideways, if it goes sideways at all."""
    layer.evaluate('layer => layer.scrollIntoView({block: "center"})')
    box = layer.bounding_box()
    assert box is not None
    device = page.context.new_cdp_session(page)
    places = [begin, *((begin[0] + (end[0] - begin[0]) * n / 8, begin[1]) for n in range(1, 9))]
    places += [(end[0], begin[1] + (end[1] - begin[1]) * n / 8) for n in range(1, 9)]
    for number, (x, y) in enumerate(dict.fromkeys(places)):
        point = {"x": box["x"] + box["width"] * x / 100, "y": box["y"] + box["height"] * y / 100}
        kind = "touchMove" if number else "touchStart"
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        page.wait_for_timeout(16)
    device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    device.detach()


def _numbers(page: Page, row: int) -> list[str]:
    """What stands in the row, to the whole percent the mouse can hit in the window; typed tenths as they are."""
    typed = [page.locator(f"[name=regions-{row}-{side}]").input_value() for side in SIDES]
    return [value if value.endswith(".5") or not value else str(round(float(value))) for value in typed]


def _left(region: Locator) -> str:
    left = region.evaluate("button => button.parentElement.style.left")
    assert isinstance(left, str)
    return left
