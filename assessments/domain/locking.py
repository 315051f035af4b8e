"""The lock under which an attempt changes, and the clock that says whether it still may."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from accounts.models import User
from assessments.domain import remembered
from assessments.errors import AttemptClosed, TimeIsUp
from assessments.models import Attempt
from common.db.prepared import PreparedQuery

GRACE: Final = timedelta(seconds=5)
"""For what was sent in time and received a little later."""


def locked_attempt(attempt_uuid: UUID | str, person: User) -> Attempt:
    """The person's attempt with its paper, held until the transaction ends.

    On SQLite the transaction itself, begun IMMEDIATE, keeps other writers out.

    Raises:
        Attempt.DoesNotExist: no such attempt, or somebody else's: the caller cannot tell which.
    """
    uuid = uuid_of(attempt_uuid)
    known = remembered.papers.find([uuid])
    if not known:
        attempt = _LOCKED_WITH_PAPER.get(uuid, person.pk)
        remembered.papers.remember({uuid: (attempt.paper, attempt.quiz_edition)})
        return attempt
    attempt = _LOCKED.get(uuid, person.pk)
    paper, attempt.quiz_edition = known[uuid]
    Attempt.paper.related.set_cached_value(attempt, paper)
    return attempt


def uuid_of(text: UUID | str) -> UUID:
    """Raises Attempt.DoesNotExist for what can name no attempt."""
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        raise Attempt.DoesNotExist from None


# Every save of an answer begins with one of these; paper and rules are read by the first in each process.
_LOCKED_WITH_PAPER: Final = PreparedQuery(
    lambda uuid, person_id: (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("paper", "quiz_edition", "quiz")
        .defer("quiz_edition__pool")
        .filter(uuid=uuid, cadre=person_id)
    ),
    UUID,
    int,
)
_LOCKED: Final = PreparedQuery(
    lambda uuid, person_id: (
        Attempt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("quiz")
        .filter(uuid=uuid, cadre=person_id)
    ),
    UUID,
    int,
)


def is_past(ends_at: datetime | None, moment: datetime) -> bool:
    """Whether the end, if there is one, and the grace are over."""
    return ends_at is not None and moment > ends_at + GRACE


def check_open(attempt: Attempt, received: datetime) -> None:
    """Raises AttemptClosed or TimeIsUp where no answer may be taken any more."""
    if not attempt.is_open:
        raise AttemptClosed
    if is_past(attempt.ends_at, received):
        raise TimeIsUp
