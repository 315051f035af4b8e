"""An attempt from start to marking: deadline, order of answers, replays, two windows, limits."""

import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from assessments.domain.answers import save_answers, save_form, save_page
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.invariants import check_attempts
from assessments.domain.marking import exact_points
from assessments.domain.overdue import close_overdue
from assessments.domain.queries.attempts import attempt_for, attempts_of, current_answers
from assessments.domain.receipts import receipt_of
from assessments.enums import AttemptState
from assessments.errors import AttemptClosed, BadResponse, NoAttemptsLeft, TimeIsUp, TooSoon
from assessments.models import AnswerSave, Attempt, Marking
from assessments.signals import attempt_graded
from assessments.tasks import close_overdue_attempts
from tests.assessments.builders import (
    START,
    at,
    make_allowance,
    make_attempt,
    make_edition,
    make_person,
    position_of,
    right_responses,
    statements,
)

pytestmark = pytest.mark.django_db

A, B, C = {"chosen": ["a"]}, {"chosen": ["b"]}, {"chosen": ["c"]}


def save(attempt: Attempt, response: Any, sequence: int | None, minutes: float = 1, **more: Any) -> int:
    position = more.pop("position", 1)
    saved = save_answers(
        attempt_uuid=attempt.uuid,
        person=attempt.cadre,
        responses={position: response},
        sequence=sequence,
        now=at(minutes),
        **more,
    )
    return saved.sequence


def submit(attempt: Attempt, minutes: float = 2, **more: Any) -> Attempt:
    return submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, now=at(minutes), **more)


def test_an_open_attempt_is_given_back() -> None:
    first = make_attempt()
    again = start_attempt(person=first.cadre, quiz_edition=first.quiz_edition, allowance=make_allowance(), now=at(3))
    assert again.pk == first.pk
    assert again.deadline_at == START + timedelta(minutes=20)


def test_time_limit_with_extension_and_without() -> None:
    edition = make_edition()
    longer = make_attempt(make_person("a"), edition, extra_minutes=10)
    assert longer.deadline_at == START + timedelta(minutes=30)
    edition.rules = edition.rules | {"time_limit_minutes": None}
    assert make_attempt(make_person("b"), edition, extra_minutes=10).deadline_at is None


def test_attempts_end_with_the_allowance_and_wait_for_it() -> None:
    first = make_attempt(attempts=2)
    submit(first)
    later: dict[str, Any] = {"person": first.cadre, "quiz_edition": first.quiz_edition, "now": at(10)}
    with pytest.raises(TooSoon) as refusal:
        start_attempt(**later, allowance=make_allowance(2, not_before=at(60)))
    assert refusal.value.until == at(60)
    second = start_attempt(**later, allowance=make_allowance(2))
    assert second.number == 2
    submit(second, minutes=11)
    with pytest.raises(NoAttemptsLeft):
        start_attempt(**later, allowance=make_allowance(2))
    assert start_attempt(**later, allowance=make_allowance(2, scope=8)).number == 1
    assert [attempt.number for attempt in attempts_of(first.cadre, first.quiz, 7)] == [1, 2]


def test_the_database_itself_holds_the_limit() -> None:
    attempt = make_attempt()
    for changes in ({"number": 2}, {"number": 4, "state": AttemptState.SUBMITTED}):
        copy = Attempt.objects.get(pk=attempt.pk)
        copy.pk, copy.uuid = None, uuid4()
        for name, value in changes.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def test_an_expired_attempt_is_closed_before_the_next_begins() -> None:
    first = make_attempt()
    second = start_attempt(person=first.cadre, quiz_edition=first.quiz_edition, allowance=make_allowance(), now=at(60))
    first.refresh_from_db()
    assert (first.state, first.closed_at, second.number) == (AttemptState.EXPIRED, first.deadline_at, 2)


def test_nobody_else_can_tell_that_an_attempt_exists() -> None:
    attempt, other = make_attempt(), make_person("khac")
    for uuid in (attempt.uuid, uuid4()):
        with pytest.raises(Attempt.DoesNotExist):
            attempt_for(other, uuid)
    for uuid in (attempt.uuid, uuid4(), "không phải uuid"):
        with pytest.raises(Attempt.DoesNotExist):
            save_answers(attempt_uuid=uuid, person=other, responses={1: A}, sequence=1)
        with pytest.raises(Attempt.DoesNotExist):
            submit_attempt(attempt_uuid=uuid, person=other)
    assert not AnswerSave.objects.exists()
    assert attempt_for(attempt.cadre, attempt.uuid) == attempt


def test_the_highest_sequence_is_the_answer_whatever_order_they_come_in() -> None:
    attempt = make_attempt()
    assert save(attempt, A, 1) == 1
    assert save(attempt, C, 3) == 3
    assert save(attempt, B, 2) == 3
    assert current_answers(attempt) == {1: C}
    assert AnswerSave.objects.count() == 2


def test_a_hundred_replays_are_one_row() -> None:
    attempt = make_attempt()
    assert {save(attempt, A, 5) for _ in range(100)} == {5}
    assert AnswerSave.objects.count() == 1


def test_an_unchanged_answer_needs_no_row_but_keeps_its_rank() -> None:
    """A is given, changed to B and back; the request with B gets lost and arrives last."""
    attempt = make_attempt()
    assert save(attempt, A, 1) == 1
    assert save(attempt, A, 3) == 3
    assert AnswerSave.objects.count() == 1
    assert save(attempt, B, 2) == 3
    assert current_answers(attempt) == {1: A}
    assert save(attempt, {"chosen": []}, 1, position=3) == 1
    assert AnswerSave.objects.count() == 1


def test_an_answer_can_be_taken_back() -> None:
    attempt = make_attempt()
    save(attempt, A, 1)
    save(attempt, {"chosen": []}, 2)
    assert current_answers(attempt) == {1: {"chosen": []}}


def test_of_two_windows_none_is_told_saved_for_what_is_not() -> None:
    attempt = make_attempt()
    assert save(attempt, A, 4) == 4
    assert save(attempt, B, 4) > 4
    assert save(attempt, B, 2) > 2
    assert current_answers(attempt) == {1: A}
    assert save(attempt, B, 6) == 6
    assert current_answers(attempt) == {1: B}


def test_a_request_that_was_kept_and_comes_again_gets_the_same_reply() -> None:
    """The reply to A is lost, B is given in another window: A sent again must not be put after B."""
    attempt = make_attempt()
    assert save(attempt, A, 4) == 4
    assert save(attempt, B, 6) == 6
    assert save(attempt, A, 4) == 4
    assert save(attempt, C, 4) == 6
    assert current_answers(attempt) == {1: B}
    assert AnswerSave.objects.count() == 2


def test_a_blank_in_an_older_form_takes_no_answer_away() -> None:
    attempt = make_attempt()
    save(attempt, A, 5)
    save(attempt, {"chosen": []}, 3, by_hand=True)
    assert current_answers(attempt) == {1: A}
    save(attempt, {"chosen": []}, 6, by_hand=True)
    assert current_answers(attempt) == {1: {"chosen": []}}


def test_a_script_sends_by_hand_only_what_it_has_not_saved() -> None:
    attempt = make_attempt()
    save(attempt, A, 5)
    send: dict[str, Any] = {"attempt_uuid": attempt.uuid, "person": attempt.cadre, "page": 1, "sequence": 6}
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=None)
    save_page(**send, form=QueryDict("q1=b"), changed=[])
    assert current_answers(attempt) == {1: A}
    save_page(**send, form=QueryDict("q1=b"))
    assert current_answers(attempt)[1] == B


def test_a_receipt_is_that_of_the_closing_however_often_it_is_asked_for() -> None:
    attempt = make_attempt()
    assert receipt_of(attempt) == ""
    receipts = {receipt_of(submit(attempt, minutes=minutes)) for minutes in (2, 3)}
    receipts.add(receipt_of(Attempt.objects.get(pk=attempt.pk)))
    assert len(receipts) == 1
    receipts.add(receipt_of(submit(make_attempt(make_person("khac"), attempt.quiz_edition))))
    assert len(receipts) == 2
    assert all(re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){2}", receipt) for receipt in receipts)


def test_a_form_sent_by_hand_is_never_old() -> None:
    attempt = make_attempt()
    save(attempt, A, 9)
    assert save(attempt, B, None) == 10
    assert save(attempt, C, 3, by_hand=True) == 11
    assert current_answers(attempt) == {1: C}


def test_only_the_questions_of_the_page_are_read_from_a_form() -> None:
    attempt = make_attempt()
    save(attempt, B, 1, position=3)
    form = QueryDict("q1=a&q1=b&q1=zz&q3=a&q4-a=1&score=1&deadline_at=2099")
    save_form(attempt_uuid=attempt.uuid, person=attempt.cadre, form=form, positions=[1, 2], sequence=2, now=at(1))
    assert current_answers(attempt) == {1: A, 3: B}


@pytest.mark.parametrize(
    ("responses", "sequence"),
    [
        ({0: A}, 1),
        ({6: A}, 1),
        ({1: {"chosen": ["a", "b"]}}, 1),
        ({1: {"chosen": ["z"]}}, 1),
        ({1: {"order": ["a"]}}, 1),
        ({1: A | {"score": 1}}, 1),
        ({1: A}, 0),
        ({1: A}, -1),
        ({1: A}, 2**31),
        ({1: A, 2: {"chosen": "ab"}}, 1),
    ],
)
def test_what_is_not_an_answer_to_this_paper_keeps_nothing(responses: dict[int, Any], sequence: int) -> None:
    attempt = make_attempt()
    with pytest.raises(BadResponse):
        save_answers(attempt_uuid=attempt.uuid, person=attempt.cadre, responses=responses, sequence=sequence, now=at(1))
    assert not AnswerSave.objects.exists()


def test_the_deadline_and_its_grace() -> None:
    attempt = make_attempt()
    assert save_answers(
        attempt_uuid=attempt.uuid, person=attempt.cadre, responses={1: A}, sequence=1, now=at(20, seconds=5)
    )
    with pytest.raises(TimeIsUp):
        save_answers(
            attempt_uuid=attempt.uuid, person=attempt.cadre, responses={1: B}, sequence=2, now=at(20, seconds=5.001)
        )
    assert current_answers(attempt) == {1: A}


def test_answers_that_come_with_a_late_submission_do_not_count() -> None:
    attempt = make_attempt(edition=make_edition(count=1))
    save(attempt, A, 1)
    closed = submit(attempt, minutes=30, responses=right_responses(attempt), sequence=2)
    assert (closed.state, closed.score, closed.closed_at) == (AttemptState.EXPIRED, 0, attempt.deadline_at)


def test_submitting_twice_gives_the_first_result() -> None:
    attempt, heard = make_attempt(), []

    def listen(attempt: Attempt, marking: Marking, **kwargs: Any) -> None:
        heard.append((attempt.pk, attempt.state, marking.score, transaction.get_connection().in_atomic_block))

    attempt_graded.connect(listen)
    try:
        first = submit(attempt, responses=right_responses(attempt), sequence=1)
        second = submit(attempt, minutes=3, responses={1: A}, sequence=2)
    finally:
        attempt_graded.disconnect(listen)
    assert (first.score, first.max_score, first.passed) == (5, 5, True)
    assert (second.score, second.closed_at) == (first.score, at(2))
    assert Marking.objects.get().number == 1
    assert heard == [(attempt.pk, AttemptState.SUBMITTED, 5, True)]
    with pytest.raises(AttemptClosed):
        save(attempt, A, 9, minutes=3)


def test_a_failing_listener_takes_the_submission_back() -> None:
    attempt = make_attempt()

    def fail(**kwargs: Any) -> None:
        raise RuntimeError("nobody hears this")

    attempt_graded.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            submit(attempt)
    finally:
        attempt_graded.disconnect(fail)
    assert Attempt.objects.get().is_open
    assert not Marking.objects.exists()


def test_points_are_hundredths_and_the_pass_mark_is_met_exactly() -> None:
    attempt = make_attempt(edition=make_edition(pass_mark_percent=80))
    right = right_responses(attempt)
    wrong = position_of(attempt, "matching")
    right[wrong] = {"pairs": dict.fromkeys(right[wrong]["pairs"]) | {"a": right[wrong]["pairs"]["a"]}}
    closed = submit(attempt, responses=right)
    assert (closed.score, closed.passed) == (Decimal("4.33"), True)
    assert Marking.objects.get().items[wrong - 1] == {"score": "0.33", "max": "1.00", "exact": "1/3"}


@pytest.mark.parametrize(
    ("right_pairs", "percent", "score", "passed"),
    [
        # Rounded to hundredths and added up, three times two thirds would be 2.01 of 3.
        ((2, 2, 2), 67, "2.00", False),
        ((2, 2, 2), 66, "2.00", True),
        # Cut off after 28 digits and added up, this would be a hair under half of the points.
        ((1, 1, 1, 3), 50, "2.00", True),
        # In hundredths it is 0.67, and below 67 % all the same.
        ((2,), 67, "0.66", False),
    ],
)
def test_a_pass_is_decided_on_the_exact_sum(
    right_pairs: tuple[int, ...], percent: int, score: str, passed: bool
) -> None:
    attempt = make_attempt(edition=make_edition(len(right_pairs), ("matching",), pass_mark_percent=percent))
    answers = {
        position: {"pairs": {item: target if at < pairs else None for at, (item, target) in enumerate(right.items())}}
        for (position, response), pairs in zip(sorted(right_responses(attempt).items()), right_pairs, strict=True)
        for right in [response["pairs"]]
    }
    closed = submit(attempt, responses=answers)
    assert (closed.score, closed.passed) == (Decimal(score), passed)
    assert sum(exact_points(item) for item in Marking.objects.get().items) == Fraction(sum(right_pairs), 3)
    assert not list(check_attempts())


def test_overdue_attempts_are_closed_with_what_was_saved() -> None:
    edition = make_edition(count=1)
    attempt = make_attempt(make_person("a"), edition)
    endless_edition = make_attempt(make_person("b"), edition)
    Attempt.objects.filter(pk=endless_edition.pk).update(deadline_at=None)
    save_answers(
        attempt_uuid=attempt.uuid,
        person=attempt.cadre,
        responses=right_responses(attempt),
        sequence=1,
        now=at(20, seconds=4),
    )
    assert close_overdue(now=at(20, seconds=5)) == 0
    assert close_overdue(now=at(20, seconds=6)) == 1
    assert close_overdue_attempts() == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.passed) == (AttemptState.EXPIRED, 1, True)
    assert Attempt.objects.get(pk=endless_edition.pk).is_open


def test_an_attempt_that_cannot_be_closed_keeps_no_other_waiting() -> None:
    edition = make_edition(count=1)
    stuck, other = (make_attempt(make_person(name), edition) for name in "ab")

    def fail(attempt: Attempt, **kwargs: Any) -> None:
        if attempt.pk == stuck.pk:
            raise RuntimeError

    attempt_graded.connect(fail)
    try:
        assert close_overdue(now=at(60)) == 1
    finally:
        attempt_graded.disconnect(fail)
    assert [Attempt.objects.get(pk=attempt.pk).is_open for attempt in (stuck, other)] == [True, False]
    assert close_overdue(now=at(90)) == 1
    assert Attempt.objects.get(pk=stuck.pk).closed_at == stuck.deadline_at


def test_statements_of_the_busy_acts() -> None:
    edition = make_edition(count=40)
    person = make_person()
    counts = {"start": statements(lambda: make_attempt(person, edition))}
    attempt = attempt_for(person, Attempt.objects.get().uuid)
    attempt.cadre = person
    counts["save"] = statements(lambda: save(attempt, A, 1))
    counts["same"] = statements(lambda: save(attempt, A, 2))
    form = QueryDict("q1=b&q2=a")
    counts["form"] = statements(
        lambda: save_form(attempt_uuid=attempt.uuid, person=person, form=form, positions=[1], sequence=3, now=at(1))
    )
    counts["submit"] = statements(lambda: submit(attempt, responses=right_responses(attempt), sequence=4))
    assert Attempt.objects.get().score == 40
    # Nothing is remembered yet in here: each act reads its questions and keys once.
    assert counts["start"] <= 12
    assert counts["save"] <= 4
    assert counts["same"] <= 4
    assert counts["form"] <= 4
    assert counts["submit"] <= 12
