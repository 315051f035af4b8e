"""Asking for a correction of what is held about oneself, and answering it."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.enums import CorrectionState
from committees.errors import CommitteeError
from committees.models import CorrectionRequest
from committees.rules import can_answer_correction
from operations.domain import audit

WORKING_DAYS: Final = 2
MOST_WAITING: Final = 5
SHORTEST: Final = 10
LONGEST: Final = 2000
_SATURDAY: Final = 5


def working_days_after(day: date, count: int) -> date:
    """Monday to Friday; public holidays are not known here, so a clock may end before the office does."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day


@transaction.atomic
def ask_correction(*, person: User, about: str, text: str) -> CorrectionRequest:
    """`about`: the code of a section of personal data.

    Raises:
        CommitteeError: too little or too much is said, or five requests of the person wait already.
    """
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise CommitteeError(
            _("A request has %(least)d to %(most)d characters.") % {"least": SHORTEST, "most": LONGEST}
        )
    # The row of the person is locked, so that two clicks are counted one after the other.
    User.objects.select_for_update().only("pk").get(pk=person.pk)
    if CorrectionRequest.objects.filter(person=person, state=CorrectionState.WAITING).count() >= MOST_WAITING:
        raise CommitteeError(_("Five requests are waiting for an answer already."))
    request = CorrectionRequest.objects.create(
        person=person, about=about, text=text, due_on=working_days_after(timezone.localdate(), WORKING_DAYS)
    )
    audit.record(action="correction.asked", actor=person, target=request, after={"about": about})
    return request


@transaction.atomic
def answer_correction(
    *, request: CorrectionRequest, state: CorrectionState, answer: str, actor: User
) -> CorrectionRequest:
    """The first answer counts.

    Raises:
        CommitteeError: answered already, nothing or too much was said, or not for `actor` to answer.
    """
    if not can_answer_correction(actor, request):
        raise CommitteeError(_("This request is not yours to answer."))
    if state == CorrectionState.WAITING or not answer.strip():
        raise CommitteeError(_("An answer says what was done, or why nothing was."))
    if len(answer.strip()) > LONGEST:
        raise CommitteeError(_("An answer has at most %(most)d characters.") % {"most": LONGEST})
    answered = CorrectionRequest.objects.filter(pk=request.pk, state=CorrectionState.WAITING).update(
        state=state, answer=answer.strip(), answered_by=actor, answered_at=timezone.now()
    )
    if not answered:
        raise CommitteeError(_("This request has been answered already."))
    request.refresh_from_db()
    audit.record(action="correction.answered", actor=actor, target=request, after={"state": state.value})
    return request
