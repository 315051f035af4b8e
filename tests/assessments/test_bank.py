"""Saving questions, freezing quizzes, drawing papers."""

import json
from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from assessments.domain.bank import raw_of, save_question, set_state
from assessments.domain.blueprint import Draw
from assessments.domain.papers import draw_paper
from assessments.domain.practice import exercise_of, practice_feedback
from assessments.domain.queries.practice import practice_choices
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.enums import QuestionState
from assessments.errors import QuestionError, QuizError
from assessments.models import Category, Question, QuestionVersion, Quiz
from assessments.rules import practice_offered_to
from operations.models import AuditEntry
from tests.assessments.builders import (
    CANARY,
    TYPES,
    make_category,
    make_edition,
    make_marker,
    make_person,
    make_question,
    raw_question,
    right_response,
)

pytestmark = pytest.mark.django_db


def quiz_of(*draws: Draw, **rules: Any) -> Quiz:
    quiz = Quiz(bank="lua-dao", slug="thu", title_vi="Thử", **rules)
    return save_quiz(quiz=quiz, draws=draws, actor=None)


def test_an_edit_makes_a_version_and_no_edit_makes_none() -> None:
    category = make_category()
    first = make_question(category)
    set_state(question=first.question, state=QuestionState.REVIEWED, actor=make_person())
    assert make_question(category).pk == first.pk
    assert Question.objects.get().state == QuestionState.REVIEWED
    second = make_question(category, explanation="<p>Lời giải thích khác</p>")
    assert (second.number, second.question_id) == (2, first.question_id)
    assert Question.objects.get().state == QuestionState.DRAFT
    assert AuditEntry.objects.filter(action="assessments.question.saved").count() == 2


@pytest.mark.parametrize("kind", TYPES)
def test_the_row_that_is_shown_holds_nothing_of_the_key(kind: str) -> None:
    version = QuestionVersion.objects.values().get(pk=make_question(make_category(), kind).pk)
    assert CANARY not in str(version)
    assert CANARY.lower() not in version["search_key"]


def test_what_was_saved_can_be_exported() -> None:
    raw = raw_question("matching")
    version = make_question(make_category(), "matching")
    assert raw.items() <= raw_of(version).items()


def test_scripts_never_reach_the_bank() -> None:
    version = make_question(make_category(), stem='<p onclick="x()">Hỏi <script>alert(1)</script><b>gì</b>?</p>')
    assert version.stem == "<p>Hỏi gì?</p>"
    with pytest.raises(QuestionError):
        make_question(make_category(), n=2, stem="<p> </p>")


@pytest.mark.parametrize(
    "changes",
    [{"difficulty": 4}, {"difficulty": True}, {"competences": "TT02"}, {"stem": None}, {"stem": "x" * 10_001}],
)
def test_faulty_common_fields_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        make_question(make_category(), **changes)
    assert not Question.objects.exists()


def test_a_code_stands_once_in_a_bank() -> None:
    make_question(make_category("Một"))
    with pytest.raises(QuestionError):
        make_question(make_category("Hai"))
    make_question(make_category("Một", bank="khac"))
    assert Question.objects.count() == 2


def test_codes_that_stood_twice_were_numbered() -> None:
    """What the migration gave them; the oldest kept its own."""
    new_codes = import_module("assessments.migrations.0013_bank_of_questions").new_codes
    long = "x" * 40
    rows = [(1, "a", "Q"), (2, "a", "Q"), (3, "b", "Q"), (4, "a", "Q-2"), (5, "a", "Q"), (6, "a", long), (7, "a", long)]
    assert new_codes(rows) == {2: "Q-3", 5: "Q-4", 7: f"{'x' * 38}-2"}


def test_practice_and_counted_never_become_one_another() -> None:
    category = make_category()
    make_question(category, practice=True)
    with pytest.raises(QuestionError):
        save_question(category=category, code="Q001", raw=raw_question(), is_practice=False, actor=None)


def test_versions_and_keys_cannot_be_changed() -> None:
    version = make_question(make_category())
    for row, change in ((version, {"stem": "khác"}), (version.answer_key, {"key": {"correct": ["a"]}})):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)


def test_only_practice_keys_can_be_asked_for() -> None:
    category = make_category()
    counted, practice = make_question(category, n=1), make_question(category, n=2, practice=True)
    with pytest.raises(QuestionVersion.DoesNotExist):
        exercise_of(counted.question.uuid)
    with pytest.raises(QuestionVersion.DoesNotExist):
        practice_feedback(counted.pk, {"chosen": ["b"]})
    exercise = exercise_of(practice.question.uuid)
    assert CANARY not in repr(exercise.shown("q1"))
    feedback = practice_feedback(exercise.version_id, right_response(practice.answer_key.key))
    assert feedback.is_right
    assert [option.reason for option in feedback.question.body.options] == [f"{CANARY} {n}" for n in range(1, 5)]
    offered = practice_offered_to(make_marker())
    [(group, [(uuid, label)])] = practice_choices(offered, category.bank)
    assert (uuid, label.split(":")[0]) == (str(practice.question.uuid), "Q002") and group.endswith(" › Thư lừa đảo")


def test_an_edition_is_made_only_when_something_changed() -> None:
    edition = make_edition(count=3)
    assert freeze_quiz(quiz=edition.quiz, actor=None).pk == edition.pk
    question = make_question(Category.objects.get(), n=1, kind="multiple", explanation="<p>Mới</p>")
    newer = freeze_quiz(quiz=edition.quiz, actor=None)
    assert newer.number == 2
    assert question.pk in newer.pool[0]["versions"]
    assert question.pk not in edition.pool[0]["versions"]


def test_only_counted_questions_in_use_are_drawn_each_in_its_latest_version() -> None:
    category = make_category()
    old = make_question(category, n=1)
    latest = make_question(category, n=1, explanation="<p>Mới</p>")
    retired = make_question(category, n=2)
    set_state(question=retired.question, state=QuestionState.RETIRED, actor=None)
    make_question(category, n=3, practice=True)
    make_question(make_category("Khác"), n=4)
    edition = freeze_quiz(quiz=quiz_of(Draw(category, 1)), actor=None)
    assert edition.pool == [{"count": 1, "section": 0, "versions": [latest.pk]}]
    assert old.pk != latest.pk


def test_a_draw_that_could_fail_is_refused_when_frozen() -> None:
    category = make_category()
    for n in range(4):
        make_question(category, n=n)  # difficulty 1 for even n, 2 for odd
    with pytest.raises(QuizError):
        freeze_quiz(quiz=quiz_of(Draw(category, 5)), actor=None)
    quiz = Quiz.objects.get()
    save_quiz(quiz=quiz, draws=[Draw(category, 3), Draw(category, 2, difficulty=1)], actor=None)
    with pytest.raises(QuizError):
        freeze_quiz(quiz=quiz, actor=None)
    save_quiz(quiz=quiz, draws=[Draw(category, 2), Draw(category, 2, difficulty=1)], actor=None)
    edition = freeze_quiz(quiz=quiz, actor=None)
    for seed in range(30):
        drawn = [item["version"] for item in draw_paper(edition, Random(seed))]
        assert len(set(drawn)) == 4


def test_papers_differ_and_follow_the_rule_of_shuffling() -> None:
    shuffled = make_edition(count=10, shuffle=True)
    papers = {json.dumps(draw_paper(shuffled)) for _ in range(10)}
    assert len(papers) == 10
    shuffled.quiz.shuffle = False
    shuffled.quiz.save()
    fixed = freeze_quiz(quiz=shuffled.quiz, actor=None)
    assert len({json.dumps(draw_paper(fixed)) for _ in range(10)}) == 1


@pytest.mark.parametrize("rules", [{"pass_mark_percent": 0}, {"pass_mark_percent": 101}, {"attempts": 0}])
def test_rules_that_make_no_sense_are_refused(rules: dict[str, Any]) -> None:
    with pytest.raises(QuizError):
        quiz_of(Draw(make_category(), 1), **rules)
    with pytest.raises(QuizError):
        quiz_of()
