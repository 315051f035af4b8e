"""A mark that a person gave was contested, and rightly: a second person marks the answer again. Both marks stay."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.manual_marking import check_levels, row_of
from assessments.domain.marking import OF_RESULT, marks_by_hand, result_of, write_marking
from assessments.domain.queries.attempts import current_answers
from assessments.errors import MarkingRefused
from assessments.models import Attempt, Contest, ManualMark
from assessments.question_types.by_hand import HandMark
from assessments.rules import can_mark_again
from assessments.signals import attempt_regraded
from operations.domain import audit


def mark_again(*, contest: Contest, mark: HandMark, actor: User, now: datetime | None = None) -> ManualMark:
    """Give the contested answer its second mark, and the attempt the result that follows, in one transaction.

    A pass that is lost by it takes nothing away: that would need a correction, which two persons decide.

    Raises:
        MarkingRefused: not for `actor` to mark, marked again meanwhile, or the levels do not fit the rubric.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        attempt = (
            Attempt.objects.select_for_update(of=("self",), no_key=True)
            .select_related("paper", "quiz_edition")
            .get(pk=contest.attempt_id)
        )
        if not can_mark_again(actor, contest):
            raise MarkingRefused(_("This answer is not yours to mark again, or it has been marked again already."))
        check_levels(attempt, contest.position, mark)
        second = row_of(attempt, contest.position, mark, actor, moment, number=2)
        second.save()
        before = attempt.markings.latest("number")
        levels = {position: each.levels for position, each in marks_by_hand(attempt).items()}
        result = result_of(attempt, current_answers(attempt), levels)
        marking = write_marking(
            attempt, result, number=before.number + 1, reason=contest.answer[:300], marked_by=actor, marked_at=moment
        )
        attempt.save(update_fields=OF_RESULT)
        attempt_regraded.send(
            sender=Attempt, attempt=attempt, before=before, marking=marking, correction=None, takes_away=False
        )
        audit.record(
            action="assessments.attempt.marked_again",
            actor=actor,
            target=attempt,
            committee_id=attempt.committee_at_id,
            before={"score": str(before.score)},
            after={"score": str(result.score), "max": str(result.max_score), "questions": [contest.position]},
        )
    return second
