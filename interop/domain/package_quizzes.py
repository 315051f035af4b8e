"""Quizzes between bank and package, both ways. What version 1 cannot say is written only where it says something."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import CALENDAR, Section, save_quiz
from assessments.enums import Navigation, QuizPurpose
from assessments.models import Category, Question, Quiz, Tag
from common.text.free import first_free
from common.text.vietnamese import fold
from courses.models import CoursePage, QuizPage
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
_LONGEST_SLUG: Final = 100
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


def quiz_form(
    quiz: Quiz, *, slug: str = "", names: Mapping[int, str] | None = None, codes: Mapping[UUID, str] | None = None
) -> dict[str, Any]:
    """As packages hold it, under the address of its page.

    `names` of categories and `codes` of questions are those of the package, where they differ from those here.
    """
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
        "slug": slug or quiz.slug,
        "title": {"vi": quiz.title_vi, "en": quiz.title_en},
        "draws": [_draw_form(draw, names or {}, codes or {}) for draw in draws],
        **{name: str(value) if name == "feedback" else value for name, value in rules.items()},
        **{name: value for name, value in newer.items() if value != _LEFT_OUT[name]},
    }


def _draw_form(draw: Any, names: Mapping[int, str], codes: Mapping[UUID, str]) -> dict[str, Any]:
    newer = {
        "section": draw.section,
        "tag": draw.tag.name if draw.tag else None,
        "with_below": draw.with_below,
        "questions": sorted(codes.get(question.uuid, question.code) for question in draw.questions.all()),
    }
    return {
        "category": names.get(draw.category_id, draw.category.name),
        "count": draw.count,
        "difficulty": draw.difficulty,
        **{name: value for name, value in newer.items() if value != _LEFT_OUT_OF_DRAW[name]},
    }


def write_quizzes(package: CoursePackage, actor: User | None) -> tuple[dict[str, Quiz], int]:
    """Save the quizzes that differ from what is stored; gives all by their addresses, and how many were saved."""
    changes = 0
    quizzes = _quizzes_there(package)
    for number, wanted in enumerate(package.course["quizzes"]):
        quiz = quizzes[wanted["slug"]]
        if quiz.pk and quiz_form(quiz, slug=wanted["slug"]) == wanted:
            continue
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
    return quizzes, changes


def _quizzes_there(package: CoursePackage) -> dict[str, Quiz]:
    """By address what the page of that address shows; else the quiz of that name; else a new one.

    By the screens a quiz of the bank may be called otherwise than its page.
    """
    of_bank = list(Quiz.objects.filter(bank=package.slug))
    by_pk, by_name = {quiz.pk: quiz for quiz in of_bank}, {quiz.slug: quiz for quiz in of_bank}
    pages = QuizPage.objects.none()
    if course := CoursePage.objects.filter(course__slug=package.slug).first():
        pages = QuizPage.objects.descendant_of(course)
    shown = {page.slug: page.get_latest_revision_as_object().quiz_id for page in pages}
    slugs = [wanted["slug"] for wanted in package.course["quizzes"]]
    found = {slug: by_pk.pop(shown[slug]) for slug in slugs if shown.get(slug) in by_pk}
    for slug in slugs:
        if slug not in found:
            named = by_name.get(slug)
            is_free = named is not None and by_pk.pop(named.pk, None) is not None
            free = first_free(slug, by_name.__contains__, longest=_LONGEST_SLUG)
            found[slug] = named if is_free and named else Quiz(bank=package.slug, slug=free)
            by_name[found[slug].slug] = found[slug]
    return found


def _draw(bank: str, wanted: Mapping[str, Any], where: Where) -> Draw:
    """Raises PackageError where it names a tag or a question that is not in the bank."""
    category = Category.objects.get(bank=bank, name=wanted["category"])
    given = _LEFT_OUT_OF_DRAW | {name: wanted[name] for name in _LEFT_OUT_OF_DRAW if name in wanted}
    tag = Tag.objects.filter(bank=bank, key=fold(given["tag"])).first() if given["tag"] else None
    if given["tag"] and tag is None:
        raise where.field("tag").wrong(_("names a tag that no question has."))
    questions = tuple(Question.objects.filter(bank=bank, code__in=given["questions"]))
    if len(questions) != len(given["questions"]):
        raise where.field("questions").wrong(_("names a question that the package does not have."))
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
