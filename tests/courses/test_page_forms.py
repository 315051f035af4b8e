"""Forms of authors' pages: what is refused is said once, where the author looks."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from assessments.domain.bank import ensure_category
from assessments.models import Quiz
from committees.enums import Role
from courses.models import CoursePage, LessonPage, ModulePage, QuizPage
from tests.courses.builders import author, draft_course, lesson_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("slug", "refused"), [("", ["title"]), ("bai khong hop le", ["slug", "title"])])
def test_a_page_without_a_title_is_not_refused_for_its_address_as_well(slug: str, refused: list[str]) -> None:
    person = author(Role.TRAINER)
    lesson = lesson_of(draft_course(person))
    form_class = LessonPage.get_edit_handler().get_form_class()
    form = form_class(
        {"title": "", "slug": slug, "body-count": "0"},
        instance=lesson,
        for_user=person,
        parent_page=lesson.get_parent(),
    )
    assert not form.is_valid()
    assert sorted({"title", "slug"} & set(form.errors)) == refused


def test_an_address_left_empty_follows_from_the_title() -> None:
    person = author(Role.TRAINER)
    beside = lesson_of(draft_course(person))

    def made(title: str, kind: type[Page] = LessonPage) -> str:
        form = kind.get_edit_handler().get_form_class()(
            {"title": title, "slug": "", "body-count": "0"},
            instance=kind(owner=person),
            for_user=person,
            parent_page=beside.get_parent(),
        )
        form.is_valid()
        assert not {"title", "slug"} & set(form.errors)
        return str(form.cleaned_data["slug"])

    assert made("Đường dây nóng") == "duong-day-nong"
    assert made("Bài một") == "bai-mot-2"
    assert made("…") == "trang"
    assert made("Phần hai", ModulePage) == "phan-hai"


def test_only_quizzes_that_the_author_sees_can_be_placed() -> None:
    person, other = author(Role.TRAINER), author(Role.TRAINER)
    for bank, owner in (("an-toan", person), ("cua-nguoi-khac", other)):
        ensure_category(bank=bank, name="Nhóm", owner=owner, actor=owner)
        Quiz.objects.create(bank=bank, slug="cuoi-khoa", title_vi="Bài kiểm tra cuối khóa")
    stands_in = lesson_of(draft_course(person)).get_parent()
    form_class = QuizPage.get_edit_handler().get_form_class()

    def offered(user: User) -> list[str]:
        form = form_class(instance=QuizPage(owner=user), for_user=user, parent_page=stands_in)
        none, *quizzes = [label for _value, label in form.fields["quiz"].choices]
        assert none == "– chọn –"
        return quizzes

    assert offered(person) == ["Bài kiểm tra cuối khóa – An toàn thông tin"]
    assert len(offered(author(Role.PUBLISHER))) == 2
    form = form_class(
        {"title": "Cuối khóa", "slug": "cuoi-khoa", "quiz": str(Quiz.objects.get(bank="cua-nguoi-khac").pk)},
        instance=QuizPage(owner=person),
        for_user=person,
        parent_page=stands_in,
    )
    assert not form.is_valid() and "quiz" in form.errors


@pytest.mark.parametrize("unfinished", [{"title": ""}, {"minutes": ""}], ids=["title", "minutes"])
def test_what_the_editor_saves_by_itself_is_no_failure_while_the_form_is_unfinished(
    client_for: Callable[[User], Client], unfinished: dict[str, str]
) -> None:
    person = author(Role.TRAINER)
    lesson = lesson_of(draft_course(person))
    form = {
        "title": "Bài hai", "slug": "", "minutes": "7", "title_en": "", "summary_vi": "", "summary_en": "",
        "outcome": "", "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "exercise",
        "body-0-id": "", "body-0-value-question": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    add = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", lesson.get_parent().pk])
    browser, as_script = client_for(person), {"accept": "application/json"}
    told = browser.post(add, form | unfinished, headers=as_script)
    assert told.status_code == 200 and told.json()["error_code"] == "validation_error"
    assert told.json()["error_message"] and LessonPage.objects.count() == 1
    # An exercise without a question is a draft like any other, and is saved.
    saved = browser.post(add, form, headers=as_script)
    assert saved.status_code == 200 and saved.json()["success"] and LessonPage.objects.count() == 2


def test_a_page_that_another_saved_meanwhile_is_still_refused(client_for: Callable[[User], Client]) -> None:
    person = author(Role.TRAINER)
    lesson = lesson_of(draft_course(person))
    form = {"title": "Bài", "slug": lesson.slug, "loaded_revision_id": "1", "body-count": "0"}
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    told = client_for(person).post(edit, form, headers={"accept": "application/json"})
    assert told.status_code == 400 and told.json()["error_code"] == "invalid_revision"


@pytest.mark.parametrize(
    ("kind", "called"), [(CoursePage, "Tên khóa học"), (ModulePage, "Tên học phần"), (LessonPage, "Tên bài học")]
)
def test_the_title_is_called_by_what_it_names(kind: type[Page], called: str) -> None:
    person = author(Role.TRAINER)
    lesson = lesson_of(draft_course(person))
    page = kind.objects.ancestor_of(lesson, inclusive=True).get()
    client = Client()
    client.force_login(person)
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f'placeholder="{called}*"' in form and "Như học viên sẽ đọc." in form
    assert "Tên trang" not in form
