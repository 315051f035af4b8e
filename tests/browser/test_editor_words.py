"""What scripts write into Wagtail's editor is Vietnamese as well: labels of blocks, tools of the text, panels."""

import re
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.access.speech import Screen, english_in
from tests.browser.conftest import OpenWindow
from tests.browser.steps import sign_in
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

DESKS: Final = "/quan-tri/khoa-hoc/"
REVIEWER: Final = "kiemduyet"
EXERCISE: Final = re.compile(r"[A-D][0-9]-TH[0-9]+(?: \(.*?\))?: ")


@pytest.mark.parametrize("width", [1280, 375])
def test_the_editor_speaks_vietnamese_after_its_scripts_have_run(
    open_window: OpenWindow, watch: Watch, width: int
) -> None:
    # The editor saves by itself, and is told that a lesson without a title cannot be saved.
    watch.foresee(400)
    # What the checks of the preview find, Wagtail writes to the console as well.
    watch.foresee_words("axe.run results")
    page = open_window()
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, REVIEWER)
    page.goto(DESKS)
    page.locator("td.title a").first.click()
    page.get_by_role("link", name="Thêm bài học").first.click()
    blocks = _open_blocks(page)
    names = [name.strip() for name in blocks.all_inner_texts()]
    assert len(names) > 5, names
    _nothing_english(page, "list of blocks")
    page.keyboard.press("Escape")
    for name in names:
        _add_block(page, name)
    _nothing_english(page, "every block")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("Chào")
    page.keyboard.press("Control+A")
    _nothing_english(page, "tools of the text")
    for panel in page.locator("[data-side-panel-toggle]").all():
        panel.click()
        _nothing_english(page, "side panel")
        panel.click()


def _open_blocks(page: Page) -> Locator:
    page.locator("button.c-sf-add-button").first.click()
    options = page.locator(".w-combobox__option")
    expect(options.first).to_be_visible()
    return options


def _add_block(page: Page, name: str, tries: int = 3) -> None:
    """On a busy machine the part added last may still be growing over the list: then the list is opened again."""
    option = _open_blocks(page).filter(has_text=re.compile(f"^{re.escape(name)}$")).first
    try:
        option.click(timeout=20_000)
    except TimeoutError:
        if tries == 1:
            raise
        page.keyboard.press("Escape")
        _add_block(page, name, tries - 1)


def _nothing_english(page: Page, where: str) -> None:
    screen = Screen(page.content())
    texts = {text.strip() for text in screen.texts} - {REVIEWER}
    # The exercises on offer speak in their authors' words, such as the name of a key.
    texts = {text for text in texts if not EXERCISE.match(text)}
    found = {text: words for text in texts if (words := english_in(text))}
    assert not found, f"{where}: {found}"
