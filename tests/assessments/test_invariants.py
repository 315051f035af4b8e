"""Each planted corruption is found; what the room itself makes is clean."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F

from assessments.domain.answers import save_answers
from assessments.domain.attempts import submit_attempt
from assessments.domain.manual_marking import mark_by_hand
from assessments.domain.overdue import close_overdue
from assessments.enums import AttemptState
from assessments.models import AnswerSave, Attempt, ManualMark, Marking
from assessments.question_types.by_hand import HandMark
from common.db.erasure import erasure_window
from operations.domain.integrity import check_all
from tests.assessments.builders import (
    at,
    make_attempt,
    make_edition,
    make_essay_edition,
    make_marker,
    make_person,
    right_responses,
)

pytestmark = pytest.mark.django_db

FAR = timedelta(days=1)


@pytest.fixture(autouse=True)
def three_attempts() -> None:
    """One submitted, one expired, one open, each with answers."""
    edition = make_edition()
    for name in ("nop", "hetgio", "dang"):
        attempt = make_attempt(make_person(name), edition)
        for sequence, responses in enumerate(({1: {"chosen": ["a"]}}, right_responses(attempt)), start=1):
            save_answers(
                attempt_uuid=attempt.uuid, person=attempt.cadre, responses=responses, sequence=sequence, now=at(1)
            )
        if name == "nop":
            submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, now=at(2))
    Attempt.objects.filter(cadre__username="dang").update(deadline_at=at(60))
    assert close_overdue(now=at(30)) == 1


def findings(code: str) -> int:
    return sum(len(result.findings) for result in check_all() if result.code == code)


def test_what_the_room_makes_is_clean() -> None:
    assert findings("I2") == findings("I3") == 0


def _late() -> None:
    AnswerSave.objects.filter(pk=AnswerSave.objects.latest("pk").pk).update(received_at=at(60, seconds=6))


def _after_closing() -> None:
    AnswerSave.objects.filter(attempt__state=AttemptState.SUBMITTED).update(received_at=at(2, seconds=1))


def _out_of_order() -> None:
    last = AnswerSave.objects.latest("pk")
    AnswerSave.objects.create(
        attempt=last.attempt, cadre_id=last.cadre_id, position=1, sequence=9, response={}, received_at=at(1)
    )
    AnswerSave.objects.create(
        attempt=last.attempt, cadre_id=last.cadre_id, position=1, sequence=8, response={}, received_at=at(1, seconds=31)
    )


def test_two_saves_that_crossed_are_no_finding() -> None:
    last = AnswerSave.objects.latest("pk")
    for sequence in (9, 8):
        AnswerSave.objects.create(
            attempt=last.attempt, cadre_id=last.cadre_id, position=1, sequence=sequence, response={}, received_at=at(1)
        )
    assert findings("I2") == 0


def _too_early() -> None:
    AnswerSave.objects.update(received_at=F("received_at") - FAR)


@pytest.mark.parametrize("corrupt", [_late, _after_closing, _out_of_order, _too_early])
def test_a_misplaced_answer_is_found(corrupt: Callable[[], None]) -> None:
    with erasure_window():
        corrupt()
    assert findings("I2") > 0


def _score_raised() -> None:
    Attempt.objects.filter(state=AttemptState.EXPIRED).update(score=4)


def _marking_raised() -> None:
    marking = Marking.objects.earliest("pk")
    Marking.objects.filter(pk=marking.pk).update(score=4)
    Attempt.objects.filter(pk=marking.attempt_id).update(score=4)


def _passed_turned() -> None:
    Marking.objects.update(passed=False)
    Attempt.objects.update(passed=False)


def _answer_changed() -> None:
    AnswerSave.objects.filter(attempt__state=AttemptState.SUBMITTED, position=1).update(response={"chosen": ["c"]})


def _answer_removed() -> None:
    AnswerSave.objects.filter(attempt__state=AttemptState.EXPIRED, position=2).delete()


def _marking_removed() -> None:
    Marking.objects.earliest("pk").delete()


def _closed_without_marking() -> None:
    Attempt.objects.filter(state=AttemptState.OPEN).update(state=AttemptState.SUBMITTED, closed_at=at(3), score=5)


def _reopened() -> None:
    Attempt.objects.filter(state=AttemptState.SUBMITTED).update(state=AttemptState.OPEN)


def _fourth_of_three() -> None:
    """The rows a database without its constraints would have taken: numbers skip, the count is too high."""
    expired, submitted = (Attempt.objects.get(state=s) for s in (AttemptState.EXPIRED, AttemptState.SUBMITTED))
    Attempt.objects.filter(pk=expired.pk).update(cadre=submitted.cadre_id, number=0, attempts_allowed=1)
    Attempt.objects.filter(pk=submitted.pk).update(attempts_allowed=1)


@pytest.mark.parametrize(
    "corrupt",
    [
        _score_raised,
        _marking_raised,
        _passed_turned,
        _answer_changed,
        _answer_removed,
        _marking_removed,
        _closed_without_marking,
        _reopened,
        _fourth_of_three,
    ],
)
def test_a_score_that_does_not_follow_is_found(corrupt: Callable[[], None]) -> None:
    with erasure_window():
        corrupt()
    assert findings("I3") > 0


@pytest.fixture
def essays() -> list[Attempt]:
    """Three essays handed in: one waits, two are marked."""
    edition = make_essay_edition()
    attempts = []
    for name in ("cho", "cham", "cham-nua"):
        attempt = make_attempt(make_person(name), edition, scope=9)
        submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, responses=right_responses(attempt), now=at(2))
        if name != "cho":
            mark = HandMark({"a": 2, "b": 0}, "")
            mark_by_hand(attempt_uuid=attempt.uuid, marks={2: mark}, actor=make_marker(f"nguoi-{name}"), now=at(9))
        attempts.append(attempt)
    return attempts


def test_an_attempt_that_waits_for_a_person_is_as_it_should_be(essays: list[Attempt]) -> None:
    assert findings("I3") == 0


def _result_of_a_waiting_one() -> None:
    Attempt.objects.filter(cadre__username="cho").update(score=2, max_score=2, passed=True)


def _marked_without_a_person() -> None:
    waiting = Attempt.objects.get(cadre__username="cho")
    Attempt.objects.filter(pk=waiting.pk).update(score=1, max_score=2, passed=False)
    Marking.objects.create(
        attempt=waiting, cadre_id=waiting.cadre_id, score=1, max_score=2, passed=False,
        items=[{"score": "1.00", "max": "1.00"}, {"score": "0.00", "max": "1.00"}],
    )  # fmt: skip


def _mark_lost() -> None:
    ManualMark.objects.earliest("pk").delete()


def _level_raised() -> None:
    ManualMark.objects.filter(pk=ManualMark.objects.earliest("pk").pk).update(levels={"a": 1, "b": 0})


def _level_unknown() -> None:
    ManualMark.objects.filter(pk=ManualMark.objects.earliest("pk").pk).update(levels={"a": 9, "b": 0})


def _own_attempt_marked() -> None:
    mark = ManualMark.objects.earliest("pk")
    ManualMark.objects.filter(pk=mark.pk).update(marked_by=mark.cadre_id)


def _result_forgotten() -> None:
    mark = ManualMark.objects.earliest("pk")
    Marking.objects.filter(attempt=mark.attempt_id).delete()
    Attempt.objects.filter(pk=mark.attempt_id).update(score=None, max_score=None, passed=None)


def _waiting_without_an_essay() -> None:
    attempt = Attempt.objects.get(state=AttemptState.EXPIRED)
    Marking.objects.filter(attempt=attempt).delete()
    Attempt.objects.filter(pk=attempt.pk).update(score=None, max_score=None, passed=None)


@pytest.mark.parametrize(
    "corrupt",
    [
        _result_of_a_waiting_one,
        _marked_without_a_person,
        _mark_lost,
        _level_raised,
        _level_unknown,
        _own_attempt_marked,
        _result_forgotten,
        _waiting_without_an_essay,
    ],
)
def test_a_mark_that_no_person_gave_so_is_found(essays: list[Attempt], corrupt: Callable[[], None]) -> None:
    assert findings("I3") == 0
    with erasure_window():
        corrupt()
    assert findings("I3") > 0
