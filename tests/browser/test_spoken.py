"""What a screen reader is told: roles and Vietnamese names of three screens, as `spoken/*.yml` has them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import COURSE_PATH, begin_quiz, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

SNAPSHOTS = Path(__file__).parent / "spoken"


def test_names_and_roles(open_window: OpenWindow, new_learner: str) -> None:
    page = open_window()
    sign_in(page, new_learner)
    _expect_spoken(page, "frame")
    _expect_spoken(page, "home")
    page.goto(f"{COURSE_PATH}lua-dao-qua-thu/")
    _expect_spoken(page, "lesson")
    begin_quiz(page)
    _expect_spoken(page, "quiz")
    with pytest.raises(AssertionError):
        expect(page.locator("body")).to_match_aria_snapshot('- heading "Trang khác" [level=1]', timeout=200)


def _expect_spoken(page: Page, name: str) -> None:
    snapshot = (SNAPSHOTS / f"{name}.yml").read_text(encoding="utf-8")
    expect(page.locator("body")).to_match_aria_snapshot(snapshot, timeout=5_000)
