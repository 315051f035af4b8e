"""A course that each trainer has published twice; its quiz draws from the bank of another trainer.

Who may compare its editions, or see how it is taken, may not for that read questions of a bank that is not theirs.
"""

from typing import Final
from uuid import UUID, uuid4

from assessments.domain.bank import ensure_category, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.models import Category, QuestionStatistic, Quiz, QuizEdition
from courses.enums import ActivityKind
from courses.models import Course, Edition, EditionActivity
from reports.models import CourseFigures
from tests.access.objects import World
from tests.access.places import DRAFTED, OTHER
from tests.assessments.builders import raw_question
from tests.courses.builders import draft_course

_BEGUN: Final = 40
# Whose bank the quiz of each draws from.
_DRAWS_FROM: Final = {"A": OTHER, "B": OTHER, OTHER: "A"}


def publish_what_is_taught(world: World) -> None:
    lent = {place: _category(world, place) for place in set(_DRAWS_FROM.values())}
    taught = {}
    for place, bank in _DRAWS_FROM.items():
        taught[place] = draft_course(world.trainers[place], f"day-{place.lower()}")
        _publish_twice(taught[place], lent[bank], DRAFTED[bank])
        _add_public_question(taught[place])
    world.objects.spread("taught_on", taught)


def _category(world: World, place: str) -> Category:
    owner = world.trainers[place]
    return ensure_category(bank=f"chung-{place.lower()}", name="Nhóm chung", owner=owner, actor=owner)


def _publish_twice(course: Course, category: Category, word: str) -> None:
    quiz = Quiz(bank=course.slug, slug=f"bai-{course.slug}", title_vi="Bài kiểm tra", attempts=1)
    key = uuid4()
    for number in (1, 2):
        raw = raw_question() | {"stem": f"<p>{word} viết lần {number}?</p>"}
        version = save_question(category=category, code=course.slug, raw=raw, is_practice=False, actor=category.owner)
        if not quiz.pk:
            save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=course.created_by)
        course.current_edition = _edition(course, number, key, freeze_quiz(quiz=quiz, actor=course.created_by))
    course.save(update_fields=["current_edition"])
    CourseFigures.objects.create(course=course, begun=_BEGUN)
    QuestionStatistic.objects.create(version=version, quiz=quiz, answers=_BEGUN, blank=0, facility=30)


def _add_public_question(course: Course) -> None:
    """As it came with the product."""
    category = ensure_category(bank=course.slug, name="Câu hỏi mẫu", owner=None, actor=None)
    save_question(category=category, code=f"{course.slug}-mau", raw=raw_question(), is_practice=False, actor=None)


def _edition(course: Course, number: int, key: UUID, quiz: QuizEdition) -> Edition:
    outline = [{"title_vi": "Phần một", "title_en": "", "activities": [str(key)]}]
    edition = Edition.objects.create(
        course=course, number=number, title_vi=course.title_vi, outline=outline, checksum="0" * 64
    )
    named = {"key": key, "kind": ActivityKind.QUIZ, "position": 1, "slug": "kiem-tra", "title_vi": "Bài kiểm tra"}
    EditionActivity.objects.create(edition=edition, quiz_edition=quiz, **named)
    return edition
