"""The lock under which an attempt changes, and the clock that says whether it still may."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError

from accounts.models import User
from assessments.errors import AttemptClosed, TimeIsUp
from assessments.models import Attempt

GRACE: Final = timedelta(seconds=5)
"""For what was sent in time and received a little later."""


def locked_attempt(attempt_uuid: UUID | str, person: User) -> Attempt:
    """The person's attempt with its paper, held until the transaction ends.

    On SQLite the transaction itself, begun IMMEDIATE, keeps other writers out.

    Raises:
        Attempt.DoesNotExist: no such attempt, or somebody else's: the caller cannot tell which.
    """
    attempts = Attempt.objects.select_for_update(of=("self",), no_key=True)
    try:
        return (
            attempts.select_related("paper", "quiz_edition")
            .defer("quiz_edition__pool")
            .get(uuid=attempt_uuid, cadre=person)
        )
    except ValidationError:
        raise Attempt.DoesNotExist from None


def is_past(attempt: Attempt, moment: datetime) -> bool:
    """Whether deadline and grace are over."""
    return attempt.deadline_at is not None and moment > attempt.deadline_at + GRACE


def check_open(attempt: Attempt, received: datetime) -> None:
    """Raises AttemptClosed or TimeIsUp where no answer may be taken any more."""
    if not attempt.is_open:
        raise AttemptClosed
    if is_past(attempt, received):
        raise TimeIsUp
