"""All the rules of a quiz travel with its course."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import Section, save_quiz
from assessments.models import Category, Quiz, Tag
from courses.domain.preparation import prepare_authoring
from interop.domain.package_quizzes import quiz_form
from interop.domain.packages import PackageError, export_package, import_package
from tests.courses.builders import tiny_package, write_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(tmp_path: Path) -> Path:
    prepare_authoring()
    return write_package(tmp_path / "vao", tiny_package())


def test_all_that_a_quiz_can_say_travels_and_comes_back(package: Path, tmp_path: Path) -> None:
    course = import_package(package, actor=None).course
    quiz, category = Quiz.objects.get(), Category.objects.get(bank=course.slug)
    question = category.questions.get(code="Z-2")
    tag = Tag.objects.create(bank=course.slug, name="Cấp xã", key="cap xa")
    question.tags.add(tag)
    opens = timezone.localtime(timezone.now()).replace(microsecond=0)
    quiz.purpose, quiz.navigation, quiz.feedback = "diagnostic", "sequential", "after_close"
    quiz.minutes_between_attempts = 30
    quiz.review, quiz.opens_at, quiz.closes_at = {"after": ["answer"]}, opens, opens + timedelta(days=7)
    draws = [
        Draw(category, 1, section=1, tag=tag, with_below=False),
        Draw(category, 1, section=2, questions=(category.questions.get(code="A-1"),)),
    ]
    save_quiz(quiz=quiz, draws=draws, sections=[Section("Một", "Đọc kỹ."), Section("Hai", "", False)], actor=None)
    (tmp_path / "ra").mkdir()
    export_package(course, tmp_path / "ra", reader=None)
    written = json.loads((tmp_path / "ra" / "course.json").read_text())
    assert written["format"] == "sen-course/2"
    before = quiz_form(Quiz.objects.get())
    assert written["quizzes"] == [before]
    assert import_package(tmp_path / "ra", actor=None).changes == 0
    fresh = Quiz.objects.get()
    for name, value in (("purpose", "counted"), ("navigation", "free"), ("review", {}), ("opens_at", None)):
        setattr(fresh, name, value)
    fresh.minutes_between_attempts = 0
    save_quiz(quiz=fresh, draws=[Draw(category, 2)], actor=None)
    assert import_package(tmp_path / "ra", actor=None).changes == 1
    assert quiz_form(Quiz.objects.get()) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": "counted"}, "purpose"),
        ({"review": {"sau": []}}, "review"),
        ({"opens_at": "2026-07-01"}, "opens_at"),
        ({"sections": []}, "sections"),
        ({"minutes_between_attempts": 0}, "minutes_between_attempts"),
        ({"minutes_between_attempts": 10_081}, "minutes_between_attempts"),
    ],
)
def test_a_quiz_that_says_nonsense_is_refused_with_its_place(
    package: Path, changes: dict[str, Any], field: str
) -> None:
    course = json.loads((package / "course.json").read_text())
    course["format"] = "sen-course/2"
    course["quizzes"][0] |= changes
    (package / "course.json").write_text(json.dumps(course, ensure_ascii=False))
    with pytest.raises(PackageError, match=field):
        import_package(package, actor=None)
    assert not Quiz.objects.exists()
