"""The guides stay true: every word they quote from a screen is on a screen, every picture is there and small."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polib
import pytest
from django.test import Client
from django.utils import translation
from PIL import Image

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import SCOPED_ROLES, Role
from portal.guides import (
    Guide,
    first_visit_hint,
    guide_html,
    guide_sections,
    guide_text,
    guides,
    guides_for,
)
from tests.architecture.sources import CHECKOUT, ROOMS, files
from tests.learning.builders import World
from tests.portal.test_learner_pages import statements

SignIn = Callable[[User], Client]

PICTURES: Final = CHECKOUT / "portal" / "static" / "portal" / "guides"
MOST_PICTURES: Final = 12
MOST_BYTES: Final = 40_000
SYLLABLES: Final = range(400, 901)
_QUOTED: Final = re.compile(r'<b class="ui">(.*?)</b>')
_PICTURE: Final = re.compile(
    r'<img src="/static/portal/guides/([\w.-]+)" width="(\d+)" height="(\d+)"[^>]* alt="([^"]+)"'
)
_EVERY_GUIDE: Final = pytest.mark.parametrize("guide", guides(), ids=lambda guide: guide.slug)


def _said_on_screens() -> set[str]:
    """Every Vietnamese text of our catalogues and of the overlay, as `_small` has it."""
    return {_small(text) for path in files(".po", under=(*ROOMS, "lms")) for text in _said_in(path)}


def _said_in(path: Path) -> Iterator[str]:
    for entry in polib.pofile(str(path)):
        if not entry.obsolete:
            yield from (entry.msgstr, *entry.msgstr_plural.values())


def _small(text: str) -> str:
    """Labels are given a capital where they stand first, and a colon before what they introduce."""
    return text[:1].lower() + text[1:].removesuffix(":")


def unknown_words(html: str) -> list[str]:
    """What is quoted as a button, a menu or a label, and is none."""
    known = _said_on_screens()
    return [quoted for quoted in _QUOTED.findall(html) if _small(quoted) not in known]


@_EVERY_GUIDE
def test_words_quoted_from_the_screens_are_on_them(guide: Guide) -> None:
    assert len(_QUOTED.findall(guide_html(guide))) > 10
    assert unknown_words(guide_html(guide)) == []


def test_a_word_of_no_screen_is_found() -> None:
    html = 'Bấm <b class="ui">Nộp bài</b>, sau đó <b class="ui">Nộp bài ngay</b> hoặc <b class="ui">tải PDF</b>.'
    assert unknown_words(html) == ["Nộp bài ngay"]


@_EVERY_GUIDE
def test_a_guide_is_short_and_whole(guide: Guide) -> None:
    text = guide_text(guide)
    assert len(text.split()) in SYLLABLES
    titles = [section.title for section in guide_sections(guide)]
    assert len(titles) == guide_html(guide).count("<h2")
    assert {"Dữ liệu cá nhân", "Máy dùng chung", "Cần giúp đỡ thì hỏi ai"} <= set(titles)
    anchors = [section.anchor for section in guide_sections(guide)]
    assert len(set(anchors)) == len(anchors)
    assert not set("<>") & set(text)


def test_who_writes_a_first_course_can_follow_the_guide_from_top_to_bottom() -> None:
    """An exercise asks a question that has to be there, a lesson stands before its quiz, a document has a file."""
    guide = next(guide for guide in guides() if guide.slug == "giang-vien")
    anchors = [section.anchor for section in guide_sections(guide)]
    wanted = ["tao-khoa-hoc", "soan-cau-hoi", "soan-bai-hoc", "tao-bai-kiem-tra", "phan-hoc-khac", "gui-tham-dinh"]
    assert [anchor for anchor in anchors if anchor in wanted] == wanted
    html = guide_html(guide)
    assert html.index("Thêm tài liệu") < html.index("Chọn tài liệu") < html.index('id="gui-tham-dinh"')


def test_pictures_are_few_small_described_and_used() -> None:
    shown = [found for guide in guides() for found in _PICTURE.findall(guide_html(guide))]
    assert len(shown) == sum(guide_html(guide).count("<img") for guide in guides())
    assert {name for name, *_rest in shown} == {path.name for path in PICTURES.iterdir()}
    assert len({name for name, *_rest in shown}) <= MOST_PICTURES
    for name, width, height, _alt in shown:
        path = PICTURES / name
        assert path.stat().st_size <= MOST_BYTES, name
        with Image.open(path) as picture:
            assert picture.size == (int(width), int(height)), name


def test_guides_are_rendered_in_vietnamese_whoever_asks_first() -> None:
    guide_html.cache_clear()
    with translation.override("en"):
        first = guide_html(guides()[0])
    guide_html.cache_clear()
    assert guide_html(guides()[0]) == first


@pytest.mark.django_db
def test_the_index_is_public_and_every_guide_has_its_page() -> None:
    index = Client().get("/tro-giup/").content.decode()
    for guide in guides():
        assert f'href="/tro-giup/{guide.slug}/"' in index
        page = Client().get(f"/tro-giup/{guide.slug}/").content.decode()
        for section in guide_sections(guide):
            assert f'href="#{section.anchor}"' in page and f'id="{section.anchor}"' in page
    assert Client().get("/tro-giup/khong-co/").status_code == 404
    english = Client(headers={"Accept-Language": "en"})
    english.cookies["django_language"] = "en"
    assert "written in Vietnamese only" in english.get("/tro-giup/").content.decode()


@pytest.mark.django_db
def test_the_guide_of_the_own_role_stands_first(world: World, client_for: SignIn) -> None:
    def order(user: User) -> list[str]:
        return re.findall(r'href="/tro-giup/([\w-]+)/"', client_for(user).get("/tro-giup/").content.decode())

    assert order(world.cadre)[0] == "can-bo"
    assert order(world.admin)[0] == "quan-tri-don-vi"
    assert sorted(order(world.admin)) == sorted(guide.slug for guide in guides())


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_guide_and_a_first_visit_hint_of_its_own(role: Role, world: World, client_for: SignIn) -> None:
    grant_role(
        user=world.cadre,
        role=role,
        committee=world.province if role in SCOPED_ROLES else None,
        actor=None,
        reason="test",
    )
    own = [guide for guide in guides() if guide.role == role]
    holder = User.objects.get(pk=world.cadre.pk)
    assert own and first_visit_hint(holder) == own[0]
    assert list(guides_for(holder)) == own
    assert _hint(client_for(holder)) == own[0].slug


def _hint(browser: Client) -> str:
    """The guide that the note on the home page leads to."""
    note = browser.get("/").content.decode().partition("/da-xem/")[2]
    return (re.findall(r'href="/tro-giup/([\w-]+)/"', note) or [""])[0]


@pytest.mark.django_db
def test_the_first_visit_hint_is_put_away_for_good_and_leaves_nothing_in_the_browser(
    world: World, client_for: SignIn
) -> None:
    browser = client_for(world.cadre)
    assert 'href="/tro-giup/can-bo/"' in browser.get("/").content.decode()
    cookies = set(browser.cookies)
    answer = browser.post("/tro-giup/can-bo/da-xem/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    browser.post("/tro-giup/can-bo/da-xem/")
    assert set(browser.cookies) <= cookies | {"csrftoken"}
    for again in (browser, client_for(User.objects.get(pk=world.cadre.pk))):
        assert 'href="/tro-giup/can-bo/"' not in again.get("/").content.decode()
    assert 'href="/tro-giup/can-bo/"' in client_for(world.other).get("/").content.decode()


@pytest.mark.django_db
def test_the_hint_costs_no_statement(world: World, client_for: SignIn) -> None:
    browser = client_for(world.cadre)
    browser.get("/")
    with_hint = statements(lambda: browser.get("/"))
    browser.post("/tro-giup/can-bo/da-xem/")
    assert statements(lambda: browser.get("/")) == with_hint


@pytest.mark.django_db
def test_a_new_role_brings_its_own_hint(world: World, client_for: SignIn) -> None:
    client_for(world.cadre).post("/tro-giup/can-bo/da-xem/")
    grant_role(user=world.cadre, role=Role.TRAINER, committee=None, actor=None, reason="test")
    home = client_for(User.objects.get(pk=world.cadre.pk)).get("/").content.decode()
    assert 'href="/tro-giup/giang-vien/"' in home
