"""Keeping one new answer without holding the attempt between statements: nearly every save that a script sends.

The attempt and the newest answer are read together without a lock. The answer is then inserted by a statement
that holds the attempt itself, only while the attempt is open and what was acknowledged without a row is as it
was read: so it cannot slip in behind a closing, nor behind an answer that was confirmed meanwhile.
An older answer that comes in beside a newer one changes nothing, for the highest sequence of a position is
its answer. Whatever else there is to decide is decided under the lock, in `answers`: what may stop an answer
from counting there has to be a condition here (docs/adr/0021-one-new-answer-at-once.md).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from assessments.domain import remembered
from assessments.domain.locking import is_past, uuid_of
from assessments.enums import AttemptState, FeedbackPolicy, Navigation
from assessments.models import AnswerSave, Attempt, Paper
from assessments.models.attempt import end_of
from assessments.question_types import is_blank
from assessments.question_types.shown import Response
from assessments.question_types.steps import is_in_steps
from common.db.prepared import PreparedInsertWhile, PreparedQuery

MAX_SEQUENCE: Final = 1_000_000_000


def kept_at_once(
    attempt_uuid: UUID | str,
    person: User,
    responses: Callable[[Paper], dict[int, Response]],
    position: int,
    *,
    sequence: int,
    received: datetime,
) -> "Kept | None":
    """The response was kept, as news; None when nothing is written and the lock has to decide.

    It always has to where a place can be closed before the attempt is: pages left for good, answers checked.

    Raises:
        Attempt.DoesNotExist: no attempt can have this name.
        BadResponse: the answer is not of this paper.
    """
    uuid = uuid_of(attempt_uuid)
    known = remembered.papers.find([uuid]).get(uuid)
    if known is None or _closes_places(known[1].rules):
        return None
    found = _OPEN.rows(position, uuid, person.pk)
    if not found:
        return None
    attempt_id, deadline_at, closes_at, extra_minutes, acknowledged, newest = found[0]
    ends_at = end_of(deadline_at, closes_at, extra_minutes)
    response = None if is_past(ends_at, received) else responses(known[0]).get(position)
    if response is None or not _is_news(response, sequence, newest, json.loads(acknowledged).get(str(position), 0)):
        return None
    row = (attempt_id, person.pk, position, sequence, response, received)
    return Kept(ends_at) if _SAVE_WHILE_OPEN.run(row, attempt_id, acknowledged) else None


@dataclass(frozen=True, slots=True)
class Kept:
    """`ends_at`: when the attempt ends."""

    ends_at: datetime | None


def _closes_places(rules: Mapping[str, Any]) -> bool:
    return rules.get("navigation") == Navigation.SEQUENTIAL or rules["feedback"] == FeedbackPolicy.AFTER_EACH


def _is_news(response: Response, sequence: int, newest: str | None, confirmed: int) -> bool:
    """Another answer than the newest, after it; a step is added to those before it, so it needs the lock."""
    stored, _space, text = newest.partition(" ") if newest else ("0", "", "")
    if is_in_steps(response) or not max(int(stored), confirmed) < sequence <= MAX_SEQUENCE:
        return False
    return bool(json.loads(text) != response) if text else not is_blank(response)


def _text_of(column: str) -> Any:
    return Cast(column, TextField())


def _open(position: int, uuid: UUID, person_id: int) -> QuerySet[Attempt, Any]:
    """Of the attempt while it is open: id, deadline, when its quiz closes, minutes granted, and as text what was
    confirmed without a row and the newest answer at the position, behind its sequence."""
    newest = (
        AnswerSave.objects.filter(attempt=OuterRef("pk"), cadre_id=OuterRef("cadre_id"), position=position)
        .order_by("-sequence")
        .values_list(Concat(_text_of("sequence"), Value(" "), _text_of("response"), output_field=TextField()))
    )
    return Attempt.objects.filter(uuid=uuid, cadre=person_id, state=AttemptState.OPEN).values_list(
        "pk", "deadline_at", "quiz__closes_at", "extra_minutes", _text_of("acknowledged"), Subquery(newest[:1])
    )


def _still_open(attempt_id: int, acknowledged: str) -> QuerySet[Attempt]:
    held = Attempt.objects.select_for_update(no_key=True).alias(as_read=_text_of("acknowledged"))
    return held.filter(pk=attempt_id, state=AttemptState.OPEN, as_read=acknowledged)


_OPEN: Final = PreparedQuery[Any](_open, int, UUID, int)
_SAVE_WHILE_OPEN: Final = PreparedInsertWhile(
    AnswerSave,
    ("attempt_id", "cadre_id", "position", "sequence", "response", "received_at"),
    _still_open,
    int,
    str,
)
