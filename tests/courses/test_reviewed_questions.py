"""No learner is asked what only its author has read: publishing, the clock and the appraisal of a sample."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessments.domain.bank import save_question
from assessments.domain.blueprint import Draw, draws_of, pool_of
from assessments.domain.queries.drawable import drafts_drawn_by
from assessments.domain.quizzes import save_quiz
from assessments.enums import QuestionState, QuizPurpose
from assessments.models import Category, Question, QuestionVersion, Quiz, Tag
from committees.enums import Role
from courses.domain.drafts import draft_of
from courses.domain.publishing import appraise, publish_by_system, publish_edition, submit_for_review
from courses.domain.reviewed_questions import quizzes_with_drafts
from courses.domain.scheduling import publish_due, schedule_publication
from courses.errors import CourseError, CourseIncomplete
from courses.models import Course, Edition, ReviewRequest
from interop.domain.packages import import_package
from tests.assessments.builders import raw_question
from tests.courses.builders import author, tiny_package, write_package

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
COUNTED = Question.objects.filter(is_practice=False)


def _course(folder: Path, owner: User | None, *, sample: bool = False) -> Course:
    package = tiny_package()
    package["course.json"]["sample"] = sample
    return import_package(write_package(folder / "khoa-thu", package), actor=owner).course


def _submitted(folder: Path, *, sample: bool = False) -> Course:
    trainer = author()
    course = _course(folder, trainer, sample=sample)
    submit_for_review(course=course, actor=trainer)
    return course


def _draft(course: Course) -> Any:
    draft = draft_of(course)
    assert draft is not None
    return draft


def test_a_course_is_published_once_its_questions_are_reviewed(client_for: ClientFor, tmp_path: Path) -> None:
    course = _submitted(tmp_path)
    decides = client_for(author(Role.PUBLISHER))
    desk, publish = (reverse(f"courses_{name}", args=[course.uuid]) for name in ("desk", "publish"))
    form = {"seen": _draft(course).fingerprint, "note": "Bản đầu tiên", "is_material": "on"}
    refused = decides.post(publish, form)
    assert refused.status_code == 422 and not Edition.objects.exists()
    html = refused.content.decode()
    assert "Bài “Kiểm tra” còn 2 câu hỏi chưa được thẩm định." in html and "Bản đầu tiên" in html
    assert ReviewRequest.objects.waiting().filter(course=course).exists()

    bank = f"{reverse('assessments_questions')}?quiz={Quiz.objects.get().uuid}&state=draft"
    assert bank.replace("&", "&amp;") in decides.get(desk).content.decode()
    listed = decides.get(bank)
    assert {version.question.code for version in listed.context["page"]} == {"A-1", "Z-2"}
    assert "Danh sách chỉ gồm các câu hỏi mà bài kiểm tra “Kiểm tra” có thể rút." in listed.content.decode()
    address = bank.replace(reverse("assessments_questions"), reverse("assessments_bulk"))
    assert decides.post(address, {"act": "review", "scope": "all"}).status_code == 302
    assert set(COUNTED.values_list("state", flat=True)) == {QuestionState.REVIEWED}
    assert Question.objects.get(is_practice=True).state == QuestionState.DRAFT
    assert "chưa thẩm định" not in decides.get(desk).content.decode()
    assert decides.post(publish, form).status_code == 302
    assert Edition.objects.get().note == "Bản đầu tiên"


def test_the_filter_by_a_quiz_of_another_narrows_nothing(client_for: ClientFor, tmp_path: Path) -> None:
    _submitted(tmp_path)
    quiz = Quiz.objects.get()
    page = client_for(author(name="Người khác")).get(reverse("assessments_questions"), {"quiz": str(quiz.uuid)})
    assert page.status_code == 200 and not page.context["page"].object_list and page.context["quiz"] is None
    assert quiz.title_vi not in page.content.decode()


def test_the_clock_publishes_no_unread_question_either(tmp_path: Path) -> None:
    course, publisher = _submitted(tmp_path), author(Role.PUBLISHER)
    when = {"at": timezone.now() + timedelta(hours=1), "seen": _draft(course).fingerprint}
    with pytest.raises(CourseIncomplete, match="2 câu hỏi"):
        schedule_publication(course=course, actor=publisher, **when)
    COUNTED.update(state=QuestionState.REVIEWED)
    schedule_publication(course=course, actor=publisher, **when)
    COUNTED.filter(code="A-1").update(state=QuestionState.DRAFT)
    ReviewRequest.objects.update(publish_at=timezone.now() - timedelta(minutes=1))
    assert publish_due() == 0 and not Edition.objects.exists()
    assert "1 câu hỏi chưa được thẩm định" in ReviewRequest.objects.get().publish_problem


def test_a_sample_is_published_before_and_its_questions_reviewed_by_whoever_signs(tmp_path: Path) -> None:
    course, publisher = _submitted(tmp_path, sample=True), author(Role.PUBLISHER)
    publish_edition(course=course, actor=publisher)
    appraise(course=course, actor=publisher)
    assert set(COUNTED.values_list("state", "reviewed_by")) == {(QuestionState.REVIEWED, publisher.pk)}
    assert Question.objects.get(is_practice=True).state == QuestionState.DRAFT
    course.refresh_from_db()
    assert not course.is_sample and not quizzes_with_drafts(_draft(course))


def test_who_wrote_a_question_of_a_sample_does_not_sign_it_off(client_for: ClientFor, tmp_path: Path) -> None:
    publisher = author(Role.PUBLISHER)
    course = _course(tmp_path, None, sample=True)
    publish_by_system(course=course)
    question = COUNTED.get(code="Z-2")
    raw = raw_question(stem="<p>Viết lại?</p>")
    save_question(category=question.category, code="Z-2", raw=raw, is_practice=False, actor=publisher)
    with pytest.raises(CourseError, match="Z-2"):
        appraise(course=course, actor=publisher)
    course.refresh_from_db()
    assert course.is_sample and not Question.objects.exclude(state=QuestionState.DRAFT).exists()
    other = client_for(author(Role.PUBLISHER, "Người khác"))
    assert (
        "do chính người xác nhận thẩm định" in other.get(reverse("courses_desk", args=[course.uuid])).content.decode()
    )
    other.post(reverse("courses_appraise", args=[course.uuid]), {"has_read": "on"})
    course.refresh_from_db()
    assert not course.is_sample and set(COUNTED.values_list("state", flat=True)) == {QuestionState.REVIEWED}


def test_who_replaces_public_questions_is_told_before_that_another_signs(client_for: ClientFor, tmp_path: Path) -> None:
    mine = client_for(author(Role.PUBLISHER))
    course = _course(tmp_path, None, sample=True)
    publish_by_system(course=course)
    desk, replace = (reverse(f"courses_{name}", args=[course.uuid]) for name in ("desk", "replace_bank"))
    before = mine.get(desk).content.decode()
    assert "không tự thẩm định được các câu này" in before and 'name="leaves_signing"' in before
    assert 'name="has_read"' in before
    told = mine.post(replace, follow=True).content.decode()
    assert "Trước khi thay câu hỏi, cần xác nhận đã biết" in told
    assert not COUNTED.filter(state=QuestionState.RETIRED).exists()

    mine.post(replace, {"leaves_signing": "on"})
    assert COUNTED.filter(state=QuestionState.RETIRED).count() == 2
    after = mine.get(desk).content.decode()
    assert "cần người thẩm định khác xác nhận thẩm định" in after and 'name="has_read"' not in after
    other = client_for(author(Role.PUBLISHER, "Người khác"))
    assert 'name="has_read"' in other.get(desk).content.decode()
    other.post(reverse("courses_appraise", args=[course.uuid]), {"has_read": "on"})
    course.refresh_from_db()
    assert not course.is_sample


def _question(category: Category, code: str, **more: Any) -> Question:
    practice = more.pop("practice", False)
    raw = raw_question(stem=f"<p>{code}?</p>", **more)
    return save_question(category=category, code=code, raw=raw, is_practice=practice, actor=None).question


def _quiz(slug: str, *draws: Draw, purpose: str = QuizPurpose.COUNTED) -> Quiz:
    quiz = Quiz(bank="kho", slug=slug, title_vi=slug, purpose=purpose)
    save_quiz(quiz=quiz, draws=list(draws), actor=None)
    return quiz


def test_what_is_counted_is_what_a_paper_would_be_drawn_from(tmp_path: Path) -> None:
    above = Category.objects.create(bank="kho", name="Trên")
    below = Category.objects.create(bank="kho", name="Dưới", parent=above)
    for number in range(1, 7):
        place = above if number % 2 else below
        _question(place, f"C{number}", difficulty=1 + number % 3, tags=["gấp"] if number < 4 else [])
    _question(above, "TH", practice=True)
    Question.objects.filter(code="C1").update(state=QuestionState.RETIRED)
    Question.objects.filter(code="C2").update(state=QuestionState.REVIEWED)
    # Hard once, easy now: the latest version counts.
    _question(below, "C6", difficulty=3)
    fixed = tuple(Question.objects.filter(code__in=("C2", "C3", "C4")))
    tag = Tag.objects.get()
    quizzes = [
        _quiz("tat-ca", Draw(above, 1)),
        _quiz("rieng", Draw(above, 1, with_below=False)),
        _quiz("kho", Draw(above, 1, difficulty=3)),
        _quiz("the", Draw(above, 1, tag=tag)),
        _quiz("chon", Draw(above, 3, difficulty=1, questions=fixed)),
        _quiz("hai-phan", Draw(above, 1, tag=tag), Draw(below, 1, difficulty=3), Draw(below, 1)),
        _quiz("luyen", Draw(above, 1), purpose=QuizPurpose.PRACTICE),
    ]
    empty = Quiz.objects.create(bank="kho", slug="trong", title_vi="Trống")
    counted = drafts_drawn_by([*quizzes, empty])
    for quiz in quizzes:
        pool = pool_of(draws_of(quiz), purpose=quiz.purpose)
        drawn = QuestionVersion.objects.filter(pk__in={pk for draw in pool for pk in draw["versions"]})
        drafts = drawn.filter(question__state=QuestionState.DRAFT)
        assert counted[quiz.pk] == drafts.count(), quiz.slug
    assert [counted[quiz.pk] for quiz in (*quizzes, empty)] == [4, 2, 2, 1, 2, 3, 1, 0]


def test_the_count_takes_as_many_statements_however_much_there_is(tmp_path: Path) -> None:
    category = Category.objects.create(bank="kho", name="Nhóm")
    for number in range(4):
        _question(category, f"C{number}")
    few = [_quiz("it", Draw(category, 1))]
    many = [_quiz(f"nhieu-{n}", Draw(category, 1), Draw(category, 1, difficulty=2)) for n in range(5)]
    counts = []
    for quizzes in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            drafts_drawn_by(quizzes)
        counts.append(len(captured))
    assert counts == [4, 4]
