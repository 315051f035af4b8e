"""Every screen of every role, to be looked at: `python -m tests.browser.gallery [ROLE …]`.

Starts the real program, signs in as each role and follows the links of its own screens; of addresses that differ in
a number or a code only, one is taken. Then it walks through the screens that stand behind forms. Each screen is kept
at three widths in light and dark, and as it prints, in `artefacts/gallery/<role>/`, with an `index.html` that shows
them side by side.
"""

import re
import sys
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from tests.browser import behind_forms
from tests.browser.album import Album
from tests.browser.installation import ROOT, Installation
from tests.browser.running import open_window, running_browser
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
MOST_SCREENS: Final = 60
_CHANGING: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,}|\d+")
# The pages of courses and of codes are made alike.
_ALIKE: Final = re.compile(r"^/(khoa-hoc|xac-minh)/[^/]+/$")
# Files, and what a link would change.
_NO_SCREEN: Final = re.compile(
    r"^/(tep|static|healthz|metrics)|/bulk/|\.(pdf|xlsx|csv|zip)$|/(tai|xuat|tep)/|/logout/|sprite|javascript"
)


def make_gallery(browser: Browser, installation: Installation, roles: tuple[str, ...]) -> None:
    for role in roles:
        page = open_window(browser, installation)
        if role == GRADUATE:
            sign_in(page, installation.ask("certified_learner")["username"])
        elif role != NOBODY:
            sign_in(page, role)
        album = Album(GALLERY / role)
        for address in _screens(page):
            album.take(page, _name_of(address))
        walk = WALKS[role]
        for name in walk(page, installation) if walk else ():
            album.take(page, f"sau-{name}")
        album.write_index()
        sys.stdout.write(f"{role}: {len(album)} screens\n")
        sys.stdout.flush()
        page.context.close()


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


def main(arguments: list[str]) -> int:
    with running_browser() as (browser, installation):
        make_gallery(browser, installation, tuple(arguments) or tuple(WALKS))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
