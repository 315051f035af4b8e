"""Doing what a guide says, step by step, with the words that the guide itself quotes from the screens.

A walk has one function for each step of a section. It is given the quoted words of that step, so a step that was
added, taken away, moved or reworded fails: there is no function for it, it has other words, or the screen has not.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

Walk = Mapping[str, Sequence[Callable[..., None]]]
"""By anchor of a section, what each of its steps does: `step(page, *quoted)`."""

_STEPS = """(head) => {
    const list = [];
    for (let part = head.nextElementSibling; part && part.tagName !== "H2"; part = part.nextElementSibling) {
        for (const item of part.querySelectorAll(".steps > ol > li, :scope > ol > li")) {
            list.push([...item.querySelectorAll("b.ui")].map(each => each.textContent.trim()));
        }
    }
    return list;
}"""


def quoted_words(page: Page, guide: str, anchors: Sequence[str]) -> dict[str, list[list[str]]]:
    """What the steps of the sections quote, read from the guide as its reader sees it."""
    page.goto(f"/tro-giup/{guide}/")
    return {anchor: page.locator(f"h2#{anchor}").evaluate(_STEPS) for anchor in anchors}


def follow(page: Page, guide: str, walk: Walk) -> None:
    """Do all steps of the sections in the order of `walk`."""
    words: dict[str, Any] = quoted_words(page, guide, list(walk))
    for anchor, steps in walk.items():
        assert len(words[anchor]) == len(steps), f"{guide}#{anchor}: {words[anchor]}"
        for step, quoted in zip(steps, words[anchor], strict=True):
            step(page, *quoted)


def labelled(page: Page, text: str) -> Locator:
    """The field by the label the guide gives it, whatever mark stands after it."""
    named = page.get_by_label(re.compile(f"^\\s*{re.escape(text)}", re.IGNORECASE))
    return named.and_(page.locator("input, textarea, select")).first


def press(page: Page, text: str) -> None:
    """The button or link of this name."""
    name = re.compile(f"^\\s*{re.escape(text)}\\s*$", re.IGNORECASE)
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def sees(page: Page, text: str) -> None:
    """The words stand on the screen, as a heading, a label or a state."""
    expect(page.get_by_text(re.compile(f"^\\s*{re.escape(text)}\\s*:?$", re.IGNORECASE)).first).to_be_visible()
