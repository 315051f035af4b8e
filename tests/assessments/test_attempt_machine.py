"""The life of an attempt as a machine: whatever learner, clock and author do, the rules of the paper hold.

A model beside the program says what must be accepted: the end of the time, pages left for good, answers that
were checked. After each step the database is asked whether it agrees.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assessments.domain import remembered
from assessments.domain.answers import save_answers
from assessments.domain.attempts import extend_running, start_attempt, submit_attempt
from assessments.domain.checking import check_answer, turn_page
from assessments.domain.invariants import check_answers, check_attempts
from assessments.domain.locking import GRACE
from assessments.domain.overdue import close_overdue
from assessments.domain.queries.attempts import attempt_for, current_answers, paper_page, review_of
from assessments.errors import (
    AttemptClosed,
    AttemptError,
    BadResponse,
    NotAnswered,
    NotOpenYet,
    PlaceClosed,
    QuizClosed,
    TimeIsUp,
)
from assessments.models import Attempt, Quiz, QuizEdition
from assessments.question_types.reviewed import ReviewedQuestion
from tests.assessments.builders import CANARY, START, make_allowance, make_edition, make_person

QUESTIONS = 5
LIMIT = timedelta(minutes=20)
CHOICES = st.sampled_from(["a", "b", "c"])
POSITIONS = st.integers(1, QUESTIONS)


class AttemptMachine(RuleBasedStateMachine):
    """One learner, one quiz of single choices, one page for each question."""

    @initialize(
        sequential=st.booleans(),
        feedback=st.sampled_from(["after_each", "after_submit", "never"]),
        opens=st.integers(0, 3),
    )
    def begin(self, sequential: bool, feedback: str, opens: int) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        for store in (remembered.questions, remembered.keys, remembered.papers, remembered.hand_marked):
            store.forget()
        self.sequential, self.feedback = sequential, feedback
        navigation = "sequential" if sequential else "free"
        self.edition: QuizEdition = make_edition(
            QUESTIONS, kinds=["single"], navigation=navigation, feedback=feedback, per_page=1, attempts=1
        )
        self.person = make_person()
        self.now, self.opens_at = START, START + timedelta(minutes=opens)
        self.closes_at: datetime | None = None
        Quiz.objects.update(opens_at=self.opens_at)
        self.attempt: Attempt | None = None
        self.deadline, self.extra, self.page, self.sequence = START, 0, 1, 0
        self.answers: dict[int, Any] = {}
        self.checked: set[int] = set()
        self.is_closed = False

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # What the model knows.

    @property
    def ends_at(self) -> datetime:
        if self.closes_at is None:
            return self.deadline
        return min(self.deadline, self.closes_at + timedelta(minutes=self.extra))

    @property
    def is_in_time(self) -> bool:
        return not self.is_closed and self.now <= self.ends_at + GRACE

    def is_open_place(self, position: int) -> bool:
        return position not in self.checked and (not self.sequential or position == self.page)

    def expected(self, position: int, response: Any) -> type[Exception] | None:
        if self.is_closed:
            return AttemptClosed
        if not self.is_in_time:
            return TimeIsUp
        if self.is_open_place(position) or self.answers.get(position) == response:
            return None
        return PlaceClosed

    def does(self, act: Any, expected: type[Exception] | None) -> None:
        """The act, in a transaction like a request's; it fails just as the model says, or not at all."""
        if expected is None:
            act()
            return
        with pytest.raises(expected), transaction.atomic():
            act()

    # What happens.

    @rule(seconds=st.integers(1, 400))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.attempt is None)
    @rule()
    def start(self) -> None:
        expected: type[Exception] | None = NotOpenYet if self.now < self.opens_at else None
        if self.closes_at is not None and self.now >= self.closes_at:
            expected = QuizClosed

        def act() -> None:
            edition = QuizEdition.objects.select_related("quiz").get(pk=self.edition.pk)
            allowance = make_allowance(1, extra_minutes=self.extra)
            self.attempt = start_attempt(person=self.person, quiz_edition=edition, allowance=allowance, now=self.now)
            self.deadline = self.now + LIMIT + timedelta(minutes=self.extra)

        self.does(act, expected)

    @rule(minutes=st.integers(1, 15))
    def the_author_sets_a_close(self, minutes: int) -> None:
        """Ahead, as `save_quiz` demands."""
        self.closes_at = self.now + timedelta(minutes=minutes)
        Quiz.objects.update(closes_at=self.closes_at)

    @precondition(lambda self: self.closes_at is not None and self.now <= self.closes_at)
    @rule()
    def the_author_takes_the_close_away(self) -> None:
        self.closes_at = None
        Quiz.objects.update(closes_at=None)

    @rule(minutes=st.integers(0, 30))
    def time_is_granted(self, minutes: int) -> None:
        if self.attempt is None:
            self.extra = minutes
        elif not self.is_closed and minutes > self.extra:
            extend_running(person=self.person, quiz=self.attempt.quiz, scope=7, extra_minutes=minutes)
            self.deadline += timedelta(minutes=minutes - self.extra)
            self.extra = minutes

    @precondition(lambda self: self.attempt is not None)
    @rule(position=POSITIONS, choice=CHOICES)
    def an_answer_is_saved(self, position: int, choice: str) -> None:
        response = {"chosen": [choice]}
        expected = self.expected(position, response)
        self.sequence += 1

        def act() -> None:
            save_answers(
                attempt_uuid=self.uuid,
                person=self.person,
                responses={position: response},
                sequence=self.sequence,
                now=self.now,
            )

        self.does(act, expected)
        if expected is None:
            self.answers[position] = response

    @precondition(lambda self: self.attempt is not None)
    @rule(position=POSITIONS)
    def an_answer_is_checked(self, position: int) -> None:
        expected: type[Exception] | None = self._closed()
        if expected is None and self.feedback != "after_each":
            expected = BadResponse
        elif expected is None and position not in self.checked:
            if self.sequential and position != self.page:
                expected = PlaceClosed
            elif position not in self.answers:
                expected = NotAnswered
        self.does(
            lambda: check_answer(attempt_uuid=self.uuid, person=self.person, position=position, now=self.now), expected
        )
        if expected is None:
            self.checked.add(position)

    @precondition(lambda self: self.attempt is not None)
    @rule(skip=st.booleans(), behind=st.integers(0, 2))
    def a_page_is_left(self, skip: bool, behind: int) -> None:
        page = max(1, self.page - behind)
        is_turning = self.sequential and page == self.page and page < QUESTIONS
        expected: type[Exception] | None = self._closed()
        if expected is None and is_turning and not skip and page not in self.answers:
            expected = NotAnswered
        self.does(
            lambda: turn_page(attempt_uuid=self.uuid, person=self.person, page=page, skip_blank=skip, now=self.now),
            expected,
        )
        if expected is None and is_turning:
            self.page += 1

    @precondition(lambda self: self.attempt is not None)
    @rule()
    def it_is_handed_in(self) -> None:
        submit_attempt(attempt_uuid=self.uuid, person=self.person, now=self.now)
        self.is_closed = True

    @rule()
    def the_server_looks_after_what_is_overdue(self) -> None:
        due = self.attempt is not None and not self.is_closed and not self.is_in_time
        assert close_overdue(now=self.now) == int(due)
        self.is_closed = self.is_closed or due

    # What always holds.

    @invariant()
    def the_database_agrees(self) -> None:
        if getattr(self, "attempt", None) is None:
            return
        stored = attempt_for(self.person, self.uuid)
        assert stored.is_open is not self.is_closed
        assert current_answers(stored) == self.answers
        assert {int(position) for position in stored.checked} == self.checked
        assert stored.page_reached == self.page
        if not self.is_closed:
            assert stored.ends_at == self.ends_at
        assert not [*check_answers(), *check_attempts()]

    @invariant()
    def no_key_is_seen_before_its_time(self) -> None:
        if getattr(self, "attempt", None) is None:
            return
        stored = attempt_for(self.person, self.uuid)
        if not stored.is_open:
            review = review_of(stored, now=self.now)
            assert review is not None
            assert (CANARY in repr(review)) is (self.feedback != "never")
            return
        for position in range(1, QUESTIONS + 1):
            question = paper_page(stored, position).questions[0]
            is_shown = position in self.checked
            assert isinstance(question, ReviewedQuestion) is is_shown
            assert (CANARY in repr(question)) is is_shown

    @property
    def uuid(self) -> Any:
        assert self.attempt is not None
        return self.attempt.uuid

    def _closed(self) -> type[AttemptError] | None:
        if self.is_closed:
            return AttemptClosed
        return None if self.is_in_time else TimeIsUp


@pytest.mark.django_db
def test_whatever_happens_the_rules_of_the_paper_hold() -> None:
    run_state_machine_as_test(AttemptMachine, settings=settings(max_examples=40, stateful_step_count=40))
