"""The search page: courses on offer, lessons of one's own courses, nothing of anybody else's."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from content.enums import SearchKind
from content.models import SearchEntry
from courses.domain.searching import index_missing_editions
from courses.models import Course, EditionActivity
from portal.preparation import index_guides
from tests.learning.builders import World, assign
from tests.portal.test_learner_pages import statements

pytestmark = pytest.mark.django_db


def _found(client: Client, asked: str) -> str:
    reply = client.get("/tim-kiem/", {"q": asked})
    assert reply.status_code == 200
    return reply.content.decode()


def test_lessons_are_found_by_who_takes_the_course_and_by_nobody_else(
    world: World, client_for: Callable[[User], Client]
) -> None:
    assign(world)
    lesson = world.outline.activities[0]
    address = f'href="/khoa-hoc/khoa-thu/{lesson.slug}/"'
    own, other = client_for(world.cadre), client_for(world.far)
    assert address in _found(own, lesson.title)
    page = _found(other, lesson.title)
    assert address not in page and lesson.title not in page.replace(f'value="{lesson.title}"', "")
    assert Client().get("/tim-kiem/", {"q": "a"}).status_code == 302


def test_a_course_is_found_without_marks_and_an_empty_page_says_what_to_do(
    world: World, client_for: Callable[[User], Client]
) -> None:
    browser = client_for(world.cadre)
    assert 'href="/khoa-hoc/khoa-thu/"' in _found(browser, "khoa thu")
    assert "<mark>Khóa</mark> <mark>thử</mark>" in _found(browser, "khoa thu")
    assert "Không tìm thấy trang nào" in _found(browser, "xyzzy")
    assert "&lt;script&gt;" in _found(browser, "<script>")


def test_courses_and_lessons_come_first_and_guides_of_other_roles_last(
    world: World, client_for: Callable[[User], Client]
) -> None:
    assign(world)
    index_guides(lambda words: None)
    SearchEntry.objects.filter(kind=SearchKind.LESSON).update(folded_body="noi khac hoc")
    addresses = re.findall(r'class="result__title"><a href="([^"]*)"', _found(client_for(world.cadre), "hoc"))
    places = ["/khoa-hoc/" in address for address in addresses]
    assert places == sorted(places, reverse=True) and True in places and False in places
    guides = [address.split("/")[2] for address in addresses if address.startswith("/tro-giup/")]
    theirs = [slug in ("can-bo", "vai-tro", "dang-nhap-an-toan") for slug in guides]
    assert theirs == sorted(theirs, reverse=True) and True in theirs and False in theirs
    of_admin = re.findall(r'href="/tro-giup/([\w-]+)/"', _found(client_for(world.admin), "don vi"))
    assert of_admin.index("quan-tri-don-vi") < of_admin.index("giang-vien")


def test_what_the_guides_share_is_found_once() -> None:
    index_guides(lambda words: None)
    holders = SearchEntry.objects.filter(folded_body__contains="xoa cac tep da tai ve may")
    assert list(holders.values_list("key", flat=True)) == ["can-bo"]


def test_it_costs_few_statements_and_older_editions_are_indexed_once(
    world: World, client_for: Callable[[User], Client]
) -> None:
    assign(world)
    browser = client_for(world.cadre)
    browser.get("/tim-kiem/")
    assert statements(lambda: _found(browser, "bai")) <= 7
    before = set(SearchEntry.objects.values_list("kind", "scope", "key"))
    SearchEntry.objects.all().delete()
    index_missing_editions()
    index_missing_editions()
    assert set(SearchEntry.objects.values_list("kind", "scope", "key")) == before


def test_a_course_is_shown_in_the_language_of_the_screen(world: World, client_for: Callable[[User], Client]) -> None:
    assign(world)
    vietnamese, english = client_for(world.cadre), client_for(world.other)
    english.post("/ngon-ngu/", {"language": "en", "next": "/"})
    Course.objects.update(title_en="", summary_en="")
    index_anew()
    assert _results(_found(english, "khoa thu")) == ["<mark>Khóa</mark> <mark>thử</mark>"]
    Course.objects.update(title_en="Spotting scams", summary_en="For staff of communes.")
    index_anew()
    page = _found(vietnamese, "khoa thu")
    assert _results(page) == ["<mark>Khóa</mark> <mark>thử</mark>"] and "staff" not in page and "scams" not in page
    assert not _results(_found(vietnamese, "scams"))
    for asked in ("scams", "staff", "khoa thu"):
        assert [title.replace("<mark>", "").replace("</mark>", "") for title in _results(_found(english, asked))] == [
            "Spotting scams"
        ]


def test_the_code_of_a_course_finds_it_and_stands_before_its_words(
    world: World, client_for: Callable[[User], Client]
) -> None:
    assign(world)
    Course.objects.update(code="ZQ7", summary_vi="Khóa dành cho cán bộ xã.")
    index_anew()
    page = _found(client_for(world.cadre), "zq7")
    assert len(_results(page)) == 1 and "<mark>ZQ7</mark>. Khóa dành cho cán bộ xã." in " ".join(page.split())


def index_anew() -> None:
    """As an installation does at its first start with a new version."""
    SearchEntry.objects.filter(kind__in=(SearchKind.COURSE, SearchKind.COURSE_EN)).delete()
    index_missing_editions()


def _results(page: str) -> list[str]:
    return re.findall(r'class="result__title"><a href="[^"]*">(.*?)</a>', page)


def test_guides_are_found_by_everybody_who_is_signed_in(world: World, client_for: Callable[[User], Client]) -> None:
    index_guides(print)
    page = _found(client_for(world.far), "tai giay chung nhan")
    assert 'href="/tro-giup/can-bo/"' in page and "Hướng dẫn" in page


def test_the_help_can_be_searched_by_who_is_signed_in(world: World, client_for: Callable[[User], Client]) -> None:
    form = '<form class="search" role="search" action="/tim-kiem/">'
    assert form in client_for(world.cadre).get("/tro-giup/").content.decode()
    assert form not in Client().get("/tro-giup/").content.decode()


def test_an_excerpt_tells_the_cells_of_a_table_apart(world: World, client_for: Callable[[User], Client]) -> None:
    """Also in what was published before: the words are taken from the body, not from what was kept beside it."""
    assign(world)
    page = re.sub("</?mark>", "", _found(client_for(world.cadre), "buoc mot"))
    assert "A · B 1 · &lt;2&gt; 3 Bước một" in page
    assert "A B\n1 <2>\n3\n" in EditionActivity.objects.get(slug="bai-b").plain
