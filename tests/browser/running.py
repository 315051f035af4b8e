"""The real program with a browser before it, for the commands that take pictures."""

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS, PATIENCE_MS, chromium
from tests.browser.installation import Installation


@contextmanager
def running_browser() -> Iterator[tuple[Browser, Installation]]:
    """Whoever ends the command early gets the pictures taken until then, and no program is left running."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended before all pictures were taken"))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        installation = Installation(Path(folder))
        try:
            installation.start()
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS))
            yield browser, installation
            browser.close()
        finally:
            installation.stop()


def open_window(browser: Browser, installation: Installation, **options: Any) -> Page:
    """A window of a browser that knows nothing yet; nothing in it moves."""
    context = browser.new_context(base_url=installation.address, locale="vi-VN", reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()
