"""On a screen in English the Vietnamese of a course is said to be Vietnamese, for readers and for their machines."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate
from common.db.erasure import erasure_window
from courses.models import Course, Edition
from learning.models import Enrolment
from tests.learning.builders import World, assign
from tests.portal.test_learner_pages import statements

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
COURSE, LESSON, QUIZ = (f"/khoa-hoc/khoa-thu/{slug}" for slug in ("", "bai-b/", "kiem-tra/"))
SAID = {
    COURSE: "The lessons of this course are in Vietnamese.",
    LESSON: "This lesson is in Vietnamese.",
    QUIZ: "The questions are in Vietnamese.",
}


@pytest.fixture
def readers(world: World, client_for: SignIn) -> tuple[Client, Client]:
    """The same course in Vietnamese and in English."""
    assign(world)
    vietnamese, english = client_for(world.cadre), client_for(world.other)
    english.post("/ngon-ngu/", {"language": "en", "next": "/"})
    return vietnamese, english


def test_it_is_said_in_one_line_and_only_in_english(readers: tuple[Client, Client]) -> None:
    vietnamese, english = readers
    for address, line in SAID.items():
        page = english.get(address).content.decode()
        assert page.count(line) == 1 and '<html lang="en"' in page
        assert "bằng tiếng Việt." not in vietnamese.get(address).content.decode()


def test_the_content_is_marked_as_vietnamese(readers: tuple[Client, Client]) -> None:
    vietnamese, english = readers
    lesson = english.get(LESSON).content.decode()
    assert '<article class="lesson" lang="vi">' in lesson
    # The words of the house inside it are English.
    assert '<h2 class="exercise__title" lang="en">Exercise 1</h2>' in lesson
    assert ' lang="' not in vietnamese.get(LESSON).content.decode().partition("<main")[2].partition("</main")[0]
    begun = english.post(f"{QUIZ}bat-dau/").headers["Location"]
    paper = english.get(begun).content.decode()
    assert "The questions are in Vietnamese." in paper
    assert paper.index('<div lang="vi">') < paper.index('<fieldset class="question"')


def test_an_english_title_is_used_where_there_is_one(readers: tuple[Client, Client]) -> None:
    _vietnamese, english = readers
    Course.objects.update(title_en="", summary_en="")
    page = english.get(COURSE).content.decode()
    assert '<h1 lang="vi">Khóa thử</h1>' in page
    Course.objects.update(title_en="A course to try", summary_en="What it is about.")
    page = english.get(COURSE).content.decode()
    assert "<h1>A course to try</h1>" in page and '<p class="lede">What it is about.</p>' in page


def test_an_english_title_stands_in_lists_and_notices_of_certificates_and_not_on_the_paper(
    readers: tuple[Client, Client], world: World
) -> None:
    vietnamese, english = readers
    with erasure_window():
        Edition.objects.update(title_en="A course to try")
    edition = Edition.objects.get(pk=world.outline.edition_id)
    held = [_certificate(world, person, edition) for person in (world.cadre, world.other)]
    for address in ("/giay-chung-nhan/", "/thong-bao/", "/"):
        assert edition.title_en in english.get(address).content.decode(), address
        assert edition.title_en not in vietnamese.get(address).content.decode(), address
    paper = english.get(f"/xac-minh/{held[1].code}/").content.decode()
    assert f'<dd lang="vi">{edition.title_vi}</dd>' in paper and edition.title_en not in paper


def _certificate(world: World, person: User, edition: Edition) -> Certificate:
    return Certificate.objects.create(
        number=f"S{person.pk}",
        cadre=person,
        enrolment=Enrolment.objects.get(cadre=person),
        course=world.course,
        edition=edition,
        holder_name=person.full_name,
        course_title=edition.title_vi,
        committee_name="Đảng ủy xã Một",
        completed_on=timezone.localdate(),
    )


def test_it_costs_no_statement(readers: tuple[Client, Client]) -> None:
    for address in SAID:
        costs = []
        for browser in readers:
            browser.get(address)
            costs.append(statements(lambda b=browser, a=address: b.get(a)))  # type: ignore[misc]
        assert costs[0] == costs[1], address
