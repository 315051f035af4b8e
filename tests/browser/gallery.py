"""Every screen of every role, to be looked at: `python -m tests.browser.gallery [ROLE …]`.

Starts the real program, signs in as each role and follows the links of its own screens; of addresses that differ in
a number or a code only, one is taken. Then it walks through the screens that stand behind forms. Each screen is kept
at three widths in light and dark, and as it prints, in `artefacts/gallery/<role>/`, with an `index.html` that shows
them side by side.
"""

import re
import sys
import time
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page

from tests.browser import behind_desks, behind_forms
from tests.browser.album import Album
from tests.browser.installation import ROOT, Installation
from tests.browser.running import open_window, running_browser
from tests.browser.steps import sign_in

GALLERY: Final = ROOT / "artefacts" / "gallery"
NOBODY: Final = "khong-dang-nhap"
GRADUATE: Final = "hoc-xong"
# The order matters: a course is sent to be reviewed before it is published, a correction asked for before answered.
WALKS: Final[dict[str, tuple[behind_forms.Walk, ...]]] = {
    NOBODY: (behind_forms.newcomer,),
    "hocvien": (behind_forms.learner, behind_desks.guided_learner),
    GRADUATE: (behind_forms.graduate, behind_desks.contest),
    "giangvien": (behind_forms.beginner,),
    "kiemduyet": (behind_forms.author, behind_desks.marker, behind_desks.attendance, behind_desks.bank),
    "quantri": (behind_forms.publisher, behind_desks.proposer),
    "quantri2": (behind_forms.national_administrator, behind_desks.decider),
    "donvi": (behind_forms.committee_reviewer,),
    "quantri.donvi": (behind_forms.committee_administrator, behind_desks.records),
    behind_desks.AUDITOR: (behind_desks.second_factor,),
    "baove.dulieu": (),
}
MOST_SCREENS: Final = 80
_CHANGING: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,}|\d+")
# What everybody sees alike is taken once, of the first who comes there.
_SAME_FOR_ALL: Final = re.compile(
    r"^/(tro-giup/.+|xac-minh/.*|hien-thi/|doi-mat-khau/|xac-thuc-hai-lop/.*|khoa-hoc/.+/.+)$"
)
# The pages of courses and of codes are made alike.
_ALIKE: Final = re.compile(r"^/(khoa-hoc|xac-minh)/[^/]+/$")
# Files, and what a link would change.
_NO_SCREEN: Final = re.compile(
    r"^/(tep|static|healthz|metrics)|/bulk/|\.(pdf|xlsx|csv|zip)$|/(tai|xuat|tep)/|/logout/|sprite|javascript"
)


def make_gallery(browser: Browser, installation: Installation, roles: tuple[str, ...]) -> list[str]:
    """Take the screens of each role; what went wrong with one keeps nobody from looking at the others.

    Returns:
        A line for each role whose screens are not all there.
    """
    behind_desks.waiting_work(installation)
    alike: set[str] = set()
    failures = []
    for role in roles:
        began = time.monotonic()
        album = Album(GALLERY / role)
        page = open_window(browser, installation)
        try:
            _take_role(page, installation, album, role, alike)
        except (AssertionError, Error) as error:
            failures.append(f"{role} is NOT WHOLE, after {len(album)} screens at {page.url}: {error}\n")
            sys.stdout.write(failures[-1])
        album.write_index()
        page.context.close()
        sys.stdout.write(f"{role}: {len(album)} screens in {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()
    return failures


def _take_role(page: Page, installation: Installation, album: Album, role: str, alike: set[str]) -> None:
    if role == GRADUATE:
        sign_in(page, installation.ask("certified_learner")["username"])
    elif role != NOBODY:
        sign_in(page, role)
    for address in _screens(page, alike):
        album.take(page, _name_of(address))
    for walk in WALKS[role]:
        for name in walk(page, installation):
            album.take(page, f"sau-{name}")


def _screens(page: Page, alike: set[str]) -> Iterator[str]:
    """Addresses in the order in which the links are met; `alike` are those that others have shown already."""
    waiting, known = ["/", "/dang-nhap/", "/khong-co-trang-nay/"], set()
    taken = 0
    while waiting and taken < MOST_SCREENS:
        address = waiting.pop(0)
        kind = _ALIKE.sub(r"/\1/*/", _CHANGING.sub("*", urlsplit(address).path))
        if kind in known or _NO_SCREEN.search(urlsplit(address).path):
            continue
        known.add(kind)
        if _SAME_FOR_ALL.search(kind):
            if kind in alike:
                continue
            alike.add(kind)
        if not _is_page(page, address):
            continue
        taken += 1
        waiting += [link for link in _links(page) if link not in waiting]
        yield address


def _is_page(page: Page, address: str) -> bool:
    """Go there; a link to a file leads nowhere."""
    try:
        page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    return True


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
        failures = make_gallery(browser, installation, tuple(arguments) or tuple(WALKS))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
