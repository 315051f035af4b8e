"""One new answer is kept by two statements, with the same outcome as under the lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessments.domain import answers, at_once, remembered
from assessments.domain.answers import save_answers
from assessments.domain.attempts import submit_attempt
from assessments.domain.blueprint import Draw
from assessments.domain.invariants import check_answers
from assessments.domain.queries.attempts import current_answers
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.errors import AttemptClosed, BadResponse, TimeIsUp
from assessments.models import AnswerSave, Attempt, Quiz
from tests.assessments.builders import (
    at,
    make_attempt,
    make_category,
    make_edition,
    make_person,
    make_question,
    statements,
)

A, B, C = {"chosen": ["a"]}, {"chosen": ["b"]}, {"chosen": ["c"]}


@pytest.fixture
def attempt(db: None) -> Attempt:
    """One whose paper this process remembers, as from the second save on."""
    return known(make_attempt())


def known(attempt: Attempt) -> Attempt:
    remembered.papers._keep({attempt.uuid: (attempt.paper, attempt.quiz_edition)})
    remembered.questions._keep(remembered.questions.get([item["version"] for item in attempt.paper.items]))
    return attempt


def save(attempt: Attempt, response: Any, sequence: int, position: int = 1, minutes: float = 1) -> int:
    return save_answers(
        attempt_uuid=attempt.uuid,
        person=attempt.cadre,
        responses={position: response},
        sequence=sequence,
        now=at(minutes),
    ).sequence


def test_a_new_answer_costs_two_statements(attempt: Attempt) -> None:
    save(attempt, A, 1)
    assert statements(lambda: save(attempt, B, 2)) == 2
    assert current_answers(attempt) == {1: B}


def test_also_after_an_answer_was_confirmed_without_a_row(attempt: Attempt) -> None:
    save(attempt, A, 1)
    save(attempt, A, 3)
    assert save(attempt, B, 2) == 3
    assert current_answers(attempt) == {1: A}
    assert statements(lambda: save(attempt, B, 4)) == 2
    assert current_answers(attempt) == {1: B}


def test_what_is_refused_under_the_lock_is_refused_here(attempt: Attempt) -> None:
    with pytest.raises(Attempt.DoesNotExist):
        save_answers(attempt_uuid=attempt.uuid, person=make_person("khac"), responses={1: A}, sequence=1, now=at(1))
    with pytest.raises(BadResponse):
        save(attempt, {"chosen": ["zz"]}, 1)
    with pytest.raises(TimeIsUp):
        save(attempt, A, 1, minutes=21)
    submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, now=at(2))
    with pytest.raises(AttemptClosed):
        save(attempt, A, 1)
    assert not AnswerSave.objects.exists()


def test_a_step_waits_for_the_lock(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is added to the steps before it, so two at once would lose one."""
    category = make_category()
    make_question(category, "scenario")
    quiz = Quiz(bank="lua-dao", slug="tinh-huong", title_vi="Tình huống", attempts=3)
    save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=None)
    attempt = known(make_attempt(edition=freeze_quiz(quiz=quiz, actor=None)))
    step = {"sent": ["a1"], "chosen": ""}
    monkeypatch.setattr(at_once, "_SAVE_WHILE_OPEN", None)
    assert save(attempt, step, 1) == 1
    assert current_answers(attempt) == {1: step}


class Interleaved:
    """Lets something happen between the reading of an attempt and the insertion of the answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, is_guarded: bool) -> None:
        self.meanwhile: Callable[[], Any] = lambda: None
        prepared = at_once._SAVE_WHILE_OPEN
        guarded = prepared.run

        def run(row: tuple[Any, ...], *values: Any) -> bool:
            act, self.meanwhile = self.meanwhile, lambda: None
            act()
            if is_guarded:
                return guarded(row, *values)
            AnswerSave.objects.create(**dict(zip(prepared._columns, row, strict=True)))
            return True

        monkeypatch.setattr(at_once._SAVE_WHILE_OPEN, "run", run)


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "control"])
def test_no_answer_slips_in_behind_a_closing(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch, is_guarded: bool
) -> None:
    between = Interleaved(monkeypatch, is_guarded=is_guarded)
    between.meanwhile = lambda: submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, now=at(1))
    if is_guarded:
        with pytest.raises(AttemptClosed):
            save(attempt, A, 1)
        assert not AnswerSave.objects.exists()
    else:
        assert save(attempt, A, 1, minutes=2) == 1
        assert list(check_answers())


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "control"])
def test_no_answer_slips_in_behind_one_that_was_confirmed(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch, is_guarded: bool
) -> None:
    """A is given, then B, then A again: the request with B is the slowest of the three."""
    save(attempt, A, 1)
    between = Interleaved(monkeypatch, is_guarded=is_guarded)
    between.meanwhile = lambda: save(attempt, A, 3)
    assert save(attempt, B, 2) == (3 if is_guarded else 2)
    assert current_answers(attempt) == {1: A if is_guarded else B}


def test_of_two_windows_with_the_same_number_one_is_told(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    between = Interleaved(monkeypatch, is_guarded=True)
    between.meanwhile = lambda: save(attempt, A, 2)
    assert save(attempt, B, 2) == 3
    assert current_answers(attempt) == {1: A}


class SameAsUnderTheLock(TestCase):
    """Whatever is sent, in whatever order: the same replies and the same rows."""

    @given(
        st.lists(
            st.tuples(st.integers(1, 2), st.sampled_from([A, B, C, {"chosen": []}]), st.integers(1, 5)), max_size=9
        )
    )
    def test(self, requests: list[tuple[int, Any, int]]) -> None:
        edition = make_edition(count=2, shuffle=False)
        there, here = (known(make_attempt(make_person(name), edition)) for name in ("khoa", "nhanh"))
        with under_the_lock():
            expected = [_reply(there, request) for request in requests]
        assert [_reply(here, request) for request in requests] == expected
        assert _rows(here) == _rows(there)


@contextmanager
def under_the_lock() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "kept_at_once", lambda *_arguments, **_named: None)
        yield


def _reply(attempt: Attempt, request: tuple[int, Any, int]) -> int | str:
    position, response, sequence = request
    try:
        with transaction.atomic():
            return save(attempt, response, sequence, position)
    except BadResponse:
        return "refused"


def _rows(attempt: Attempt) -> list[Any]:
    return list(
        AnswerSave.objects.filter(attempt=attempt).order_by("pk").values_list("position", "sequence", "response")
    )


@pytest.fixture(autouse=True)
def _nothing_kept_afterwards() -> Iterator[None]:
    yield
    remembered.papers.forget()
    remembered.questions.forget()
