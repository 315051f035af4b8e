"""What the pages of a paper say of themselves: which questions stand where, and which answers can be none."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from assessments.domain.queries.attempts import current_answers
from assessments.models import Attempt
from courses.domain import editions
from courses.models import EditionActivity
from tests.assessments.samples import PARTS
from tests.courses.builders import tiny_package
from tests.learning.builders import Package, assigned_world, make_world, read_lessons
from tests.learning.builders import enrolment_of as of_person
from tests.portal.test_no_key_before_release import package_of_every_type

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NUMERIC = [*PARTS].index("numeric") + 1
GAPS = [*PARTS].index("gaps") + 1


def begin(package: Package, folder: Path, sign_in: SignIn) -> tuple[Client, str]:
    """The quiz of the package begun: a browser, and the address of the attempt."""
    world = assigned_world(folder, package)
    read_lessons(world, of_person(world.cadre))
    browser = sign_in(world.cadre)
    browser.post("/khoa-hoc/khoa-thu/kiem-tra/bat-dau/")
    return browser, f"/lam-bai/{Attempt.objects.get().uuid}/"


def buttons(page: str) -> list[str]:
    """What the buttons to the pages are called, for whoever hears them."""
    nav = page.partition('<nav class="section"')[2].partition("</nav>")[0]
    shown = re.sub(r'<span aria-hidden="true">.*?</span>', "", nav)
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<button.*?</button>", shown)]


def test_a_page_of_several_questions_is_called_a_page(tmp_path: Path, client_for: SignIn) -> None:
    package = package_of_every_type()
    package["course.json"]["quizzes"][0]["per_page"] = 4
    browser, address = begin(package, tmp_path, client_for)
    browser.post(f"{address}?trang=1", {"q1": "a", "q3": "a", "sequence": "1", "go": "next"})
    page = browser.get(address).content.decode()
    assert buttons(page)[:2] == [
        "Trang 1: câu 1–4, đã trả lời 2 trên 4",
        "Trang 2: câu 5–8, đã trả lời 0 trên 4",
    ]
    assert buttons(page)[-1] == f"Trang 4: câu {len(PARTS)}, đã trả lời 0 trên 1"
    assert '<nav class="section" aria-label="Trang">' in page


def test_the_quiz_says_which_course_it_is_of(tmp_path: Path, client_for: SignIn) -> None:
    browser, address = begin(tiny_package(), tmp_path, client_for)
    title = Attempt.objects.get().quiz.title_vi
    for page, lead in ((address, ""), (f"{address}nop/", "Nộp bài: ")):
        said = browser.get(page).content.decode()
        assert f"<title>{lead}{title} – Khóa thử – Sen</title>" in said
        assert re.search(r'<p class="eyebrow">[^<]*Khóa thử</p>\s*<h1>', said)
    result = browser.post(f"{address}nop/", follow=True).content.decode()
    assert f"<title>Kết quả: {title} – Khóa thử – Sen</title>" in result
    assert '<a href="/khoa-hoc/khoa-thu/">Khóa thử</a></p>' in result
    before = browser.get("/khoa-hoc/khoa-thu/kiem-tra/").content.decode()
    assert f"<title>{title} – Khóa thử – Sen</title>" in before


def test_a_paper_asked_about_before_its_course_is_out_finds_it_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world(tmp_path)
    paper = EditionActivity.objects.get(quiz_edition__isnull=False).quiz_edition_id
    with monkeypatch.context() as before:
        before.setattr(editions, "_edition_of", lambda _paper: None)
        assert editions.outline_of_quiz(paper) is None
    outline = editions.outline_of_quiz(paper)
    assert outline is not None
    assert outline.title == "Khóa thử"


def test_a_page_of_one_question_is_called_by_it(tmp_path: Path, client_for: SignIn) -> None:
    package = tiny_package()
    package["course.json"]["quizzes"][0]["per_page"] = 1
    browser, address = begin(package, tmp_path, client_for)
    page = browser.get(address).content.decode()
    assert buttons(page) == ["Câu 1", "Câu 2"]
    assert '<nav class="section" aria-label="Câu hỏi">' in page


def test_the_picture_of_a_question_can_be_opened_in_its_own_size(tmp_path: Path, client_for: SignIn) -> None:
    browser, address = begin(package_of_every_type(), tmp_path, client_for)
    page = unescape(browser.get(address).content.decode())
    link = re.search(r'<a href="([^"]+)" target="_blank" rel="noopener">Xem hình lớn', page)
    assert link is not None and f'<img src="{link[1]}"' in page
    picture = browser.get(link[1])
    assert picture.status_code == 200 and picture["Content-Type"] == "image/png"
    assert not picture["Content-Disposition"].startswith("attachment")
    assert Client().get(link[1]).status_code == 302


def test_what_is_no_number_is_kept_said_and_not_counted_as_answered(tmp_path: Path, client_for: SignIn) -> None:
    browser, address = begin(package_of_every_type(), tmp_path, client_for)
    sent = {f"q{NUMERIC}": "mười", f"q{GAPS}-a": "hai", "sequence": "1", "go": "1"}
    page = unescape(browser.post(f"{address}?trang=1", sent, follow=True).content.decode())
    attempt = Attempt.objects.get()
    assert current_answers(attempt)[NUMERIC] == {"text": "mười"}
    assert 'value="mười"' in page and 'aria-invalid="true"' in page
    assert "“mười” không phải là số nên không được tính." in page
    assert "Chỗ trống 1: “hai” không phải là số nên không được tính." in page
    review = unescape(browser.get(f"{address}nop/").content.decode())
    assert f"Đã trả lời 0 trên {len(PARTS)} câu." in review
    assert f"Câu {NUMERIC}: “mười” không phải là số" in review and f"Câu {GAPS}: Chỗ trống 1: “hai”" in review
    page = unescape(browser.post(f"{address}?trang=1", sent | {f"q{NUMERIC}": "10"}, follow=True).content.decode())
    assert "“mười”" not in page and "10”" not in page
    assert f"Đã trả lời 1 trên {len(PARTS)} câu." in browser.get(f"{address}nop/").content.decode()
