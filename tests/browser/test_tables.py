"""Tables of a committee fit into the window, and neither a number nor a code is broken in them."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenWindow
from tests.browser.steps import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

WIDTHS = (1280, 768, 375)
# Cells of one word that take more than one line, and tables wider than what holds them.
BROKEN = """() => {
    const lines = cell => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return new Set([...text.getClientRects()].map(box => Math.round(box.top))).size;
    };
    const cells = [...document.querySelectorAll(".table tbody td, .table tfoot td")].filter(cell => cell.offsetWidth);
    const words = cells.filter(cell => /\\d/.test(cell.textContent) && !/\\s/.test(cell.textContent.trim()));
    const wide = [...document.querySelectorAll(".table-wrap")].filter(wrap => wrap.scrollWidth > wrap.clientWidth);
    return {
        words: words.length,
        broken: words.filter(cell => lines(cell) > 1).map(cell => cell.textContent),
        wide: wide.map(wrap => wrap.textContent.trim().slice(0, 40)),
    };
}"""


def _looks_whole(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(BROKEN)
        assert found["words"] > 20
        assert (found["broken"], found["wide"]) == ([], []), width


def test_boards_fit_and_cards_are_short(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "donvi")
    page.goto("/bao-cao/")
    _looks_whole(page)
    # Figures flow: a card of ten is no taller than a heading of two lines and four lines of figures.
    card = page.locator(".table--figures tbody tr").first.bounding_box()
    assert card is not None
    assert card["height"] < 160


def test_people_fit(open_window: OpenWindow) -> None:
    page = open_window()
    sign_in(page, "quantri.donvi")
    page.goto("/don-vi/")
    page.goto(f"{page.url}can-bo/")
    _looks_whole(page)
