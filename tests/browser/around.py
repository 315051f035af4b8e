"""Which screens there are, by the routes of the program, and where links lead a person to each of them.

What the server answers to whom stands in the oracle (`tests/access`): a route that answers anybody with a page is a
screen, unless it is named here with what it is instead.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.access.asking import EVERY_LINE
from tests.access.oracle import WHO
from tests.access.places import side_of
from tests.access.speech import Screen

# Where everybody begins, and what no link leads to but a word typed.
BEGINNINGS: Final = (
    "/", "/dang-nhap/", "/khong-co-trang-nay/", "/hien-thi/", "/phong-cach/", "/xac-minh/", "/tim-kiem/?q=lua+dao",
    "/tim-kiem/?q=qzxw", "/khoa-hoc/?q=khong-co-khoa-nao", "/khoa-hoc/lua-dao-ma-doc/kiem-tra-cuoi-khoa/",
    "/dang-xuat/", "/xac-nhan/mat-khau/",
)  # fmt: skip
# One route, and yet a screen of its own.
STATES: Final = (
    "/khong-co-trang-nay/", "/tim-kiem/?q=qzxw", "/khoa-hoc/?q=khong-co-khoa-nao",
    "/khoa-hoc/lua-dao-ma-doc/kiem-tra-cuoi-khoa/",
)  # fmt: skip
# Answers of the server that no browser shows as a page.
NO_SCREEN: Final[dict[str, str]] = {
    "healthz": "two words for a machine",
    "metrics": "figures for a machine",
    "job_progress": "a part of the page of a job, for a script",
    "job_file": "a file",
    "certificate_file": "a file",
    "asset": "a file",
    "library_file": "a file",
    "wagtaildocs_serve": "a file",
    "import_template": "a file",
    "role_template": "a file",
    "committee_template": "a file",
    "interop_sheet_template": "a file",
    "interop_wrong_rows": "a file",
    "wagtailadmin_pages:preview_on_edit": "whether a preview can be made, for a script",
    "wagtailadmin_pages:history_results": "a part of the history of a page, for a script",
}
_SIDE_BAR: Final = re.compile(r'"url": "(/[^"]*)"')
# Of one route so many addresses are tried until one is a page.
_MOST_TRIED: Final = 6


def route_of(address: str) -> str:
    """The name of the route an address or path leads to; the address itself where it is a state of its own."""
    parts = urlsplit(address)
    wanted = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if wanted in STATES:
        return wanted
    try:
        return resolve(parts.path).view_name or ""
    except Resolver404:
        return ""


def screens() -> set[str]:
    """The routes that answer somebody with a page."""
    answering = (line for line in EVERY_LINE if any(line.expected(who, side_of(who), "GET") == 200 for who in WHO))
    return {line.route for line in answering} - NO_SCREEN.keys()


def addresses(page: Page) -> Iterator[tuple[str, str]]:
    """Route and address of the first page of each route that links lead the person to, in the order they are met.

    The pages are only fetched, by the cookies of the window: nothing of them runs.
    """
    waiting, known, seen = deque(BEGINNINGS), set[str](), set[str]()
    tried: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft().partition("#")[0]
        route = route_of(address)
        if not route or address in seen or route in known or tried[route] >= _MOST_TRIED:
            continue
        seen.add(address)
        tried[route] += 1
        answer = page.request.get(address)
        text = answer.text() if "text/html" in answer.headers.get("content-type", "") else ""
        if "<html" not in text or not (answer.ok or route in STATES):
            continue
        # A link may be sent on: what is shown counts as well.
        known |= {route, shown := route_of(answer.url)}
        yield shown, urlsplit(answer.url)._replace(scheme="", netloc="").geturl()
        waiting += [*Screen(text.strip()).ways, *_SIDE_BAR.findall(text)]
