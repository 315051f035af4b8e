"""Calendar, pages that are left for good, answers that are checked, and time that is granted."""

from datetime import timedelta
from typing import Any

import pytest

from assessments.domain.answers import save_answers
from assessments.domain.attempts import extend_running, start_attempt, submit_attempt
from assessments.domain.blueprint import draws_of
from assessments.domain.checking import check_answer, turn_page
from assessments.domain.invariants import check_answers, check_attempts
from assessments.domain.overdue import close_overdue
from assessments.domain.queries.attempts import attempt_for, current_answers, paper_page, review_of
from assessments.domain.quizzes import save_quiz
from assessments.enums import AttemptState
from assessments.errors import BadResponse, NotAnswered, NotOpenYet, PlaceClosed, QuizClosed, QuizError, TimeIsUp
from assessments.models import Attempt, QuizEdition
from assessments.question_types.reviewed import ReviewedQuestion
from tests.assessments.builders import (
    CANARY,
    START,
    at,
    make_allowance,
    make_attempt,
    make_edition,
    make_person,
    right_responses,
    statements,
)

pytestmark = pytest.mark.django_db


def save(attempt: Attempt, position: int, response: Any, sequence: int = 1, minutes: float = 1) -> None:
    save_answers(
        attempt_uuid=attempt.uuid,
        person=attempt.cadre,
        responses={position: response},
        sequence=sequence,
        now=at(minutes),
    )


def calendar(edition: QuizEdition, **moments: Any) -> QuizEdition:
    type(edition.quiz).objects.filter(pk=edition.quiz_id).update(**moments)
    return QuizEdition.objects.select_related("quiz").get(pk=edition.pk)


def test_nobody_begins_before_the_quiz_opens_or_after_it_has_closed() -> None:
    edition = calendar(make_edition(), opens_at=at(10), closes_at=at(30))
    begin = {"person": make_person(), "quiz_edition": edition, "allowance": make_allowance()}
    with pytest.raises(NotOpenYet) as early:
        start_attempt(**begin, now=at(9, seconds=59))
    assert "08:10 01/09/2026" in str(early.value)
    with pytest.raises(QuizClosed):
        start_attempt(**begin, now=at(30))
    assert not Attempt.objects.exists()
    assert start_attempt(**begin, now=at(10)).ends_at == at(30)


def test_a_close_holds_for_running_attempts_at_once() -> None:
    attempt = make_attempt()
    assert attempt.ends_at == at(20)
    calendar(attempt.quiz_edition, closes_at=at(5))
    save(attempt, 1, {"chosen": ["a"]}, minutes=4)
    with pytest.raises(TimeIsUp):
        save(attempt, 1, {"chosen": ["b"]}, sequence=2, minutes=6)
    assert close_overdue(now=at(5)) == 0
    assert close_overdue(now=at(6)) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_at, attempt.deadline_at) == (AttemptState.EXPIRED, at(5), at(20))
    assert current_answers(attempt) == {1: {"chosen": ["a"]}}
    assert not [*check_answers(), *check_attempts()]


def test_a_close_ends_an_attempt_without_a_time_limit_too() -> None:
    attempt = make_attempt(edition=make_edition(time_limit_minutes=None))
    assert attempt.ends_at is None
    calendar(attempt.quiz_edition, closes_at=at(5))
    assert close_overdue(now=at(6)) == 1


def test_a_close_cannot_be_put_into_the_past_of_a_quiz_that_is_in_use() -> None:
    quiz = make_edition().quiz
    quiz.closes_at = START - timedelta(days=1000)
    with pytest.raises(QuizError):
        save_quiz(quiz=quiz, draws=draws_of(quiz), actor=None)


def test_time_granted_reaches_a_running_attempt_and_beyond_the_close() -> None:
    attempt = make_attempt()
    calendar(attempt.quiz_edition, closes_at=at(15))
    grant = {"person": attempt.cadre, "quiz": attempt.quiz, "scope": attempt.scope}
    longer = extend_running(**grant, extra_minutes=10)
    assert longer is not None
    assert (longer.deadline_at, attempt_for(attempt.cadre, attempt.uuid).ends_at) == (at(30), at(25))
    # The same again, or less, takes nothing away and adds nothing.
    for minutes in (10, 5, 0):
        assert extend_running(**grant, extra_minutes=minutes) is None
    save(attempt, 1, {"chosen": ["a"]}, minutes=24)
    assert close_overdue(now=at(20)) == 0
    assert close_overdue(now=at(26)) == 1


def test_pages_that_were_left_stay_as_they_are() -> None:
    attempt = make_attempt(edition=make_edition(navigation="sequential", per_page=2))
    person, uuid = attempt.cadre, attempt.uuid
    right = right_responses(attempt)
    turn = {"attempt_uuid": uuid, "person": person, "now": at(2)}
    save(attempt, 1, right[1])
    for ahead in (3, 5):
        with pytest.raises(PlaceClosed):
            save(attempt, ahead, right[ahead])
    with pytest.raises(NotAnswered):
        turn_page(**turn, page=1)
    save(attempt, 2, right[2], sequence=2)
    assert [turn_page(**turn, page=1) for _twice in range(2)] == [2, 2]
    save(attempt, 1, right[1], sequence=3)  # the same once more: a button pressed twice
    with pytest.raises(PlaceClosed):
        save(attempt, 1, {"chosen": ["a"]}, sequence=4)
    with pytest.raises(PlaceClosed):
        submit_attempt(attempt_uuid=uuid, person=person, responses={1: {"chosen": ["a"]}}, now=at(3))
    assert turn_page(**turn, page=2, skip_blank=True) == 3
    assert turn_page(**turn, page=3) == 3  # the last one leads nowhere
    assert current_answers(attempt) == {1: right[1], 2: right[2]}


def test_free_navigation_leaves_no_page_for_good() -> None:
    attempt = make_attempt(edition=make_edition(per_page=1))
    assert turn_page(attempt_uuid=attempt.uuid, person=attempt.cadre, page=1, now=at(1)) == 1
    save(attempt, 5, right_responses(attempt)[5])


def test_a_checked_answer_is_explained_and_final() -> None:
    attempt = make_attempt(edition=make_edition(feedback="after_each", per_page=0))
    right, check = right_responses(attempt), {"attempt_uuid": attempt.uuid, "person": attempt.cadre}
    with pytest.raises(NotAnswered):
        check_answer(**check, position=1, now=at(1))
    save(attempt, 1, {"chosen": ["a"]})
    first, again = (check_answer(**check, position=1, now=at(minutes)) for minutes in (2, 3))
    assert first.checked == again.checked == {"1": at(2).isoformat()}
    with pytest.raises(PlaceClosed):
        save(attempt, 1, right[1], sequence=2, minutes=4)
    page = paper_page(attempt_for(attempt.cadre, attempt.uuid), 1)
    assert [isinstance(question, ReviewedQuestion) for question in page.questions] == [True, *[False] * 4]
    assert CANARY in repr(page.questions[0]) and CANARY not in repr(page.questions[1:])
    submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, now=at(5))
    assert not [*check_answers(), *check_attempts()]


def test_only_a_quiz_that_says_so_is_checked_on_the_way() -> None:
    attempt = make_attempt()
    save(attempt, 1, {"chosen": ["a"]})
    with pytest.raises(BadResponse):
        check_answer(attempt_uuid=attempt.uuid, person=attempt.cadre, position=1, now=at(1))
    with pytest.raises(Attempt.DoesNotExist):
        check_answer(attempt_uuid=attempt.uuid, person=attempt.cadre, position=6, now=at(1))


def test_after_the_close_means_after_everybodys() -> None:
    """Somebody with more time still writes: nobody sees the answers yet."""
    edition = make_edition(feedback="after_close", closes_at=at(15))
    first = make_attempt(make_person("a"), edition)
    slow = make_attempt(make_person("b"), edition, extra_minutes=10)
    submit_attempt(attempt_uuid=first.uuid, person=first.cadre, now=at(5))

    def is_open(minutes: float) -> bool:
        review = review_of(attempt_for(first.cadre, first.uuid), now=at(minutes))
        assert review is not None
        return review.is_open_to_learner

    assert [is_open(minutes) for minutes in (6, 16)] == [False, False]
    submit_attempt(attempt_uuid=slow.uuid, person=slow.cadre, now=at(20))
    assert is_open(21)


def test_the_busy_acts_cost_no_more_for_it() -> None:
    edition = make_edition(count=40, navigation="sequential", feedback="after_each", per_page=1)
    person = make_person()
    assert statements(lambda: make_attempt(person, edition)) <= 12
    attempt = attempt_for(person, Attempt.objects.get().uuid)
    attempt.cadre = person
    assert statements(lambda: save(attempt, 1, {"chosen": ["a"]})) <= 4
    assert statements(lambda: check_answer(attempt_uuid=attempt.uuid, person=person, position=1, now=at(1))) <= 4
    assert statements(lambda: turn_page(attempt_uuid=attempt.uuid, person=person, page=1, now=at(1))) <= 4
