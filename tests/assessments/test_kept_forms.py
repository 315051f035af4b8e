"""A form kept for its session and sent again: what was saved since stays, the rest is taken."""

from typing import Any

import pytest
from django.http import QueryDict

from assessments.domain.answers import save_answers
from assessments.domain.checking import check_answer
from assessments.domain.kept_forms import Fates, KeptForm, fates_of, save_kept_form
from assessments.domain.queries.attempts import attempt_for, current_answers
from assessments.models import Attempt
from tests.assessments.builders import at, make_attempt, make_edition

pytestmark = pytest.mark.django_db

A, B, C = {"chosen": ["a"]}, {"chosen": ["b"]}, {"chosen": ["c"]}
BLANK: dict[str, Any] = {"chosen": []}


@pytest.fixture
def attempt() -> Attempt:
    return make_attempt(edition=make_edition(count=3, kinds=["single"], per_page=0))


def save(attempt: Attempt, response: Any, sequence: int, minutes: float, position: int = 1) -> None:
    responses = {position: response}
    save_answers(
        attempt_uuid=attempt.uuid, person=attempt.cadre, responses=responses, sequence=sequence, now=at(minutes)
    )


def send(attempt: Attempt, fields: str, sequence: int | None, kept_at: float, **more: Any) -> Fates:
    """The form as it was kept at that minute, sent ten minutes after the attempt began."""
    kept = KeptForm(QueryDict(fields), 1, sequence, more.get("changed"), at(kept_at))
    foreseen = fates_of(attempt_for(attempt.cadre, attempt.uuid), kept, now=at(10))
    _attempt, fates = save_kept_form(attempt_uuid=attempt.uuid, person=attempt.cadre, kept=kept, now=at(10))
    assert fates == foreseen
    return fates


def test_an_answer_saved_after_the_form_was_kept_stays_and_the_rest_is_taken(attempt: Attempt) -> None:
    save(attempt, A, 9, minutes=1)
    save(attempt, C, 10, minutes=5)
    fates = send(attempt, "q1=b&q2=b", sequence=10, kept_at=3)
    assert fates == Fates(taken=(2,), stored=(3,), overtaken=(1,))
    assert current_answers(attempt) == {1: C, 2: B}


def test_a_kept_form_goes_before_what_was_saved_before_it(attempt: Attempt) -> None:
    """Also where another window had a higher sequence: a form sent by hand is never old."""
    save(attempt, A, 20, minutes=1)
    assert send(attempt, "q1=b", sequence=3, kept_at=3) == Fates(taken=(1,), stored=(2, 3))
    assert current_answers(attempt) == {1: B}


def test_of_what_was_delivered_already_nothing_is_written(attempt: Attempt) -> None:
    save(attempt, B, 4, minutes=5)
    assert send(attempt, "q1=b", sequence=5, kept_at=3, changed=[1]) == Fates(stored=(1,))
    assert attempt.saves.count() == 1


def test_an_answer_taken_back_and_given_again_since_needs_no_row_to_stay(attempt: Attempt) -> None:
    """A is stored; the form with B is kept; A is then confirmed, which writes no row that could tell when."""
    save(attempt, A, 4, minutes=1)
    save(attempt, A, 6, minutes=5)
    assert send(attempt, "q1=b", sequence=5, kept_at=3, changed=[1]) == Fates(overtaken=(1,))
    assert current_answers(attempt) == {1: A}


def test_what_is_blank_in_a_kept_form_takes_nothing_away(attempt: Attempt) -> None:
    save(attempt, A, 4, minutes=2)
    save(attempt, C, 5, minutes=5, position=2)
    assert send(attempt, "q3=b", sequence=4, kept_at=3) == Fates(taken=(3,), stored=(1, 2))
    assert current_answers(attempt) == {1: A, 2: C, 3: B}


def test_an_answer_emptied_since_stays_empty(attempt: Attempt) -> None:
    save(attempt, A, 4, minutes=1)
    save(attempt, BLANK, 6, minutes=5)
    assert send(attempt, "q1=b", sequence=5, kept_at=3).overtaken == (1,)
    assert current_answers(attempt) == {1: BLANK}


def test_a_checked_answer_is_final() -> None:
    attempt = make_attempt(edition=make_edition(count=1, kinds=["single"], feedback="after_each"))
    save(attempt, A, 1, minutes=1)
    check_answer(attempt_uuid=attempt.uuid, person=attempt.cadre, position=1, now=at(2))
    assert send(attempt, "q1=b", sequence=5, kept_at=3) == Fates(closed=(1,))
    assert current_answers(attempt) == {1: A}
