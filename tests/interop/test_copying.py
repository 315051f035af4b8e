"""A course copied for its new author, and public questions replaced by own ones."""

from pathlib import Path

import pytest

from assessments.domain.bank import raw_of, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.public_keys import PublicKeys, public_keys, replace_public_questions
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.enums import QuestionState
from assessments.errors import QuestionError
from assessments.models import Question, QuestionVersion, Quiz
from committees.enums import Role
from courses.domain.drafts import draft_of
from courses.models import Course
from interop.domain.copying import can_copy_course, copy_course, request_copy
from interop.domain.packages import PackageError, import_package
from operations.domain.jobs import run_job
from tests.courses.builders import author, draft_course, guided_package, write_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(tmp_path: Path) -> Course:
    author()
    course = import_package(write_package(tmp_path / "in", guided_package()), actor=None, publish=True).course
    course.refresh_from_db()
    return course


def test_a_copy_is_a_draft_of_ones_own_with_its_own_bank(starter: Course) -> None:
    trainer = author()
    job = request_copy(course=starter, title="Khóa của xã", actor=trainer)
    run_job(job.pk)
    job.refresh_from_db()
    copy = Course.objects.get(uuid=job.result["course"])
    assert (copy.slug, copy.created_by, copy.current_edition) == ("khoa-cua-xa", trainer, None)
    before, after = draft_of(starter), draft_of(copy)
    assert before and after
    assert [a.page.slug for a in after.activities] == [a.page.slug for a in before.activities]
    keys = [{a.page.key for a in draft.activities} for draft in (before, after)]
    assert not keys[0] & keys[1]
    assert after.activities[2].page.requires == [str(after.activities[0].page.key)]
    quizzes = [draft.activities[-1].page.quiz for draft in (before, after)]
    assert quizzes[0] != quizzes[1] and quizzes[1].bank == copy.slug
    assert Question.objects.filter(category__bank=copy.slug).count() == 3
    again = copy_course(course=starter, slug=copy.slug, title="Khóa của xã", actor=trainer)
    assert again == copy and Question.objects.filter(category__bank=copy.slug).count() == 3


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


def test_public_questions_are_replaced_in_one_act_and_stay_public_until_they_are_other_ones(starter: Course) -> None:
    publisher = author(Role.PUBLISHER)
    assert public_keys(starter.slug) == PublicKeys(2, 2)
    quiz = Quiz.objects.get(bank=starter.slug)
    old = freeze_quiz(quiz=quiz, actor=None)
    assert replace_public_questions(bank=starter.slug, actor=publisher) == 2
    new = freeze_quiz(quiz=quiz, actor=publisher)
    assert not set(old.pool[0]["versions"]) & set(new.pool[0]["versions"])
    assert Question.objects.filter(state=QuestionState.RETIRED, is_practice=False).count() == 2
    assert public_keys(starter.slug) == PublicKeys(2, 2)
    version = QuestionVersion.objects.get(question__code="R-Z-2")
    raw = raw_of(version) | {"stem": "<p>Một câu khác hẳn?</p>"}
    save_question(category=version.question.category, code="R-Z-2", raw=raw, is_practice=False, actor=publisher)
    assert public_keys(starter.slug) == PublicKeys(1, 2)
    with pytest.raises(QuestionError):
        replace_public_questions(bank=starter.slug, actor=publisher)


def test_a_quiz_that_names_its_questions_names_the_copies(starter: Course) -> None:
    publisher = author(Role.PUBLISHER)
    quiz = Quiz.objects.get(bank=starter.slug)
    counted = list(Question.objects.filter(category__bank=starter.slug, is_practice=False).order_by("code"))
    save_quiz(quiz=quiz, draws=[Draw(counted[0].category, 2, questions=tuple(counted))], actor=None)
    replace_public_questions(bank=starter.slug, actor=publisher)
    edition = freeze_quiz(quiz=quiz, actor=publisher)
    drawn = QuestionVersion.objects.filter(pk__in=edition.pool[0]["versions"])
    assert sorted(drawn.values_list("question__code", flat=True)) == ["R-A-1", "R-Z-2"]
