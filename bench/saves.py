"""Saving answers without HTTP: sixteen processes, beside transactions that do nothing but commit a row."""

import multiprocessing
import statistics
import time
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any, Final

from django.db import connections

from accounts.models import User
from assessments.domain.answers import save_answers
from assessments.domain.attempts import start_attempt
from assessments.models import Attempt, QuizEdition
from bench.calibration import count_commits
from bench.peer_course import COURSE_A, DRAWN, QUIZ
from bench.peer_people import username
from bench.stage import Stage
from courses.domain.editions import activity_of
from courses.models import Course
from learning.domain.progress import allowance_for
from learning.models import Enrolment

WRITERS: Final = 16
SECONDS: Final = 2.5
ROUNDS: Final = 3

Work = Callable[[int], int]


def measure_saves(stage: Stage) -> dict[str, Any]:
    """Rates a second of both kinds, taken in turn; the ratio is the median over the rounds."""
    attempts = [open_attempt(username(number)) for number in range(WRITERS)]

    def commit(number: int) -> int:
        return count_commits(stage.connect(), SECONDS)

    def save_in(turn: int) -> Work:
        return lambda number: _save_for(attempts[number], SECONDS, first=turn * 1_000_000)

    rounds = [(_rate(commit), _rate(save_in(turn))) for turn in range(1, ROUNDS + 1)]
    return {
        "commits_per_second": round(statistics.median(commits for commits, _saves in rounds)),
        "saves_per_second": round(statistics.median(saves for _commits, saves in rounds)),
        "ratio": round(statistics.median(saves / commits for commits, saves in rounds), 3),
    }


def open_attempt(learner: str) -> Attempt:
    """The person's open attempt at the quiz of the first course, begun if need be."""
    person = User.objects.get(username_key=learner)
    course = Course.objects.get(slug=COURSE_A)
    quiz = activity_of(course.current_edition_id or 0, QUIZ)
    assert quiz is not None
    edition = QuizEdition.objects.get(pk=quiz.quiz_edition_id)
    enrolment = Enrolment.objects.get(cadre=person, course=course)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=edition)
    return start_attempt(person=person, quiz_edition=edition, allowance=allowance)


def _save_for(attempt: Attempt, seconds: float, *, first: int) -> int:
    """Every save is of another answer to one of the twenty questions in turn, so every one writes.

    `first`: above every sequence of an earlier round, or nothing would be stored.
    """
    person, items = attempt.cadre, attempt.paper.items
    done, sequence, end = 0, first, time.monotonic() + seconds
    while time.monotonic() < end:
        position = done % DRAWN + 1
        option = items[position - 1]["order"][done // DRAWN % 4]
        sequence += 1
        save_answers(
            attempt_uuid=attempt.uuid, person=person, responses={position: {"chosen": [option]}}, sequence=sequence
        )
        done += 1
    return done


def _rate(work: Work) -> float:
    """All writers begin together; forked, so that each has a connection of its own and loads nothing."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, done = context.Barrier(WRITERS), context.Queue()
    writers = [context.Process(target=_write, args=(work, number, barrier, done)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    total = sum(done.get() for _ in writers)
    for writer in writers:
        writer.join()
    return float(total) / SECONDS


def _write(work: Work, number: int, barrier: Barrier, done: "Queue[int]") -> None:
    barrier.wait()
    done.put(work(number))
