"""Keeping answers as they are given. What is acknowledged here is in the database and stays the answer.

Each request carries a sequence that the browser raises with every change. Per position the highest
sequence wins; the same answer with the same sequence is the same request, however late it comes again:
it writes nothing and gets the same reply. An answer that did not change needs no row: only the sequence
is noted on the attempt, so that a different answer which was sent earlier and arrives later is known to
be old.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.domain import remembered
from assessments.domain.at_once import MAX_SEQUENCE, kept_at_once
from assessments.domain.locking import check_open, locked_attempt
from assessments.domain.papers import (
    field_name,
    is_sequential,
    positions_of_page,
    responses_from_form,
)
from assessments.domain.queries.attempts import latest_saves
from assessments.errors import BadResponse, PlaceClosed
from assessments.models import AnswerSave, Attempt, Paper
from assessments.question_types import is_blank
from assessments.question_types.base import FormData
from assessments.question_types.shown import Response
from assessments.question_types.steps import STEP, keep_steps
from common.db.prepared import PreparedInsert

_SAVE: Final = PreparedInsert(AnswerSave)


@dataclass(frozen=True, slots=True)
class Saved:
    """`sequence` equals the one sent when all of the request is kept. A higher one says that some
    of it was not: another window is ahead, and the browser has to number its state after it.
    `ends_at`: when the attempt ends, for the clock of the page."""

    sequence: int
    ends_at: datetime | None = None


def save_answers(
    *,
    attempt_uuid: UUID | str,
    person: User,
    responses: dict[int, Response],
    sequence: int | None,
    by_hand: bool = False,
    now: datetime | None = None,
) -> Saved:
    """Keep the answers to these positions, all or none. One new answer costs two statements, all else at most four.

    `by_hand` is for a form that the person sent, with or without scripts: it is never old, and
    without a sequence it comes after whatever is stored.

    Raises:
        Attempt.DoesNotExist: there is no such attempt of this person.
        AttemptClosed, TimeIsUp, PlaceClosed: nothing was kept.
        BadResponse: the answers or the sequence are not of this paper; nothing was kept.
    """

    def checked(paper: Paper) -> dict[int, Response]:
        check_responses(paper, responses)
        return responses

    return _save(attempt_uuid, person, checked, responses.keys(), sequence, by_hand=by_hand, now=now)


def save_form(
    *,
    attempt_uuid: UUID,
    person: User,
    form: FormData,
    positions: Collection[int],
    sequence: int | None,
    now: datetime | None = None,
) -> Saved:
    """`save_answers` from what a script sent of a form on which the questions at `positions` stood."""

    def responses(paper: Paper) -> dict[int, Response]:
        return responses_from_form(paper, form, positions)

    return _save(attempt_uuid, person, responses, positions, sequence, by_hand=False, now=now)


def save_page(
    *,
    attempt_uuid: UUID,
    person: User,
    form: FormData,
    page: int,
    sequence: int | None,
    now: datetime | None = None,
    changed: Collection[int] | None = None,
) -> Attempt:
    """Keep what a person sent by hand of a page of the paper; questions checked before stay as they are.

    Gives the attempt with its paper.

    `changed`: the positions that a script has not saved yet, besides the question of which a step
    was sent; None for a form without scripts, of which every question counts.

    Raises:
        Attempt.DoesNotExist: also for a page that the paper does not have.
        AttemptClosed, TimeIsUp, BadResponse: as `save_answers`.
    """
    received = now or timezone.now()
    with transaction.atomic():
        attempt = locked_attempt(attempt_uuid, person)
        check_open(attempt, received)
        found = page_responses(attempt, form, page, changed)
        responses = {position: given for position, given in found.items() if str(position) not in attempt.checked}
        check_places(attempt, responses)
        keep_responses(attempt, responses, sequence, by_hand=True, received=received)
    return attempt


def page_responses(attempt: Attempt, form: FormData, page: int, changed: Collection[int] | None) -> dict[int, Response]:
    """What a form that was sent by hand says of the questions on a page of the paper; `changed` as in `save_page`.

    Raises:
        Attempt.DoesNotExist: the paper has no such page.
        BadResponse: no form of ours could have sent this.
    """
    found = positions_of_page(attempt, page)
    if not found:
        raise Attempt.DoesNotExist
    stepped = form.getlist(STEP)
    positions = [p for p in found if changed is None or p in changed or field_name(p) in stepped]
    return responses_from_form(attempt.paper, form, positions)


def _save(
    attempt_uuid: UUID | str,
    person: User,
    responses: Callable[[Paper], dict[int, Response]],
    positions: Collection[int],
    sequence: int | None,
    *,
    by_hand: bool,
    now: datetime | None,
) -> Saved:
    """`responses` gives what to keep at the `positions` of a paper that is open."""
    received = now or timezone.now()
    if len(positions) == 1 and sequence is not None and not by_hand:
        (position,) = positions
        kept_now = kept_at_once(attempt_uuid, person, responses, position, sequence=sequence, received=received)
        if kept_now:
            return Saved(sequence, kept_now.ends_at)
    with transaction.atomic():
        attempt = locked_attempt(attempt_uuid, person)
        check_open(attempt, received)
        kept = responses(attempt.paper)
        check_places(attempt, kept)
        number = keep_responses(attempt, kept, sequence, by_hand=by_hand, received=received)
    return Saved(number, attempt.ends_at)


def check_places(attempt: Attempt, responses: dict[int, Response]) -> None:
    """Raises PlaceClosed where an answer is to change at a place that is not open any more, or not yet.

    What only repeats the answer that is stored may come again from anywhere: a button pressed twice.
    """
    fixed = {position for position in responses if str(position) in attempt.checked}
    if is_sequential(attempt):
        here = positions_of_page(attempt, attempt.page_reached)
        fixed |= {position for position in responses if position not in here}
    if not fixed:
        return
    latest = latest_saves(attempt, fixed)
    for position in fixed:
        stored = latest.get(position)
        same = is_blank(responses[position]) if stored is None else stored.response == responses[position]
        if not same:
            raise PlaceClosed


def check_responses(paper: Paper, responses: dict[int, Response]) -> None:
    """Raises BadResponse unless each is an answer that the question at its position could get."""
    items = paper.items
    if any(not 1 <= position <= len(items) for position in responses):
        raise BadResponse
    versions = {position: items[position - 1]["version"] for position in responses}
    stored = remembered.questions.get(versions.values())
    for position, response in responses.items():
        question = stored[versions[position]]
        if not question.spec.is_response(question.presentation, response):
            raise BadResponse


def keep_responses(
    attempt: Attempt, responses: dict[int, Response], sequence: int | None, *, by_hand: bool, received: datetime
) -> int:
    """Write what is new of the (checked) responses to a locked, open attempt.

    Gives the sequence to acknowledge, as in `Saved`.
    """
    if sequence is not None and not 1 <= sequence <= MAX_SEQUENCE:
        raise BadResponse
    latest = latest_saves(attempt, responses.keys())
    responses = {p: keep_steps(latest[p].response if p in latest else {}, r) for p, r in responses.items()}
    floor = {position: highest_of(attempt, latest, position) for position in responses}
    if by_hand and sequence is not None:
        # Answered in another window after this form was opened: what was left blank here takes nothing away.
        responses = {p: r for p, r in responses.items() if floor[p] < sequence or not is_blank(r)}
    if sequence is None or by_hand:
        sequence = max([sequence or 0, *(floor[position] + 1 for position in responses)])
    again = _kept_already(attempt, {p: r for p, r in responses.items() if sequence < floor[p]}, sequence)
    rows, ahead, noted = [], sequence, dict(attempt.acknowledged)
    for position, response in responses.items():
        stored = latest.get(position)
        unchanged = is_blank(response) if stored is None else stored.response == response
        if position in again:
            continue
        if sequence < floor[position]:
            ahead = max(ahead, floor[position])
        elif sequence == floor[position]:
            ahead = max(ahead, sequence if unchanged else sequence + 1)
        elif unchanged:
            noted[str(position)] = sequence
        else:
            rows.append(_row(attempt, position, sequence, response, received))
    if len(rows) == 1:  # what a script sends, and a page with one question
        _SAVE.run(rows[0])
    elif rows:
        AnswerSave.objects.bulk_create(rows)
    if noted != attempt.acknowledged:
        attempt.acknowledged = noted
        attempt.save(update_fields=["acknowledged"])
    return ahead


def highest_of(attempt: Attempt, latest: dict[int, AnswerSave], position: int) -> int:
    """The highest sequence acknowledged for a position; 0 before the first."""
    stored = latest.get(position)
    return max(stored.sequence if stored else 0, attempt.acknowledged.get(str(position), 0))


def _kept_already(attempt: Attempt, stale: dict[int, Response], sequence: int) -> set[int]:
    """Of answers behind the newest: those stored before with just this sequence, whose reply was lost."""
    if not stale:
        return set()
    rows = AnswerSave.objects.filter(
        attempt=attempt, cadre_id=attempt.cadre_id, position__in=list(stale), sequence=sequence
    )
    return {save.position for save in rows if save.response == stale[save.position]}


def _row(attempt: Attempt, position: int, sequence: int, response: Response, received: datetime) -> AnswerSave:
    return AnswerSave(
        attempt=attempt,
        cadre_id=attempt.cadre_id,
        position=position,
        sequence=sequence,
        response=response,
        received_at=received,
    )
