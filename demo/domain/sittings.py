"""Attempts with their papers, answers and markings; without a paper only the score is invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from assessments.enums import AttemptState
from assessments.models import AnswerSave, Attempt, Marking, Paper
from demo.domain.papers import Sitting, invent_sitting
from demo.domain.records import BATCH, Story, Try, moment
from demo.domain.streams import Row, append_rows

FIRST_HOUR: Final = 7
SAVE_COLUMNS: Final = ("attempt_id", "cadre_id", "position", "sequence", "response", "received_at")


@dataclass(frozen=True, slots=True)
class _Sat:
    attempt: Attempt
    sitting: Sitting


def store_sittings(stories: Sequence[Story], rng: Random) -> None:
    """Draw, answer and mark a paper for every attempt of the stories."""
    sat = [_sit(story, one, rng) for story in stories for one in story.attempts]
    Attempt.objects.bulk_create([each.attempt for each in sat], batch_size=BATCH)
    Paper.objects.bulk_create([_paper(each) for each in sat], batch_size=BATCH)
    append_rows(AnswerSave, SAVE_COLUMNS, (save for each in sat for save in _saves(each)))
    Marking.objects.bulk_create([_marking(each) for each in sat], batch_size=BATCH)


def invent_scores(stories: Sequence[Story], rng: Random) -> None:
    """Scores for the events of attempts whose papers are not made."""
    for story in stories:
        for one in story.attempts:
            most, pass_mark = one.quiz.question_count, int(one.quiz.rules["pass_mark_percent"])
            least = -(-most * pass_mark // 100)
            score = rng.randint(least, most) if one.passed else rng.randint(least // 3, max(0, least - 1))
            one.score, one.most = f"{Decimal(score):.2f}", f"{Decimal(most):.2f}"


def _sit(story: Story, one: Try, rng: Random) -> _Sat:
    sitting = invent_sitting(one.quiz, passes=one.passed, rng=rng)
    uuid = one.uuid = UUID(int=rng.getrandbits(128), version=4)
    one.score, one.most = str(sitting.result.score), str(sitting.result.max_score)
    return _Sat(_attempt(story, one, uuid, sitting, rng), sitting)


def _attempt(story: Story, one: Try, uuid: UUID, sitting: Sitting, rng: Random) -> Attempt:
    edition = one.quiz
    post = story.cadre.post_on(one.day)
    limit = edition.rules["time_limit_minutes"]
    # Attempts of one day are two hours apart, so that none overlaps the next.
    started_at = moment(one.day, min(FIRST_HOUR + 2 * one.number, 20), rng.randint(0, 40))
    minutes = min(limit or 60, 60) * rng.randint(40, 90) // 100
    return Attempt(
        uuid=uuid,
        cadre=story.cadre.user,
        quiz_id=edition.quiz_id,
        quiz_edition=edition,
        scope=story.enrolment.pk,
        number=one.number,
        attempts_allowed=max(int(edition.rules["attempts"]), one.number),
        committee_at=post.unit,
        position_group_at=post.group,
        state=AttemptState.SUBMITTED,
        started_at=started_at,
        deadline_at=started_at + timedelta(minutes=limit) if limit else None,
        closed_at=started_at + timedelta(minutes=max(1, minutes)),
        score=sitting.result.score,
        max_score=sitting.result.max_score,
        passed=sitting.result.passed,
    )


def _paper(sat: _Sat) -> Paper:
    attempt = sat.attempt
    return Paper(attempt=attempt, cadre_id=attempt.cadre_id, items=sat.sitting.items, drawn_at=attempt.started_at)


def _saves(sat: _Sat) -> Iterator[Row]:
    """One save for each question, evenly over the time taken, in the order of `SAVE_COLUMNS`."""
    attempt, answers = sat.attempt, sat.sitting.answers
    pace = (_end(attempt) - attempt.started_at) / (len(answers) + 1)
    for number, (position, response) in enumerate(answers.items(), start=1):
        received_at = _whole_seconds(attempt.started_at + number * pace)
        yield attempt.pk, attempt.cadre_id, position, number, response, received_at


def _marking(sat: _Sat) -> Marking:
    attempt, result = sat.attempt, sat.sitting.result
    return Marking(
        attempt=attempt,
        cadre_id=attempt.cadre_id,
        score=result.score,
        max_score=result.max_score,
        passed=result.passed,
        items=result.items,
        marked_at=_end(attempt),
    )


def _end(attempt: Attempt) -> datetime:
    return attempt.closed_at or attempt.started_at


def _whole_seconds(at: datetime) -> datetime:
    return at.replace(microsecond=0)
