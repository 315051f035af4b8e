"""What somebody else takes down for learners: attendance, and what was learned elsewhere."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from common.text.vietnamese import UnsafeText, clean_line
from courses.domain.editions import edition_outline
from courses.enums import ActivityKind
from learning.domain.clock import today
from learning.domain.completion import finish_activity
from learning.domain.prerequisites import require_open_key
from learning.domain.progress import begin_course
from learning.enums import EventKind
from learning.errors import LearningError
from learning.models import Enrolment
from learning.rules import can_record
from operations.domain import audit

LONGEST_PROOF = 300


@dataclass(frozen=True, slots=True)
class Recorded:
    """`new`: finished by this; `known`: were finished before; `without`: their edition lacks the activity;
    `early`: have not finished what comes first, so nothing was taken down."""

    new: int
    known: int
    without: int
    early: int = 0


def record_many(
    *,
    enrolments: Sequence[Enrolment],
    activity: UUID,
    kind: EventKind,
    data: dict[str, Any],
    actor: User | None,
    audited: Model,
    reason: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Recorded:
    """Finish the activity for each; every learner commits alone, so a crash loses nothing. Audited once, at the end."""
    counts: Counter[str] = Counter()
    for done, enrolment in enumerate(enrolments, start=1):
        counts[_record(enrolment, activity, kind, data, actor, reason)] += 1
        if progress:
            progress(done, len(enrolments))
    recorded = Recorded(new=counts["new"], known=counts["known"], without=counts["without"], early=counts["early"])
    with transaction.atomic():
        audit.record(
            action=f"activity.{kind}",
            actor=actor,
            target=audited,
            reason=reason,
            after={"activity": str(activity), "new": recorded.new, "known": recorded.known},
        )
    return recorded


@transaction.atomic
def record_outside(*, enrolment: Enrolment, activity: UUID, on: date, proof: str, actor: User) -> Recorded:
    """Take down that the learner has learned this elsewhere, on which day, and what proves it.

    Raises:
        LearningError: not allowed, no such activity, not open yet, a day to come, or no proof.
    """
    if not can_record(actor, enrolment):
        raise LearningError(_("This is not allowed."))
    edition_id = enrolment.edition_id or enrolment.course.current_edition_id
    found = edition_outline(edition_id).by_key(activity) if edition_id else None
    if found is None or found.kind != ActivityKind.OUTSIDE:
        raise LearningError(_("The course has nothing of this kind to be learned elsewhere."))
    if on > today():
        raise LearningError(_("The day lies in the future."))
    require_open_key(enrolment, activity)
    return record_many(
        enrolments=[enrolment],
        activity=activity,
        kind=EventKind.LEARNED_ELSEWHERE,
        data={"on": on.isoformat()},
        actor=actor,
        audited=enrolment,
        reason=_proof(proof),
    )


def _proof(words: str) -> str:
    try:
        line = clean_line(words)
    except UnsafeText as error:
        raise LearningError(str(error)) from error
    if not line:
        raise LearningError(_("Say what proves it: number, date and issuer of the paper."))
    if len(line) > LONGEST_PROOF:
        raise LearningError(_("The proof is longer than %(most)d characters.") % {"most": LONGEST_PROOF})
    return line


@transaction.atomic
def _record(
    enrolment: Enrolment, activity: UUID, kind: EventKind, data: dict[str, Any], actor: User | None, reason: str
) -> str:
    """Which of the counts of `Recorded` this learner belongs to."""
    edition_id = enrolment.edition_id or enrolment.course.current_edition_id
    if edition_id is None or edition_outline(edition_id).by_key(activity) is None:
        return "without"
    try:
        require_open_key(enrolment, activity)
    except LearningError:
        return "early"
    begin_course(enrolment=enrolment, edition_id=edition_id)
    is_new = finish_activity(enrolment=enrolment, activity=activity, kind=kind, actor=actor, data=data, reason=reason)
    return "new" if is_new else "known"
