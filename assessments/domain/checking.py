"""Steps in the middle of an attempt that cannot be taken back: checking an answer, leaving a page for good."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain import remembered
from assessments.domain.locking import check_open, locked_attempt
from assessments.domain.papers import is_sequential, page_count, positions_of_page
from assessments.domain.queries.attempts import latest_saves
from assessments.enums import FeedbackPolicy
from assessments.errors import BadResponse, NotAnswered, PlaceClosed
from assessments.models import Attempt
from assessments.question_types import QuestionTypeSpec
from assessments.question_types.by_hand import MarkedByHand


def can_be_checked(spec: QuestionTypeSpec) -> bool:
    """Whether a machine can say on the spot how an answer was."""
    return not isinstance(spec, MarkedByHand)


@transaction.atomic
def check_answer(*, attempt_uuid: UUID | str, person: User, position: int, now: datetime | None = None) -> Attempt:
    """Make the stored answer at `position` final, so that the learner may see how it was. Twice is once.

    Raises:
        Attempt.DoesNotExist: no such attempt of this person, or no such question on it.
        AttemptClosed, TimeIsUp, PlaceClosed: it is too late for this question.
        BadResponse: this quiz does not show anything before the attempt is handed in.
        NotAnswered: the question is not answered yet.
    """
    moment = now or timezone.now()
    attempt = locked_attempt(attempt_uuid, person)
    if not 1 <= position <= len(attempt.paper.items):
        raise Attempt.DoesNotExist
    check_open(attempt, moment)
    if attempt.quiz_edition.rules["feedback"] != FeedbackPolicy.AFTER_EACH:
        raise BadResponse(_("This quiz shows answers only after the attempt has been submitted."))
    if str(position) in attempt.checked:
        return attempt
    if is_sequential(attempt) and position not in positions_of_page(attempt, attempt.page_reached):
        raise PlaceClosed
    if not can_be_checked(_require_answers(attempt, [position])[position].spec):
        raise BadResponse(_("A person marks this question after the attempt has been submitted."))
    attempt.checked = attempt.checked | {str(position): moment.isoformat()}
    attempt.save(update_fields=["checked"])
    return attempt


@transaction.atomic
def turn_page(
    *, attempt_uuid: UUID | str, person: User, page: int, skip_blank: bool = False, now: datetime | None = None
) -> int:
    """Leave a page of a sequential paper for good; gives the page reached. Twice is once.

    Raises:
        Attempt.DoesNotExist: no such attempt of this person.
        AttemptClosed, TimeIsUp: it is too late.
        NotAnswered: a question would be left without an answer, and `skip_blank` does not say that it may.
    """
    attempt = locked_attempt(attempt_uuid, person)
    check_open(attempt, now or timezone.now())
    if not is_sequential(attempt) or page != attempt.page_reached or page >= page_count(attempt):
        return attempt.page_reached
    if not skip_blank:
        _require_answers(attempt, positions_of_page(attempt, page))
    attempt.page_reached = page + 1
    attempt.save(update_fields=["page_reached"])
    return attempt.page_reached


def _require_answers(attempt: Attempt, positions: Collection[int]) -> dict[int, remembered.StoredQuestion]:
    """The questions at these positions. Raises NotAnswered where something is left to choose."""
    saves = latest_saves(attempt, positions)
    versions = {position: attempt.paper.items[position - 1]["version"] for position in positions}
    stored = remembered.questions.get(list(versions.values()))
    for position, version_id in versions.items():
        response = saves[position].response if position in saves else {}
        if not stored[version_id].is_answered(response):
            raise NotAnswered(position)
    return {position: stored[version_id] for position, version_id in versions.items()}
