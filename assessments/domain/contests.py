"""A learner contests how a question was marked; somebody in charge of the question answers."""

from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.queries.attempts import review_of
from assessments.domain.review_policy import stays_shut
from assessments.enums import ContestState
from assessments.errors import ContestError
from assessments.models import Attempt, Contest, QuestionVersion
from assessments.rules import can_answer_contest
from committees.domain.corrections import working_days_after
from operations.domain import audit

WORKING_DAYS: Final = 5
MOST_WAITING: Final = 10
SHORTEST: Final = 10
LONGEST: Final = 1000


@transaction.atomic
def contest_mark(*, attempt: Attempt, position: int, text: str, person: User) -> Contest:
    """Say that the question at `position` was marked wrongly. To be answered within five working days.

    Raises:
        ContestError: nothing said, the review of the question is not open, it was contested before, or too many wait.
    """
    said = text.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise ContestError(
            _("Say in %(least)d to %(most)d characters what is wrong with the marking.")
            % {"least": SHORTEST, "most": LONGEST}
        )
    if not can_contest(attempt, position) or attempt.cadre_id != person.pk:
        raise ContestError(_("The marking of this question cannot be contested now."))
    # The row of the person is locked, so that two clicks are counted one after the other.
    User.objects.select_for_update().only("pk").get(pk=person.pk)
    own = Contest.objects.filter(person=person)
    if own.filter(state=ContestState.WAITING).count() >= MOST_WAITING:
        raise ContestError(_("Ten contested marks are waiting for an answer already."))
    version = QuestionVersion.objects.get(pk=attempt.paper.items[position - 1]["version"])
    if own.filter(question_id=version.question_id, state=ContestState.WAITING).exists():
        raise ContestError(_("The marking of this question is contested already; the answer will come."))
    try:
        with transaction.atomic():
            contest = Contest.objects.create(
                person=person,
                attempt=attempt,
                position=position,
                version=version,
                question_id=version.question_id,
                text=said,
                due_on=working_days_after(timezone.localdate(), WORKING_DAYS),
            )
    except IntegrityError:
        raise ContestError(_("The marking of this question in this attempt has been contested before.")) from None
    audit.record(
        action="assessments.contest.asked",
        actor=person,
        target=contest,
        committee_id=attempt.committee_at_id,
        after={"attempt": attempt.pk, "position": position, "version": version.pk},
    )
    return contest


def can_contest(attempt: Attempt, position: int) -> bool:
    """Whether the review of the question lies open to the learner, or only the mark is ever seen."""
    if is_contested_by_mark(attempt):
        return 1 <= position <= len(attempt.paper.items)
    review = review_of(attempt)
    return review is not None and any(question.position == position for question in review.questions)


def is_contested_by_mark(attempt: Attempt) -> bool:
    """Whether the learner sees the mark of the closed attempt and never more, and contests from memory."""
    return attempt.passed is not None and stays_shut(attempt, timezone.now())


@transaction.atomic
def answer_contest(*, contest: Contest, state: ContestState, answer: str, actor: User) -> Contest:
    """The first answer counts. An upheld contest changes no mark by itself: a correction of the question does.

    Raises:
        ContestError: answered already, nothing was said, or not for `actor` to answer.
    """
    if not can_answer_contest(actor, contest):
        raise ContestError(_("This contest is not yours to answer."))
    if state == ContestState.WAITING or not answer.strip():
        raise ContestError(_("An answer explains the marking, or says what will be corrected."))
    answered = Contest.objects.filter(pk=contest.pk, state=ContestState.WAITING).update(
        state=state, answer=answer.strip()[:LONGEST], answered_by=actor, answered_at=timezone.now()
    )
    if not answered:
        raise ContestError(_("This contest has been answered already."))
    contest.refresh_from_db()
    audit.record(
        action="assessments.contest.answered", actor=actor, target=contest, after={"state": ContestState(state).value}
    )
    return contest
