"""Many at once, on real connections: one attempt, one marking, no answer after the closing."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.domain import attempts
from assessments.domain.answers import save_answers
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.invariants import check_answers, check_attempts
from assessments.errors import AttemptClosed
from assessments.models import AnswerSave, Attempt, Marking
from tests.assessments.builders import at, make_allowance, make_attempt, make_edition, make_person, right_responses

pytestmark = pytest.mark.django_db(transaction=True)


def race(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Runs an act in so many threads at once, each with a connection of its own; gives results and errors."""
    results: list[Any] = []
    barrier = threading.Barrier(count)

    def work(number: int) -> None:
        try:
            barrier.wait()
            results.append(act(number))
        except Exception as error:  # noqa: BLE001 - the test looks at every one
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def count_by_vendor() -> int:
    return 50 if connection.vendor == "postgresql" else 8


def test_simultaneous_starts_get_one_attempt() -> None:
    person, edition = make_person(), make_edition()

    def start(_number: int) -> int:
        return start_attempt(person=person, quiz_edition=edition, allowance=make_allowance(1), now=at(0)).pk

    results = race(count_by_vendor(), start)
    assert len(set(results)) == 1
    assert isinstance(results[0], int)
    assert Attempt.objects.count() == 1


def test_without_the_lock_the_race_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above. SQLite has one writer at a time, with or without our lock."""
    if connection.vendor != "postgresql":
        return
    monkeypatch.setattr(attempts, "advisory_lock", lambda name: transaction.atomic())
    person, edition = make_person(), make_edition()

    def start(_number: int) -> int:
        return start_attempt(person=person, quiz_edition=edition, allowance=make_allowance(1), now=at(0)).pk

    results = race(count_by_vendor(), start)
    assert any(isinstance(result, IntegrityError) for result in results)
    assert Attempt.objects.count() == 1


def test_simultaneous_submissions_are_marked_once() -> None:
    attempt = make_attempt()
    responses = right_responses(attempt)

    def submit(number: int) -> Any:
        closed = submit_attempt(
            attempt_uuid=attempt.uuid, person=attempt.cadre, responses=responses, sequence=number + 1, now=at(2)
        )
        return closed.score

    assert set(race(count_by_vendor(), submit)) == {5}
    assert Marking.objects.count() == 1
    assert not list(check_attempts())


def test_what_was_acknowledged_beside_a_submission_is_in_its_score() -> None:
    """Half of the threads save, half submit: an answer is either refused or marked."""
    attempt = make_attempt(edition=make_edition(count=1))
    right = right_responses(attempt)[1]

    def act(number: int) -> Any:
        if number % 2:
            return submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, now=at(2)).score
        saved = save_answers(
            attempt_uuid=attempt.uuid, person=attempt.cadre, responses={1: right}, sequence=number + 1, now=at(2)
        )
        return saved.sequence

    results = race(count_by_vendor(), act)
    errors = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, AttemptClosed) for error in errors)

    score = Attempt.objects.get(pk=attempt.pk).score
    assert AnswerSave.objects.exists() == (score == 1)
    assert not [*check_answers(), *check_attempts()]
