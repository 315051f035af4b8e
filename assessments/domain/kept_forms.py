"""A page of a paper that was refused for its session, kept, and sent again after signing in.

Of all forms it is the only one that can be older than what is stored: meanwhile the person has perhaps opened the
paper and answered. What was shown as saved since then stays; of the rest nothing gets lost. See docs/reliability.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.domain.answers import highest_of, keep_responses, page_responses
from assessments.domain.locking import check_open, is_past, locked_attempt
from assessments.domain.papers import is_sequential, positions_of_page
from assessments.domain.queries.attempts import latest_saves
from assessments.models import AnswerSave, Attempt
from assessments.question_types import is_blank
from assessments.question_types.base import FormData
from assessments.question_types.shown import Response
from assessments.question_types.steps import keep_steps

Fate = Literal["taken", "stored", "overtaken", "closed"]


@dataclass(frozen=True, slots=True)
class KeptForm:
    """`sequence`: that of the form. `changed`: as for `save_page`. `kept_at`: when it was refused."""

    form: FormData
    page: int
    sequence: int | None
    changed: Collection[int] | None
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class Fates:
    """The positions of a kept form by what becomes of them.

    `taken`: its answer is the newest. `stored`: it says what is stored already, or nothing. `overtaken`: another
    answer was saved after the form was kept. `closed`: another answer is stored, and the place is not open any more.
    """

    taken: tuple[int, ...] = ()
    stored: tuple[int, ...] = ()
    overtaken: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()


def save_kept_form(
    *, attempt_uuid: UUID, person: User, kept: KeptForm, now: datetime | None = None
) -> tuple[Attempt, Fates]:
    """Keep of the form what nothing newer stands against; gives the attempt with its paper.

    Raises:
        Attempt.DoesNotExist, AttemptClosed, TimeIsUp, BadResponse: as `save_page`.
    """
    received = now or timezone.now()
    with transaction.atomic():
        attempt = locked_attempt(attempt_uuid, person)
        check_open(attempt, received)
        responses = page_responses(attempt, kept.form, kept.page, kept.changed)
        fates = _fates(attempt, responses, kept)
        taken = {position: responses[position] for position in fates.taken}
        keep_responses(attempt, taken, kept.sequence, by_hand=True, received=received)
    return attempt, fates


def fates_of(attempt: Attempt, kept: KeptForm, now: datetime | None = None) -> Fates:
    """What would become of the form; nothing is written.

    Raises:
        Attempt.DoesNotExist: the paper has no such page.
        BadResponse: no form of ours could have sent this.
    """
    responses = page_responses(attempt, kept.form, kept.page, kept.changed)
    is_over = not attempt.is_open or is_past(attempt.ends_at, now or timezone.now())
    return _fates(attempt, responses, kept, is_over=is_over)


def _fates(attempt: Attempt, responses: dict[int, Response], kept: KeptForm, *, is_over: bool = False) -> Fates:
    latest = latest_saves(attempt, responses.keys()) if responses else {}
    closed = responses.keys() if is_over else _closed_places(attempt, responses.keys())
    found: dict[Fate, list[int]] = {"taken": [], "stored": [], "overtaken": [], "closed": []}
    for position, given in responses.items():
        stored = latest.get(position)
        response = keep_steps(stored.response if stored else {}, given)
        same = is_blank(response) if stored is None else stored.response == response
        highest = highest_of(attempt, latest, position)
        is_newer = _was_saved_since(stored, highest, kept)
        fate: Fate
        # What is blank in a form takes away no answer given since it was opened.
        if same or (is_blank(response) and (is_newer or highest >= (kept.sequence or 0))):
            fate = "stored"
        elif is_newer:
            fate = "overtaken"
        else:
            fate = "closed" if position in closed else "taken"
        found[fate].append(position)
    return Fates(**{fate: tuple(positions) for fate, positions in found.items()})


def _closed_places(attempt: Attempt, positions: Collection[int]) -> set[int]:
    """Where an answer was checked, or whose page was left for good."""
    closed = {position for position in positions if str(position) in attempt.checked}
    if is_sequential(attempt):
        here = positions_of_page(attempt, attempt.page_reached)
        closed |= {position for position in positions if position not in here}
    return closed


def _was_saved_since(stored: AnswerSave | None, highest: int, kept: KeptForm) -> bool:
    """By the clock of the server. An answer that was confirmed without a row has no time of its own: there the
    sequence decides, and what is in doubt stays as it was shown."""
    if stored is not None and stored.received_at >= kept.kept_at:
        return True
    return highest > (stored.sequence if stored else 0) and highest >= (kept.sequence or 0)
