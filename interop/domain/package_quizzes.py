"""Quizzes between bank and package, both ways. What version 1 cannot say is written only where it says something."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import CALENDAR, Section, save_quiz
from assessments.enums import Navigation, QuizPurpose
from assessments.models import Category, Question, Quiz, Tag
from common.text.vietnamese import fold
from interop.formats.course_package import CoursePackage
from interop.formats.course_package_shape import Where

QUIZ_FIELDS: Final = (
    "time_limit_minutes",
    "pass_mark_percent",
    "attempts",
    "wait_hours",
    "per_page",
    "shuffle",
    "feedback",
)
# What a field that is left out stands for.
_LEFT_OUT: Final[dict[str, Any]] = {
    "purpose": QuizPurpose.COUNTED.value,
    "navigation": Navigation.FREE.value,
    "minutes_between_attempts": 0,
    "review": {},
    "sections": [],
    "opens_at": None,
    "closes_at": None,
}
_LEFT_OUT_OF_DRAW: Final[dict[str, Any]] = {"section": 0, "tag": None, "with_below": True, "questions": []}


def quiz_form(quiz: Quiz) -> dict[str, Any]:
    """As packages hold it."""
    rules = {name: getattr(quiz, name) for name in QUIZ_FIELDS}
    newer = {
        "purpose": str(quiz.purpose),
        "navigation": str(quiz.navigation),
        "minutes_between_attempts": quiz.minutes_between_attempts,
        "review": quiz.review,
        "sections": list(quiz.sections.values("title", "instructions", "new_page")),
        **{name: _written(getattr(quiz, name)) for name in CALENDAR},
    }
    draws = quiz.draws.select_related("category", "tag").prefetch_related("questions")
    return {
        "slug": quiz.slug,
        "title": {"vi": quiz.title_vi, "en": quiz.title_en},
        "draws": [_draw_form(draw) for draw in draws],
        **{name: str(value) if name == "feedback" else value for name, value in rules.items()},
        **{name: value for name, value in newer.items() if value != _LEFT_OUT[name]},
    }


def _draw_form(draw: Any) -> dict[str, Any]:
    newer = {
        "section": draw.section,
        "tag": draw.tag.name if draw.tag else None,
        "with_below": draw.with_below,
        "questions": sorted(question.code for question in draw.questions.all()),
    }
    return {
        "category": draw.category.name,
        "count": draw.count,
        "difficulty": draw.difficulty,
        **{name: value for name, value in newer.items() if value != _LEFT_OUT_OF_DRAW[name]},
    }


def write_quizzes(package: CoursePackage, actor: User | None) -> int:
    """Save the quizzes that differ from what is stored; gives how many."""
    changes = 0
    for number, wanted in enumerate(package.course["quizzes"]):
        quiz = Quiz.objects.filter(bank=package.slug, slug=wanted["slug"]).first()
        if quiz is not None and quiz_form(quiz) == wanted:
            continue
        quiz = quiz or Quiz(bank=package.slug, slug=wanted["slug"])
        quiz.title_vi, quiz.title_en = wanted["title"]["vi"], wanted["title"]["en"]
        for name in QUIZ_FIELDS:
            setattr(quiz, name, wanted[name])
        given = _LEFT_OUT | {name: wanted[name] for name in _LEFT_OUT if name in wanted}
        for name in ("purpose", "navigation", "minutes_between_attempts", "review"):
            setattr(quiz, name, given[name])
        for name in CALENDAR:
            setattr(quiz, name, _read(given[name]))
        where = Where("course.json", "quizzes").item(number)
        draws = [
            _draw(package.slug, draw, where.field("draws").item(index)) for index, draw in enumerate(wanted["draws"])
        ]
        sections = [Section(**section) for section in given["sections"]]
        save_quiz(quiz=quiz, draws=draws, sections=sections, actor=actor)
        changes += 1
    return changes


def _draw(bank: str, wanted: Mapping[str, Any], where: Where) -> Draw:
    """Raises PackageError where it names a tag or a question that is not in the bank."""
    category = Category.objects.get(bank=bank, name=wanted["category"])
    given = _LEFT_OUT_OF_DRAW | {name: wanted[name] for name in _LEFT_OUT_OF_DRAW if name in wanted}
    tag = Tag.objects.filter(bank=bank, key=fold(given["tag"])).first() if given["tag"] else None
    if given["tag"] and tag is None:
        raise where.field("tag").wrong(_("names a tag that no question has."))
    questions = tuple(Question.objects.filter(category=category, code__in=given["questions"]))
    if len(questions) != len(given["questions"]):
        raise where.field("questions").wrong(_("names a question that the category does not have."))
    return Draw(
        category=category,
        count=wanted["count"],
        difficulty=wanted["difficulty"],
        section=given["section"],
        questions=questions,
        tag=tag,
        with_below=given["with_below"],
    )


def _written(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def _read(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
