"""`python -m bench weights`: what each screen of a learner weighs, and when it can be used on a slow line.

A real Chromium counts requests and bytes, headers and compression included; media (files of the course, pictures of
the guides) excluded.
A first visit has nothing in the cache; a later one comes after it in the same browser.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from launcher.suite import find_chromium  # the stage has put bin/ on the path
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from accounts.models import User
from bench.peer import Line
from bench.peer_course import COURSE_A, COURSE_B, COURSE_C, DOCUMENT, QUIZ, SESSION, lesson_slug, load_guided_course
from bench.peer_people import PASSWORD, username
from bench.stage import Stage
from learning.domain.joining import join_course
from learning.domain.sessions import live_activities
from learning.models import LiveSession

LINE_BITS: Final = 400_000
LATENCY_MS: Final = 100
SLOWER: Final = 6
FIRST_REQUESTS, FIRST_BYTES, LATER_BYTES, USABLE_MS = 6, 60_000, 15_000, 2_000
# Files of a course, and the pictures of the guides.
MEDIA: Final = ("/tep/", "/static/portal/guides/")
INTERACTIVE: Final = """() => {
    const begun = performance.getEntriesByType('navigation')[0];
    const painted = performance.getEntriesByName('first-contentful-paint')[0];
    return Math.max(begun.domContentLoadedEventEnd, painted ? painted.startTime : 0);
}"""

Open = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Visit:
    """`usable_ms`: scripts have run and something is painted, on the simulated line and processor."""

    requests: int
    bytes: int
    usable_ms: int


def measure_weights(stage: Stage) -> dict[str, Any]:
    """First and later visits by screen; the summary is what the budgets are held against."""
    _load_other_activities()
    stage.server.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        screens = _measure_all(browser, f"http://127.0.0.1:{stage.server.port}")
        browser.close()
    return {
        "line": {"bits_per_second": LINE_BITS, "latency_ms": LATENCY_MS, "processor_slower": SLOWER},
        "screens": {name: {when: asdict(visit) for when, visit in visits.items()} for name, visits in screens.items()},
        "summary": {name: _summary(visits) for name, visits in screens.items()},
    }


def lines_of(results: dict[str, Any]) -> list[Line]:
    """The budgets of every screen."""
    lines = []
    for name in results["screens"]:
        lines += [
            Line(f"{name}.first_requests", f"{name}: requests, first visit", FIRST_REQUESTS),
            Line(f"{name}.first_bytes", f"{name}: bytes, first visit", FIRST_BYTES),
            Line(f"{name}.usable_ms", f"{name}: ms until usable, first visit", USABLE_MS),
            Line(f"{name}.later_bytes", f"{name}: bytes, later visit", LATER_BYTES),
        ]
    return lines


def _load_other_activities() -> None:
    """The course of document and live session, joined by who is measured; the session has a date."""
    course = load_guided_course()
    join_course(person=User.objects.get_by_natural_key(username(0)), course=course)
    session = live_activities(course)[0]
    starts_at = timezone.now() + timedelta(days=7)
    LiveSession.objects.create(course=course, activity=session.key, starts_at=starts_at, room="Phòng họp B")


def _measure_all(browser: Browser, site: str) -> dict[str, dict[str, Visit]]:
    signed_in = browser.new_context(base_url=site, locale="vi-VN")
    page = signed_in.new_page()
    # The very first page would also measure how a browser wakes up.
    page.goto("/dang-nhap/", wait_until="networkidle")
    found = {"sign-in": _visits(browser, site, None, _to("/dang-nhap/"))}
    _sign_in(page)
    for name, path in _paths(page).items():
        found[name] = _visits(browser, site, signed_in, _to(path))
    signed_in.close()
    return found


def _sign_in(page: Page) -> None:
    page.goto("/dang-nhap/")
    page.fill("[name=login]", username(0))
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")


def _paths(page: Page) -> dict[str, str]:
    """The screens of a learner in the order of their way; quizzes are begun and one is handed in."""
    course = f"/khoa-hoc/{COURSE_A}/"
    one_by_one, whole = (_begin(page, f"/khoa-hoc/{slug}/{QUIZ}/") for slug in (COURSE_A, COURSE_B))
    return {
        "my courses": "/",
        "catalogue": "/khoa-hoc/",
        "course": course,
        "lesson": f"{course}{lesson_slug(1)}/",
        "quiz": f"{course}{QUIZ}/",
        "paper": one_by_one,
        "paper, all on one page": whole,
        "submit": f"{one_by_one}nop/",
        "result": _hand_in(page, whole),
        "contest of a mark": f"{whole}phuc-khao/1/",
        "feedback on a course": f"{course}gop-y/",
        "document": f"/khoa-hoc/{COURSE_C}/{DOCUMENT}/",
        "live session": f"/khoa-hoc/{COURSE_C}/{SESSION}/",
        "certificates": "/giay-chung-nhan/",
        "search": "/tim-kiem/?q=bai",
        "notifications": "/thong-bao/",
        "my account": "/tai-khoan/",
        "change of password": "/doi-mat-khau/",
        "two factors": "/xac-thuc-hai-lop/",
        "my data": "/du-lieu-cua-toi/",
        "display": "/hien-thi/",
        "help": "/tro-giup/",
        "guide": "/tro-giup/can-bo/",
        "verification": "/xac-minh/",
    }


def _begin(page: Page, address: str) -> str:
    page.goto(address)
    page.click("form[action$='/bat-dau/'] button")
    page.wait_for_url("**/lam-bai/**")
    return page.url.partition("?")[0].removeprefix(page.url[: page.url.index("/lam-bai/")])


def _hand_in(page: Page, paper: str) -> str:
    page.goto(f"{paper}nop/")
    page.click("form[action] button:not([name=language]):visible >> nth=-1")
    page.wait_for_url("**/ket-qua/")
    return f"{paper}ket-qua/"


def _to(path: str) -> Open:
    def open_it(page: Page) -> None:
        answer = page.goto(path, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise SystemExit(f"bench weights: {path} cannot be opened")

    return open_it


def _visits(browser: Browser, site: str, known: BrowserContext | None, open_it: Open) -> dict[str, Visit]:
    state = known.storage_state() if known else None
    context = browser.new_context(base_url=site, locale="vi-VN", storage_state=state)
    page = context.new_page()
    visits = {when: _visit(page, open_it) for when in ("first", "later")}
    context.close()
    return visits


def _visit(page: Page, open_it: Open) -> Visit:
    with _slow_line(page) as line:
        asked: dict[str, int] = {}
        line.on("Network.requestWillBeSent", lambda event: _note(asked, event))
        line.on("Network.loadingFinished", lambda event: _weigh(asked, event))
        open_it(page)
        usable = page.evaluate(INTERACTIVE)
        return Visit(sum(size > 0 for size in asked.values()), sum(asked.values()), round(usable))


@contextmanager
def _slow_line(page: Page) -> Iterator[CDPSession]:
    line = page.context.new_cdp_session(page)
    speed = LINE_BITS / 8
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MS, "downloadThroughput": speed, "uploadThroughput": speed},
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield line
    line.detach()


def _note(asked: dict[str, int], event: dict[str, Any]) -> None:
    if not any(media in event["request"]["url"] for media in MEDIA):
        asked.setdefault(event["requestId"], 0)


def _weigh(asked: dict[str, int], event: dict[str, Any]) -> None:
    """What came out of the cache has no length."""
    if event["requestId"] in asked:
        asked[event["requestId"]] += int(event["encodedDataLength"])


def _summary(visits: dict[str, Visit]) -> dict[str, float]:
    first, later = visits["first"], visits["later"]
    return {
        "first_requests": first.requests,
        "first_bytes": first.bytes,
        "later_bytes": later.bytes,
        "usable_ms": first.usable_ms,
    }


def _chromium() -> str:
    found = find_chromium()
    if not found:
        raise SystemExit("bench weights needs a Chromium; name one: CHROMIUM=/path/to/chromium")
    return found
