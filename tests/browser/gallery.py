"""Every screen of every role, to be looked at: `python -m tests.browser.gallery [ROLE …]`.

Starts the real program, signs in as each role and follows the links of its own screens; of addresses that differ in
a number or a code only, one is taken. Then it walks through the screens that stand behind forms. Each screen is kept
at three widths in light and dark, and as it prints, in `artefacts/gallery/<role>/`, with an `index.html` that shows
them side by side.
"""

import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import behind_forms
from tests.browser.conftest import CHROMIUM_ARGUMENTS, PATIENCE_MS, chromium
from tests.browser.installation import ROOT, Installation
from tests.browser.looking import AT_REST
from tests.browser.steps import sign_in

GALLERY: Final = ROOT / "artefacts" / "gallery"
NOBODY: Final = "khong-dang-nhap"
GRADUATE: Final = "hoc-xong"
# The order matters: a course is sent to be reviewed before it is published, a correction asked for before answered.
WALKS: Final[dict[str, behind_forms.Walk | None]] = {
    NOBODY: behind_forms.newcomer,
    "hocvien": behind_forms.learner,
    GRADUATE: behind_forms.graduate,
    "giangvien": behind_forms.beginner,
    "kiemduyet": behind_forms.author,
    "quantri": behind_forms.publisher,
    "quantri2": behind_forms.national_administrator,
    "donvi": behind_forms.committee_reviewer,
    "quantri.donvi": behind_forms.committee_administrator,
    "kiemtoan": None,
    "baove.dulieu": None,
}
WIDTHS: Final = (1280, 768, 375)
HEIGHT: Final = 900
PAPER: Final = {"width": 794, "height": 1123}
MOST_SCREENS: Final = 60
_CHANGING: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,}|\d+")
_INNER_HEIGHT: Final = """() => {
    const main = document.querySelector("main");
    return main && getComputedStyle(main).overflowY === "auto" ? main.scrollHeight : 0;
}"""
# The pages of courses and of codes are made alike.
_ALIKE: Final = re.compile(r"^/(khoa-hoc|xac-minh)/[^/]+/$")
# Files, and what a link would change.
_NO_SCREEN: Final = re.compile(
    r"^/(tep|static|healthz|metrics)|/bulk/|\.(pdf|xlsx|csv|zip)$|/(tai|xuat|tep)/|/logout/|sprite|javascript"
)


def make_gallery(browser: Browser, installation: Installation, roles: tuple[str, ...]) -> None:
    for role in roles:
        context = browser.new_context(base_url=installation.address, locale="vi-VN", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        if role == GRADUATE:
            sign_in(page, installation.ask("certified_learner")["username"])
        elif role != NOBODY:
            sign_in(page, role)
        names = [_take(page, role, _name_of(address)) for address in _screens(page)]
        walk = WALKS[role]
        if walk is not None:
            names += [_take(page, role, f"sau-{name}") for name in walk(page, installation)]
        _write_index(role, names)
        sys.stdout.write(f"{role}: {len(names)} screens\n")
        sys.stdout.flush()
        context.close()


def _screens(page: Page) -> Iterator[str]:
    """Addresses in the order in which the links are met."""
    waiting, known = ["/", "/dang-nhap/", "/khong-co-trang-nay/"], set()
    taken = 0
    while waiting and taken < MOST_SCREENS:
        address = waiting.pop(0)
        kind = _ALIKE.sub(r"/\1/*/", _CHANGING.sub("*", urlsplit(address).path))
        if kind in known or _NO_SCREEN.search(urlsplit(address).path):
            continue
        known.add(kind)
        page.goto(address)
        taken += 1
        waiting += [link for link in _links(page) if link not in waiting]
        yield address


def _links(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('a[href]:not([download])')]"
        ".map(a => new URL(a.href)).filter(u => u.origin === location.origin).map(u => u.pathname + u.search)"
    )
    return list(dict.fromkeys(found))


def _name_of(address: str) -> str:
    return re.sub(r"[^\w-]+", "_", _CHANGING.sub("x", urlsplit(address).path).strip("/")) or "trang-dau"


def _take(page: Page, role: str, name: str) -> str:
    folder = GALLERY / role
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        page.emulate_media(media="screen", color_scheme=scheme)  # type: ignore[arg-type]  # one of its two words
        for width in WIDTHS:
            _open_window(page, width)
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]  # a plain dict of the two sizes
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate(AT_REST)
    page.screenshot(path=folder / f"{name}-print.png", full_page=True)
    page.emulate_media(media="screen")
    # A walk goes on in the window it began in.
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return name


def _open_window(page: Page, width: int) -> None:
    """As high as all of the page where the page scrolls inside itself, as Wagtail's do."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate(AT_REST)
    inner: int = page.evaluate(_INNER_HEIGHT)
    if inner > HEIGHT:
        page.set_viewport_size({"width": width, "height": inner + 1})
        page.evaluate(AT_REST)


def _write_index(role: str, names: list[str]) -> None:
    kinds = [f"{width}-{scheme}" for scheme in ("light", "dark") for width in WIDTHS] + ["print"]
    rows = ""
    for name in names:
        files = [f"{escape(name)}-{kind}.png" for kind in kinds]
        shown = " ".join(f'<a href="{file}"><img src="{file}" height="300" alt="{file}"></a>' for file in files)
        rows += f"<h2>{escape(name)}</h2><p>{shown}</p>"
    (GALLERY / role / "index.html").write_text(f"<!doctype html><meta charset=utf-8><h1>{role}</h1>{rows}", "utf-8")


def main(arguments: list[str]) -> int:
    roles = tuple(arguments) or tuple(WALKS)
    # Whoever ends it early gets the pictures taken until then, and no program is left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended before all pictures were taken"))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        installation = Installation(Path(folder))
        try:
            installation.start()
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS))
            make_gallery(browser, installation, roles)
            browser.close()
        finally:
            installation.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
