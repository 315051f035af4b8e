"""A course copied for its new author, and public questions replaced by own ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtailmedia.models import Media

from accounts.models import User
from assessments.domain.bank import ensure_category, raw_of, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.public_keys import public_keys, replace_public_questions
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.enums import QuestionState
from assessments.errors import QuestionError
from assessments.models import Question, QuestionVersion, Quiz
from committees.enums import Role
from courses.domain.drafts import draft_of
from courses.domain.editions import edition_outline
from courses.domain.preparation import course_shelf
from courses.domain.publishing import submit_for_review
from courses.domain.samples import can_copy_course, samples_copied_by
from courses.models import Course, CoursePage, LessonPage
from interop.domain.copying import copy_course, request_copy
from interop.domain.packages import PackageError, import_package
from operations.domain.jobs import run_job
from tests.assessments.samples import raw_question
from tests.courses.builders import author, draft_course, guided_package, lesson_of, write_package
from tests.factories import make_user

BESIDE_THE_BUTTON: Final = "có thể đã đọc trước đáp án"

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(tmp_path: Path) -> Course:
    author()
    course = import_package(write_package(tmp_path / "in", guided_package()), actor=None, publish=True).course
    course.refresh_from_db()
    return course


def _keys(bank: str) -> tuple[int, int, int]:
    keys = public_keys(bank)
    return keys.public, keys.total, keys.replaceable


def test_a_copy_is_a_draft_of_ones_own_with_its_own_bank(starter: Course, client_for: Callable[[User], Client]) -> None:
    trainer = author()
    job = request_copy(course=starter, title="Khóa của xã", actor=trainer)
    run_job(job.pk)
    job.refresh_from_db()
    copy = Course.objects.get(uuid=job.result["course"])
    assert (copy.slug, copy.code, copy.created_by, copy.current_edition) == ("khoa-cua-xa", "T1-2", trainer, None)
    before, after = draft_of(starter), draft_of(copy)
    assert before and after
    assert [a.page.slug for a in after.activities] == [a.page.slug for a in before.activities]
    keys = [{a.page.key for a in draft.activities} for draft in (before, after)]
    assert not keys[0] & keys[1]
    assert after.activities[2].page.requires == [str(after.activities[0].page.key)]
    quizzes = [draft.activities[-1].page.quiz for draft in (before, after)]
    assert quizzes[0] != quizzes[1] and quizzes[1].bank == copy.slug
    assert Question.objects.filter(category__bank=copy.slug).count() == 3
    desk = reverse("courses_desk", args=[copy.uuid])
    shown = client_for(trainer).get(reverse("job", args=[job.uuid])).content.decode()
    assert f'href="{desk}">Mở bản sao</a>' in shown
    again = copy_course(course=starter, slug=copy.slug, code=copy.code, title="Khóa của xã", actor=trainer)
    assert again == copy and Question.objects.filter(category__bank=copy.slug).count() == 3


def test_the_files_of_a_copy_are_its_authors_own(starter: Course, client_for: Callable[[User], Client]) -> None:
    trainer = author()
    copy = copy_course(course=starter, slug="khoa-cua-xa", code="T1-2", title="Khóa của xã", actor=trainer)
    shown = client_for(trainer).get(reverse("wagtailimages:index")).content.decode()
    assert "hinh.png" in shown and "bia.svg" in shown
    covers = [course.page.get_latest_revision_as_object().cover for course in (starter, copy)]
    assert covers[0] != covers[1] and [cover.uploaded_by_user for cover in covers] == [None, trainer]
    again = {"course": starter, "slug": copy.slug, "code": copy.code, "title": "Khóa của xã", "actor": trainer}
    files = Image.objects.count(), Media.objects.count(), Document.objects.count()
    assert copy_course(**again) == copy
    assert (Image.objects.count(), Media.objects.count(), Document.objects.count()) == files


def test_who_does_not_edit_a_course_copies_what_is_published_of_it(starter: Course) -> None:
    publisher, trainer = author(Role.PUBLISHER), author()
    first, *_others = LessonPage.objects.descendant_of(starter.page).order_by("path")
    changed = first.get_latest_revision_as_object()
    changed.title, changed.body = "Tên đang sửa", [{"type": "text", "value": "<p>Đang sửa.</p>"}]
    changed.save_revision(user=publisher)
    begun = LessonPage(title="Bài đang soạn", slug="bai-dang-soan", owner=publisher, live=False)
    first.get_parent().add_child(instance=begun)
    begun.save_revision(user=publisher)

    def copied(actor: User, slug: str) -> list[str]:
        copy = copy_course(course=starter, slug=slug, code=slug[-1], title=f"Bản {slug}", actor=actor)
        draft = draft_of(copy)
        assert draft
        return [activity.page.title for activity in draft.activities]

    served = [row.title_vi for row in edition_outline(starter.current_edition_id or 0).activities]
    assert copied(trainer, "ban-a") == served
    ours = copied(publisher, "ban-b")
    assert {"Bài đang soạn", "Tên đang sửa"} <= set(ours) and len(ours) == len(served) + 1


def test_ones_own_unfinished_course_is_copied_as_it_is() -> None:
    trainer = author()
    course = draft_course(trainer)
    empty = lesson_of(course).get_latest_revision_as_object()
    empty.body = []
    empty.save_revision(user=trainer)
    copy = copy_course(course=course, slug="ban-sao", code="B1-2", title="Bản sao", actor=trainer)
    assert lesson_of(copy).get_latest_revision_as_object().title == "Bài một"
    bare = CoursePage(title="Chưa có gì", slug="chua-co-gi", code="B2", owner=trainer, live=False)
    course_shelf().add_child(instance=bare)
    bare.save_revision(user=trainer)
    again = copy_course(course=bare.course, slug="ban-trong", code="B2-2", title="Bản trống", actor=trainer)
    assert again.title_vi == "Bản trống"


def test_a_second_copy_has_another_code(starter: Course) -> None:
    trainer = author()
    for title in ("Bản một", "Bản hai"):
        run_job(request_copy(course=starter, title=title, actor=trainer).pk)
    assert sorted(Course.objects.values_list("code", flat=True)) == ["T1", "T1-2", "T1-3"]


def test_courses_of_others_are_not_copied_nor_starters_with_keys_of_their_own(starter: Course) -> None:
    trainer, publisher = author(), author(Role.PUBLISHER)
    other = draft_course(author(), "cua-nguoi-khac")
    assert can_copy_course(publisher, other) and not can_copy_course(trainer, other)
    assert can_copy_course(trainer, starter)
    replace_public_questions(bank=starter.slug, actor=publisher)
    latest = QuestionVersion.objects.filter(question__code__startswith="R-").first()
    assert latest
    changed = raw_of(latest) | {"stem": "<p>Câu mới?</p>"}
    save_question(
        category=latest.question.category, code=latest.question.code, raw=changed, is_practice=False, actor=publisher
    )
    assert not can_copy_course(trainer, starter)
    with pytest.raises(PackageError):
        request_copy(course=starter, title="Của tôi", actor=trainer)
    with pytest.raises(PackageError):
        request_copy(course=starter, title=" ", actor=publisher)


def test_the_list_of_courses_offers_the_samples_to_copy(starter: Course, client_for: Callable[[User], Client]) -> None:
    trainer, publisher = author(), author(Role.PUBLISHER)
    draft_course(author(), "cua-nguoi-khac")
    assert samples_copied_by(trainer) == [starter] and samples_copied_by(make_user()) == []
    shown = client_for(trainer).get(reverse("courses_list")).content.decode()
    assert reverse("copy_course", args=[starter.uuid]) in shown and "Khóa học mẫu" in shown
    replace_public_questions(bank=starter.slug, actor=publisher)
    for version in QuestionVersion.objects.filter(question__in=public_keys(starter.slug).questions):
        raw = raw_of(version) | {"stem": f"<p>Lời hỏi khác {version.pk}?</p>"}
        code = version.question.code
        save_question(category=version.question.category, code=code, raw=raw, is_practice=False, actor=publisher)
    assert samples_copied_by(trainer) == []
    assert "Khóa học mẫu" not in client_for(trainer).get(reverse("courses_list")).content.decode()


def test_public_questions_are_replaced_in_one_act_and_stay_public_until_they_are_other_ones(starter: Course) -> None:
    publisher = author(Role.PUBLISHER)
    assert _keys(starter.slug) == (2, 2, 2)
    quiz = Quiz.objects.get(bank=starter.slug)
    old = freeze_quiz(quiz=quiz, actor=None)
    assert replace_public_questions(bank=starter.slug, actor=publisher) == 2
    new = freeze_quiz(quiz=quiz, actor=publisher)
    assert not set(old.pool[0]["versions"]) & set(new.pool[0]["versions"])
    assert Question.objects.filter(state=QuestionState.RETIRED, is_practice=False).count() == 2
    assert _keys(starter.slug) == (2, 2, 0)
    version = QuestionVersion.objects.get(question__code="R-Z-2")
    raw = raw_of(version) | {"stem": "<p>Một câu khác hẳn?</p>"}
    save_question(category=version.question.category, code="R-Z-2", raw=raw, is_practice=False, actor=publisher)
    assert _keys(starter.slug) == (1, 2, 0)
    with pytest.raises(QuestionError):
        replace_public_questions(bank=starter.slug, actor=publisher)


def test_the_keys_of_a_copy_are_as_public_as_those_of_what_it_copies(
    starter: Course, client_for: Callable[[User], Client]
) -> None:
    trainer, publisher = author(), author(Role.PUBLISHER)
    copy = copy_course(course=starter, slug="khoa-cua-xa", code="T1-2", title="Khóa của xã", actor=trainer)
    assert _keys(copy.slug) == (2, 2, 0)
    submit_for_review(course=copy, actor=trainer)
    desk = reverse("courses_desk", args=[copy.uuid])
    shown = client_for(publisher).get(desk).content.decode()
    assert BESIDE_THE_BUTTON in shown and "đã là bản sao" in shown
    assert reverse("courses_replace_bank", args=[copy.uuid]) not in shown
    for version in QuestionVersion.objects.filter(question__in=public_keys(copy.slug).questions):
        raw = raw_of(version) | {"stem": f"<p>Lời hỏi khác {version.pk}?</p>"}
        code = version.question.code
        save_question(category=version.question.category, code=code, raw=raw, is_practice=False, actor=trainer)
    assert _keys(copy.slug) == (0, 2, 0) and _keys(starter.slug) == (2, 2, 2)
    shown = client_for(publisher).get(desk).content.decode()
    assert BESIDE_THE_BUTTON not in shown and "đáp án công khai" not in shown


def test_what_a_trainer_wrote_alone_is_not_public(starter: Course) -> None:
    """The control: the same words count as public only where they came with the product."""
    trainer = author()
    category = ensure_category(bank="cua-toi", name="Của tôi", owner=trainer, actor=trainer)
    raw = raw_question()
    save_question(category=category, code="C1", raw=raw, is_practice=False, actor=trainer)
    assert _keys("cua-toi") == (0, 1, 0)
    product = ensure_category(bank=starter.slug, name="Nhóm một", owner=None, actor=None)
    save_question(category=product, code="M1", raw=raw, is_practice=False, actor=None)
    assert _keys("cua-toi") == (1, 1, 0)


def test_a_quiz_that_names_its_questions_names_the_copies(starter: Course) -> None:
    publisher = author(Role.PUBLISHER)
    quiz = Quiz.objects.get(bank=starter.slug)
    counted = list(Question.objects.filter(category__bank=starter.slug, is_practice=False).order_by("code"))
    save_quiz(quiz=quiz, draws=[Draw(counted[0].category, 2, questions=tuple(counted))], actor=None)
    replace_public_questions(bank=starter.slug, actor=publisher)
    edition = freeze_quiz(quiz=quiz, actor=publisher)
    drawn = QuestionVersion.objects.filter(pk__in=edition.pool[0]["versions"])
    assert sorted(drawn.values_list("question__code", flat=True)) == ["R-A-1", "R-Z-2"]
