"""Beginning and submitting an attempt. The server's clock alone decides what is in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.domain.answers import check_places, check_responses, keep_responses
from assessments.domain.locking import is_past, locked_attempt
from assessments.domain.marking import close_attempt
from assessments.domain.overdue import close_expired
from assessments.domain.papers import draw_paper
from assessments.domain.queries.attempts import current_answers
from assessments.enums import AttemptState
from assessments.errors import AwaitsMarking, NoAttemptsLeft, NotOpenYet, QuizClosed, TooSoon
from assessments.models import Attempt, Paper, Quiz, QuizEdition
from assessments.question_types.shown import Response
from common.db.locks import advisory_lock


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the caller lets a person do: `learning` decides, also how long to wait, this room keeps to it.

    `scope` is the id of what the attempt counts for; `committee_id` and `position_group` are
    stamped on it. `extra_attempts`: how many of those allowed were granted to the person alone, to be told.
    `not_before`: when the next may begin, as far as the caller knew; `minutes_between` after the last one
    has ended, which for one whose time is up is known only when it is closed here. `is_between`: `not_before`
    stands between two attempts of a round.
    """

    scope: int
    attempts_allowed: int
    committee_id: int | None
    position_group: int | None
    extra_minutes: int = 0
    not_before: datetime | None = None
    extra_attempts: int = 0
    minutes_between: int = 0
    is_between: bool = False


def start_attempt(
    *, person: User, quiz_edition: QuizEdition, allowance: Allowance, now: datetime | None = None
) -> Attempt:
    """The open attempt of the person in this scope, or a new one with its paper and deadline.

    An open attempt whose time is up is closed and marked first. Simultaneous starts wait for each
    other and all get the same attempt.

    Raises:
        NotOpenYet, QuizClosed, NoAttemptsLeft, TooSoon, AwaitsMarking: no new attempt may begin.
    """
    moment = now or timezone.now()
    with advisory_lock(f"attempt:{person.pk}:{quiz_edition.quiz_id}:{allowance.scope}"):
        last = (
            Attempt.objects.filter(cadre=person, quiz=quiz_edition.quiz_id, scope=allowance.scope)
            .select_related("quiz")
            .order_by("-number")
            .first()
        )
        if last is not None and last.is_open:
            if not is_past(last.ends_at, moment):
                return last
            last = close_expired(last.pk, moment) or Attempt.objects.get(pk=last.pk)
        check_calendar(quiz_edition.quiz, moment)
        if last is not None and last.is_waiting:
            raise AwaitsMarking
        number = (last.number if last else 0) + 1
        if number > allowance.attempts_allowed:
            raise NoAttemptsLeft
        check_wait(allowance, last, moment)
        return _begin(person, quiz_edition, allowance, number, moment)


def submit_attempt(
    *,
    attempt_uuid: UUID | str,
    person: User,
    responses: dict[int, Response] | None = None,
    sequence: int | None = None,
    now: datetime | None = None,
) -> Attempt:
    """Close and mark the attempt, with the last answers if they come along. Twice is once.

    After the deadline and its grace the answers that come along are not taken: the attempt is
    closed as expired with what was saved before.

    Raises:
        Attempt.DoesNotExist: there is no such attempt of this person.
        BadResponse: the answers are not answers to this paper.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        attempt = locked_attempt(attempt_uuid, person)
        if not attempt.is_open:
            return attempt
        if is_past(attempt.ends_at, moment):
            return close_expired(attempt.pk, moment) or attempt
        if responses:
            check_responses(attempt.paper, responses)
            check_places(attempt, responses)
            keep_responses(attempt, responses, sequence, by_hand=True, received=moment)
        close_attempt(attempt, current_answers(attempt), state=AttemptState.SUBMITTED, closed_at=moment, now=moment)
    return attempt


def check_calendar(quiz: Quiz, moment: datetime) -> None:
    """Raises NotOpenYet or QuizClosed where no attempt may begin at that moment."""
    if quiz.opens_at is not None and moment < quiz.opens_at:
        raise NotOpenYet(quiz.opens_at)
    if quiz.closes_at is not None and moment >= quiz.closes_at:
        raise QuizClosed(quiz.closes_at)


def check_wait(allowance: Allowance, last: Attempt | None, moment: datetime) -> None:
    """Raises TooSoon where the next attempt opens later than at that moment."""
    waits = [allowance.not_before] if allowance.not_before else []
    if last is not None and last.closed_at is not None and allowance.minutes_between:
        waits.append(last.closed_at + timedelta(minutes=allowance.minutes_between))
    if waits and moment < max(waits):
        raise TooSoon(max(waits))


@transaction.atomic
def extend_running(*, person: User, quiz: Quiz, scope: int, extra_minutes: int) -> Attempt | None:
    """Give the open attempt, if there is one, so much more time in all; never less than it has."""
    attempt = (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .filter(cadre=person, quiz=quiz, scope=scope, state=AttemptState.OPEN)
        .first()
    )
    if attempt is None or extra_minutes <= attempt.extra_minutes:
        return None
    if attempt.deadline_at is not None:
        attempt.deadline_at += timedelta(minutes=extra_minutes - attempt.extra_minutes)
    attempt.extra_minutes = extra_minutes
    attempt.save(update_fields=["deadline_at", "extra_minutes"])
    return attempt


def _begin(person: User, edition: QuizEdition, allowance: Allowance, number: int, moment: datetime) -> Attempt:
    minutes = edition.rules["time_limit_minutes"]
    attempt = Attempt.objects.create(
        cadre=person,
        quiz_id=edition.quiz_id,
        quiz_edition=edition,
        scope=allowance.scope,
        number=number,
        attempts_allowed=allowance.attempts_allowed,
        committee_at_id=allowance.committee_id,
        position_group_at=allowance.position_group,
        started_at=moment,
        extra_minutes=allowance.extra_minutes,
        deadline_at=moment + timedelta(minutes=minutes + allowance.extra_minutes) if minutes else None,
    )
    Paper.objects.create(attempt=attempt, cadre_id=person.pk, items=draw_paper(edition), drawn_at=moment)
    return attempt
