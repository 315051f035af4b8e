"""Nobody meets an English word: every role walks its screens, and what is said on them is listened to."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import polib
import pytest
from django import forms
from django.test import RequestFactory
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import trans_real
from wagtail.admin.widgets import AdminDateInput

from courses.domain.preparation import course_shelf
from courses.models import Course, CoursePage, LessonPage, ModulePage, QuizPage
from operations.views.errors import error_reply
from tests.access.asking import EVERY_LINE, routes, url_of
from tests.access.beside_lines import wagtail_url
from tests.access.browsing import Answer, Browsers
from tests.access.line import ANONYMOUS, AUTHORS
from tests.access.objects import World
from tests.access.oracle import WHO
from tests.access.places import side_of
from tests.access.speech import Screen, english_in, listening
from tests.architecture.overlay import upstream_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.same_everywhere]

# One route looks alike wherever it leads: a few of its pages stand for the others.
PAGES_OF_A_ROUTE: Final = 3
# What of Wagtail is open beside the pages.
TOOLS: Final = ("wagtaildocs", "wagtailimages", "wagtailmedia", "wagtailadmin_choose_page_", "wagtailadmin_account")
ERRORS: Final = (400, 403, 404, 405, 413, 500, 503)
# Finds the courses of the world, which have words in English as well.
SEARCH: Final = "/tim-kiem/?q=khoa"
# English on purpose, or never read by anybody.
ALLOWED: Final = {
    "English": "the switch of the language names each language in itself",
    "None": "the empty counter of a closed panel, hidden until a script fills it",
    "Must upload a file": "an answer to a script that sent no file",
}
# What an author typed, shown in a frame of the editor's page or beside it; that page has the way out itself.
IN_A_FRAME: Final = ("wagtailadmin_pages:view_draft", "wagtailadmin_pages:revisions_view")
# Shown, not in a menu that must be opened first.
_LEAVE: Final = re.compile(r'<form[^>]* method="post" action="/dang-xuat/">.{0,200}?<button[^>]*>Đăng xuất</button>')
# Asked of the catalogue, but no words.
NO_WORDS: Final[frozenset[str]] = frozenset()


@dataclass
class Walk:
    """What one person met: how many screens, and which words were not Vietnamese there."""

    who: str
    screens: set[str] = field(default_factory=set)
    wrong: dict[str, str] = field(default_factory=dict)
    without_leave: set[str] = field(default_factory=set)

    def note(self, word: str, where: str) -> None:
        self.wrong.setdefault(word, f"{self.who} {where}: {word!r}")


class Walker:
    def __init__(self, world: World, browsers: Browsers, patch: pytest.MonkeyPatch) -> None:
        self.world, self.browsers, self.patch = world, browsers, patch

    def walk(self, who: str) -> Walk:
        walk = Walk(who)
        ways = deque(self._known(who))
        seen: set[str] = set()
        visits: Counter[str] = Counter()
        while ways:
            way = ways.popleft().partition("#")[0]
            route = _route(way)
            if not route or way in seen or visits[route] >= PAGES_OF_A_ROUTE:
                continue
            seen.add(way)
            visits[route] += 1
            screen = self.look(walk, "GET", way, route)
            if screen is None:
                continue
            walk.screens.add(route)
            ways += screen.ways
            for form in screen.forms:
                target = form.action or way
                key = f"POST {_route(target)}"
                if form.fields and _route(target) and visits[key] < PAGES_OF_A_ROUTE:
                    visits[key] += 1
                    # Scripts put the length of a stream into the form.
                    self.look(walk, "POST", target, key, form.fields | {"body-count": "0"})
        return walk

    def look(self, walk: Walk, method: str, url: str, where: str, data: dict[str, Any] | None = None) -> Screen | None:
        with listening(self.patch) as probe:
            answer = self.browsers.ask(walk.who, method, url, data)
        for message in probe.unknown - NO_WORDS:
            walk.note(message, where)
        if not _is_text(answer):
            return None
        if where not in IN_A_FRAME and _keeps_in(who=walk.who, answer=answer):
            walk.without_leave.add(where)
        screen = Screen(answer.body.decode().strip())
        for text in screen.texts:
            if text.strip() not in ALLOWED and (words := english_in(text)):
                walk.note(text.strip()[:80], f"{where} {sorted(words)}")
        return screen if answer.status == 200 else None

    def _known(self, who: str) -> Iterator[str]:
        yield "/"
        yield "/khong-co-trang-nay/"
        yield SEARCH
        for line in EVERY_LINE:
            if line.expected(who, side_of(who), "GET") in (200, 404):
                yield url_of(line, self.world, side_of(who))[0]
        if who not in AUTHORS:
            return
        yield reverse("wagtailadmin_home")
        yield reverse("wagtailadmin_javascript_catalog")
        draft = Course.objects.get(**self.world.objects.known["draft"][side_of(who)])
        for page in draft.page.get_descendants(inclusive=True):
            for act in ("edit", "history", "delete", "move"):
                yield reverse(f"wagtailadmin_pages:{act}", args=[page.pk])
            yield reverse("wagtailadmin_explore", args=[page.pk])
        module = draft.page.get_children().first()
        assert module is not None
        for model, parent in (
            (CoursePage, course_shelf()),
            (ModulePage, draft.page),
            (LessonPage, module),
            (QuizPage, module),
        ):
            yield reverse("wagtailadmin_pages:add", args=["courses", model._meta.model_name, parent.pk])
        lines = {line.route for line in EVERY_LINE}
        for name, entry in routes():
            if name.startswith(TOOLS) and name not in lines:
                yield wagtail_url(name, entry, self.world.objects.known["wagtail"][side_of(who)])


def _route(way: str) -> str:
    """The name of the page an address leads to, empty for what is no page."""
    try:
        found = resolve(way.partition("?")[0])
    except Resolver404:
        return way if way == "/khong-co-trang-nay/" else ""
    return found.view_name or way


def _is_text(answer: Answer) -> bool:
    kind = answer.headers.get("Content-Type", "")
    return answer.status != 302 and ("text/html" in kind or "application/json" in kind) and bool(answer.body.strip())


def _keeps_in(*, who: str, answer: Answer) -> bool:
    """Whether this is a whole page of somebody signed in without the button to leave."""
    body = answer.body.decode()
    return who != ANONYMOUS and "<main" in body and not _LEAVE.search(body)


@pytest.fixture
def walker(world: World, browsers: Browsers, monkeypatch: pytest.MonkeyPatch) -> Walker:
    return Walker(world, browsers, monkeypatch)


@pytest.mark.parametrize("who", [who for who in WHO if not who.endswith("2")])
def test_nobody_meets_an_english_word_or_a_page_without_a_way_out(walker: Walker, who: str) -> None:
    walk = walker.walk(who)
    assert not walk.wrong, "\n".join(walk.wrong.values())
    assert not walk.without_leave, sorted(walk.without_leave)
    assert len(walk.screens) >= (40 if who in AUTHORS else 5), walk.screens


def test_a_search_finds_courses_in_vietnamese_alone(walker: Walker) -> None:
    """What the walks look at is a page of results, of courses that have words in English too."""
    found = Screen(walker.browsers.ask("CA", "GET", SEARCH).body.decode().strip())
    assert "/khoa-hoc/khoa-a/" in found.ways and Course.objects.filter(slug="khoa-a").exclude(title_en="").exists()
    assert not [text for text in found.texts if english_in(text) and text not in ALLOWED]


def test_refusals_and_failures_are_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/")
    with translation.override("vi"), listening(monkeypatch) as probe:
        screens = [Screen(error_reply(request, status).content.decode().strip()) for status in ERRORS]
    assert not probe.unknown
    assert not [text for screen in screens for text in screen.texts if english_in(text) and text not in ALLOWED]


def test_a_lost_word_is_found(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without one entry of the overlay, the walk of an author names it, by both ears."""
    for catalogue in trans_real.translation("vi")._catalog._catalogs:
        monkeypatch.delitem(catalogue, "Toggle side panel", raising=False)
    page = walker.world.objects.known["draft_page"]["A"]["page_id"]
    walk = Walk("TR")
    walker.look(walk, "GET", reverse("wagtailadmin_pages:edit", args=[page]), "edit")
    assert list(walk.wrong) == ["Toggle side panel"]
    assert english_in("Toggle side panel") >= {"Toggle"}


def test_a_label_that_nobody_marked_is_found() -> None:
    """The control of the other ear: what never asked the catalogue, and what hides in a Vietnamese sentence."""
    assert english_in("Cover") == {"Cover"}
    assert english_in("Ảnh bìa - Wagtail") == {"Wagtail"}
    assert english_in("Save bản nháp") == {"Save"}
    assert not english_in("Thêm tệp bang-1.csv, xem Trang 1/3 (Ctrl + s)")
    screen = Screen("""<button aria-label="Close"></button><div data-block='[{"label": "Caption"}]'></div>""")
    assert screen.texts == ["Close", "Caption"]


def test_dates_are_written_and_read_as_in_documents() -> None:
    for language in ("vi", "en"):
        with translation.override(language):
            assert forms.DateField().clean("05/09/2026") == date(2026, 9, 5)
    with translation.override("vi"):
        assert AdminDateInput().get_config() == {"dayOfWeekStart": 1, "format": "d/m/Y"}
        assert date_format(date(2026, 9, 5)) == "ngày 05 tháng 9 năm 2026"
        assert date_format(date(2026, 9, 5), "SHORT_DATE_FORMAT") == "05/09/2026"


def test_scripts_of_the_editor_have_every_word(browsers: Browsers) -> None:
    said = browsers.ask("TR", "GET", reverse("wagtailadmin_javascript_catalog")).body.decode()
    asked = [entry.msgid for entry in polib.pofile(str(upstream_catalogue("wagtail.admin", "djangojs")))]
    assert len(asked) > 50
    catalogue = said.partition("newcatalog = ")[2].partition("};")[0]
    assert not [word for word in asked if f"{json.dumps(word)}: " not in catalogue]
