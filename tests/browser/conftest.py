"""One installation, one browser; each test gets windows of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.installation import Installation
from tests.browser.watching import Watch

PATIENCE_MS = 60_000
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever is asked for outside this machine is not found; that it was asked is an error as well.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

LaunchBrowser: TypeAlias = Callable[..., Browser]
OpenWindow: TypeAlias = Callable[..., Page]


def chromium() -> str:
    """Where the system's browser is."""
    found = next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES))), None)
    assert found, "No Chromium was found; name one: CHROMIUM=/path/to/chromium"
    return found


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    sen = Installation(tmp_path_factory.mktemp("sen"))
    try:
        sen.start()
        yield sen
    finally:
        sen.stop()


@pytest.fixture(scope="package")
def driver() -> Iterator[Playwright]:
    """Not for the whole session: its event loop would be in the way of the tests with a database."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def launch(driver: Playwright) -> LaunchBrowser:
    """A browser of its own, for a test that ends it by force."""
    found = chromium()

    def start(*arguments: str) -> Browser:
        return driver.chromium.launch(executable_path=found, args=[*CHROMIUM_ARGUMENTS, *arguments])

    return start


@pytest.fixture(scope="package")
def browser(launch: LaunchBrowser) -> Iterator[Browser]:
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_window(browser: Browser, installation: Installation, watch: Watch) -> Iterator[OpenWindow]:
    """`open_window(**options)`: a fresh window without cookies, watched until the test ends."""
    contexts: list[BrowserContext] = []

    def open_one(*, by: Browser = browser, **options: Any) -> Page:
        context = by.new_context(base_url=installation.address, locale="vi-VN", **options)
        context.set_default_timeout(PATIENCE_MS)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        if context.browser is not None and context.browser.is_connected():
            context.close()
    watch.check()


@pytest.fixture(scope="package")
def new_learners(installation: Installation) -> Iterator[str]:
    """Sign-in names of cadres who have not begun; each test takes the next."""
    return iter(installation.ask("new_learners", 40))


@pytest.fixture
def new_learner(new_learners: Iterator[str]) -> str:
    return next(new_learners)
