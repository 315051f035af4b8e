"""Practice that never counts, and a pre-test that shows what need not be read."""

import pytest
from django.test import Client

from assessments.domain.answers import save_form
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import Section, save_quiz
from assessments.models import Attempt, Category, Quiz, QuizEdition
from courses.domain.editions import ActivityOutline
from courses.domain.publishing import publish_by_system
from courses.errors import CourseIncomplete
from courses.models import LessonPage, ModulePage, QuizPage
from courses.models.activities import QuizExemption
from learning.domain.explanation import why
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.enums import EnrolmentStatus, EventKind
from learning.models import ProgressEvent
from operations.domain.integrity import check_all
from reports.domain.rollups import compare
from tests.learning.builders import World, assign, enrolment_of, right_form

pytestmark = pytest.mark.django_db


def add_quiz(world: World, purpose: str, exempts: dict[str, int] | None = None, **rules: object) -> QuizPage:
    """A quiz of two sections with one question each, at the top of the course; and its edition."""
    category = Category.objects.get(bank=world.course.slug, name="Nhóm một")
    quiz = Quiz(
        bank=world.course.slug, slug=purpose, title_vi=f"Bài {purpose}", purpose=purpose, attempts=1, wait_hours=0,
        pass_mark_percent=100, shuffle=False, **rules,
    )  # fmt: skip
    if purpose == "practice":
        save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=None)
    else:
        counted = list(category.questions.filter(is_practice=False).order_by("code"))
        draws = [Draw(category, 1, section=n, questions=(one,)) for n, one in enumerate(counted, start=1)]
        save_quiz(quiz=quiz, draws=draws, sections=[Section("Một"), Section("Hai")], actor=None)
    page = QuizPage(title=quiz.title_vi, slug=purpose, quiz=quiz, live=False)
    module = ModulePage.objects.descendant_of(world.course.page).first()
    assert module is not None
    module.add_child(instance=page)
    page.exemptions.set(
        [
            QuizExemption(lesson=LessonPage.objects.get(slug=slug), section=section)
            for slug, section in (exempts or {}).items()
        ]
    )
    page.save_revision()
    return page


def publish(world: World) -> None:
    publish_by_system(course=world.course)
    world.course.refresh_from_db()


def take(world: World, activity: ActivityOutline, right: set[int] | None = None) -> Attempt:
    """A whole attempt; `right`: the positions answered right, all when None."""
    enrolment = enrolment_of(world.cadre)
    open_activity(enrolment=enrolment, activity=activity.key, edition_id=world.outline.edition_id, is_known=False)
    edition = QuizEdition.objects.select_related("quiz").get(pk=activity.quiz_edition_id)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=edition)
    attempt = start_attempt(person=world.cadre, quiz_edition=edition, allowance=allowance)
    positions = right if right is not None else set(range(1, len(attempt.paper.items) + 1))
    form = right_form(attempt)
    save_form(attempt_uuid=attempt.uuid, person=world.cadre, form=form, positions=sorted(positions), sequence=1)
    return submit_attempt(attempt_uuid=attempt.uuid, person=world.cadre)


def holds() -> bool:
    return not compare() and all(result.holds for result in check_all())


def test_practice_never_counts_and_has_no_end(world: World) -> None:
    add_quiz(world, "practice")
    publish(world)
    assign(world)
    practice = world.outline.by_slug("practice")
    assert practice is not None and practice.is_optional
    for _again in range(3):
        take(world, practice, right=set())
    enrolment = enrolment_of(world.cadre)
    assert (enrolment.status, enrolment.failed) == (EnrolmentStatus.IN_PROGRESS, False)
    kinds = set(ProgressEvent.objects.filter(enrolment=enrolment).values_list("kind", flat=True))
    assert kinds == {EventKind.ENROLLED, EventKind.STARTED}
    # The rest completes the course, whatever practice says.
    for lesson in ("bai-a", "bai-b"):
        complete_lesson(enrolment=enrolment_of(world.cadre), activity=world.outline.by_slug(lesson).key)  # type: ignore[union-attr]
    final = world.outline.by_slug("kiem-tra")
    assert final is not None
    take(world, final)
    assert enrolment_of(world.cadre).status == EnrolmentStatus.COMPLETED
    assert holds()


def test_a_pretest_exempts_the_lessons_whose_part_was_passed(world: World) -> None:
    add_quiz(world, "diagnostic", {"bai-a": 1, "bai-b": 2})
    publish(world)
    assign(world)
    pretest = world.outline.by_slug("diagnostic")
    assert pretest is not None
    take(world, pretest, right={1})
    enrolment = enrolment_of(world.cadre)
    known = ProgressEvent.objects.filter(enrolment=enrolment, kind=EventKind.LESSON_KNOWN)
    lesson = world.outline.by_slug("bai-a")
    assert lesson is not None
    assert [event.activity for event in known] == [lesson.key]
    assert (enrolment.status, enrolment.failed) == (EnrolmentStatus.IN_PROGRESS, False)
    assert "“Bài A”" in why(enrolment)[-1].text and "“Bài diagnostic”" in why(enrolment)[-1].text
    browser = Client()
    browser.force_login(world.cadre)
    page = browser.get("/khoa-hoc/khoa-thu/").content.decode()
    assert "1/3" in page.replace(" ", "") or "1 / 3" in page or "1 trên 3" in page
    for address in ("/khoa-hoc/khoa-thu/", "/khoa-hoc/khoa-thu/bai-a/", "/khoa-hoc/khoa-thu/bai-b/"):
        outline = browser.get(address).content.decode().partition('class="outline"')[2].partition("</ol>")[0]
        row = next(one for one in outline.split("<li") if 'khoa-thu/bai-a/"' in one)
        assert "Bài A" in row and "Được miễn" in row and "Hoàn thành" not in row
        assert outline.count("Được miễn") == 1
    assert holds()


def test_a_pretest_can_shorten_the_way_to_the_final_quiz_but_not_replace_it(world: World) -> None:
    add_quiz(world, "diagnostic", {"bai-a": 0, "bai-b": 0})
    publish(world)
    assign(world)
    pretest, final = world.outline.by_slug("diagnostic"), world.outline.by_slug("kiem-tra")
    assert pretest is not None and final is not None
    take(world, pretest)
    assert enrolment_of(world.cadre).status == EnrolmentStatus.IN_PROGRESS
    take(world, final)
    assert enrolment_of(world.cadre).status == EnrolmentStatus.COMPLETED
    assert holds()


def test_a_pretest_that_went_wrong_takes_nothing_away(world: World) -> None:
    add_quiz(world, "diagnostic", {"bai-a": 0})
    publish(world)
    assign(world)
    pretest, lesson = world.outline.by_slug("diagnostic"), world.outline.by_slug("bai-a")
    assert pretest is not None and lesson is not None
    take(world, pretest, right=set())
    enrolment = enrolment_of(world.cadre)
    assert not enrolment.failed
    assert not enrolment.progress.filter(completed_at__isnull=False).exists()
    assert holds()


def test_a_pretest_exempts_only_lessons_of_its_course_by_sections_it_has(world: World) -> None:
    add_quiz(world, "diagnostic", {"bai-a": 3})
    with pytest.raises(CourseIncomplete):
        publish(world)
