"""What a lesson costs on a slow line: requests and bytes, as the browser counts them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.steps import COURSE_PATH, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

FIRST_REQUESTS, FIRST_BYTES = 6, 60_000
NEXT_BYTES = 15_000


@dataclass
class Wire:
    """Bytes by address, headers and compression as they went over the line; media are left out."""

    addresses: dict[str, str] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)

    def asked(self, event: dict[str, Any]) -> None:
        if "/tep/" not in event["request"]["url"]:
            self.addresses[event["requestId"]] = event["request"]["url"]

    def ended(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.addresses:
            self.received[self.addresses[event["requestId"]]] = int(event["encodedDataLength"])


@contextmanager
def _measured(page: Page) -> Iterator[Wire]:
    wire = Wire()
    line = page.context.new_cdp_session(page)
    line.on("Network.requestWillBeSent", wire.asked)
    line.on("Network.loadingFinished", wire.ended)
    line.send("Network.enable")
    yield wire
    line.detach()


def test_a_lesson_is_light(open_window: OpenWindow, new_learner: str) -> None:
    known = open_window()
    sign_in(known, new_learner)
    # Signed in, with nothing in the browser's cache.
    page = open_window(storage_state=known.context.storage_state())
    with _measured(page) as first:
        page.goto(f"{COURSE_PATH}lua-dao-qua-thu/", wait_until="networkidle")
    expect(page.locator("article.lesson")).to_be_visible()
    assert len(first.received) <= FIRST_REQUESTS, first.received
    assert sum(first.received.values()) <= FIRST_BYTES, first.received
    with _measured(page) as second:
        page.goto(f"{COURSE_PATH}tep-dinh-kem-ma-doc/", wait_until="networkidle")
    assert 0 < sum(second.received.values()) <= NEXT_BYTES, second.received
