"""A course that each trainer has published twice; its quiz draws from the bank of another trainer.

Who may compare its editions, or see how it is taken, may not for that read questions of a bank that is not theirs.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from django.utils import timezone

from assessments.domain.bank import ensure_category, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.models import Category, QuestionStatistic, Quiz, QuizEdition
from courses.enums import ActivityKind
from courses.models import Course, Edition, EditionActivity, QuizPage
from learning.models import Campaign, Enrolment, LiveSession
from reports.models import CourseFigures
from tests.access.objects import NO_ID, World
from tests.access.places import DRAFTED, LEARNER, OTHER, PERSON, SIBLING
from tests.assessments.builders import raw_question
from tests.committees.builders import member
from tests.courses.builders import draft_course, lesson_of

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
    placed = {place: _place_lent_quiz(world, course, _DRAWS_FROM[place]) for place, course in taught.items()}
    named = {place: {"uuid": taught[place].uuid, "page_id": page.pk} for place, page in placed.items()}
    world.objects.at("lent_quiz_page", named, {"uuid": uuid4(), "page_id": NO_ID})
    world.objects.spread("going_on", {place: _session_going_on(world, course) for place, course in taught.items()})


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


def _place_lent_quiz(world: World, course: Course, place: str) -> QuizPage:
    """In the outline of the draft: as a publisher may have placed it, a quiz of the bank of another trainer."""
    quiz = Quiz.objects.get(uuid=world.objects.known["quiz_draft"][place]["uuid"])
    page = QuizPage(title="Bài làm thêm", slug="bai-lam-them", owner=course.created_by, live=False, quiz=quiz)
    lesson_of(course).get_parent().add_child(instance=page)
    page.save_revision(user=course.created_by)
    return page


def _session_going_on(world: World, course: Course) -> LiveSession:
    """Somebody of a unit that neither trainer knows takes the course, and has not signed up."""
    today, unit = timezone.localdate(), world.units[SIBLING]
    cadre = member(unit, name=f"Nguyễn Văn {PERSON[SIBLING]} {LEARNER}")
    campaign = Campaign.objects.create(course=course, committee=unit, title="Đợt học", starts_on=today, due_on=today)
    Enrolment.objects.create(
        cadre=cadre, campaign=campaign, course=course, committee=unit, position_group=4, assigned_on=today
    )
    begun = timezone.now() - timedelta(hours=1)
    return LiveSession.objects.create(course=course, activity=uuid4(), starts_at=begun, room="Phòng học")


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
