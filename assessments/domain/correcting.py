"""Putting a question right after people have answered it: prepared by one, approved by another, applied by a job."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.corrected import corrections_in_force
from assessments.enums import CorrectionKind, CorrectionState, LoweredPolicy
from assessments.errors import CorrectionError, QuestionError
from assessments.models import Contest, QuestionCorrection, QuestionVersion
from assessments.question_types import question_type
from assessments.question_types.by_hand import MarkedByHand
from assessments.rules import can_correct, decides_on_corrections
from common.text.html import clean_html
from operations.domain import audit
from operations.domain.approval_kinds import fingerprint_of
from operations.domain.approvals import propose
from operations.domain.jobs import enqueue_job
from operations.errors import ApprovalError
from operations.models import Approval

KIND: Final = "assessments.correction"
COMPUTE_JOB: Final = "assessments.find_affected"
APPLY_JOB: Final = "assessments.apply_correction"
MOST_WORTH: Final = Decimal(100)
LONGEST_EXPLANATION: Final = 10_000


@transaction.atomic
def prepare_correction(
    *,
    version: QuestionVersion,
    kind: CorrectionKind,
    lowered: LoweredPolicy,
    reason: str,
    message: str,
    actor: User,
    raw: Mapping[str, Any] | None = None,
    worth: str | Decimal = "",
    contest: Contest | None = None,
) -> QuestionCorrection:
    """Write the rule down and let a job find out whom it affects. Nothing is marked otherwise yet.

    Args:
        raw: for a wrong key, the type's own fields of the package form and `explanation`; only what is right may
            differ from the version.
        worth: for another mark, what the question is worth.

    Raises:
        CorrectionError: not for `actor`, nothing said, nothing changed, or a correction is under way already.
    """
    if not can_correct(actor, version.question) or version.question.is_practice:
        raise CorrectionError(_("This question is not yours to correct."))
    if not reason.strip() or not message.strip():
        raise CorrectionError(_("A reason, and a message for learners, are needed."))
    try:
        with transaction.atomic():
            correction = QuestionCorrection.objects.create(
                version=version,
                kind=kind,
                rule=_rule(version, kind, raw or {}, worth),
                lowered=lowered,
                reason=reason.strip()[:500],
                message=message.strip()[:300],
                contest=contest if contest and contest.version_id == version.pk else None,
                made_by=actor,
            )
    except IntegrityError:
        raise CorrectionError(_("A correction of this question is under way already.")) from None
    audit.record(
        action="assessments.correction.prepared",
        actor=actor,
        target=correction,
        reason=correction.reason,
        after={"version": version.pk, "kind": kind.value, "lowered": lowered.value},
    )
    enqueue_job(
        kind=COMPUTE_JOB,
        key=str(correction.uuid),
        title=_("Who is affected by the correction of %(code)s") % {"code": version.question.code},
        parameters={"correction": correction.pk},
        requested_by=actor,
    )
    return correction


@transaction.atomic
def propose_correction(*, correction: QuestionCorrection, actor: User) -> Approval:
    """Ask a second person to approve what has been worked out.

    Raises:
        CorrectionError: not worked out yet, asked for already, or not one's own.
    """
    moved = QuestionCorrection.objects.filter(pk=correction.pk, state=CorrectionState.READY).update(
        state=CorrectionState.ASKED
    )
    if not moved:
        raise CorrectionError(_("This correction cannot be proposed now."))
    correction.refresh_from_db()
    try:
        return propose(kind=KIND, target=correction, reason=correction.reason, actor=actor)
    except ApprovalError as error:
        raise CorrectionError(str(error)) from error


@transaction.atomic
def discard_correction(*, correction: QuestionCorrection, actor: User) -> None:
    """Drop a correction that has not been proposed.

    Raises:
        CorrectionError: it has been, or it is not one's own.
    """
    dropped = QuestionCorrection.objects.filter(
        pk=correction.pk, made_by=actor, state__in=(CorrectionState.COMPUTING, CorrectionState.READY)
    ).update(state=CorrectionState.CLOSED)
    if not dropped:
        raise CorrectionError(_("This correction can no longer be dropped."))
    audit.record(action="assessments.correction.dropped", actor=actor, target=correction)


def may_propose(user: User, target: Any, parameters: dict[str, Any]) -> bool:
    """Who prepared it proposes it, so that the second person is another one in any case."""
    if not isinstance(target, QuestionCorrection) or parameters:
        return False
    return target.made_by_id == user.pk and can_correct(user, target.version.question)


def decided_by(user: User) -> Q | None:
    return Q() if decides_on_corrections(user) else None


def fingerprint(approval: Approval) -> str:
    """Another correction of the version, or other counts, make it another act."""
    correction = correction_of(approval)
    in_force = [other.pk for other in corrections_in_force([correction.version_id])]
    return fingerprint_of(correction.pk, correction.rule, correction.lowered, correction.counts, in_force)


def let_it_happen(approval: Approval, actor: User) -> dict[str, Any]:
    """From the commit of the decision the rule counts for every marking; a job takes the earlier ones along."""
    correction = QuestionCorrection.objects.select_for_update(of=("self",)).get(pk=approval.object_id)
    if correction.state != CorrectionState.ASKED:
        raise CorrectionError(_("This correction cannot be applied now."))
    correction.state, correction.decided_by, correction.in_force_at = CorrectionState.APPLYING, actor, timezone.now()
    correction.save(update_fields=["state", "decided_by", "in_force_at"])
    job = enqueue_job(
        kind=APPLY_JOB,
        key=str(correction.uuid),
        title=_("Correction of %(code)s") % {"code": correction.version.question.code},
        parameters={"correction": correction.pk},
        requested_by=actor,
    )
    return {"job": str(job.uuid)}


def it_does_not_happen(approval: Approval, state: str) -> None:
    """Withdrawn or forgotten, it may be proposed again; refused, it is over."""
    after = CorrectionState.CLOSED if state == "refused" else CorrectionState.READY
    QuestionCorrection.objects.filter(pk=approval.object_id, state=CorrectionState.ASKED).update(state=after)


def correction_of(approval: Approval) -> QuestionCorrection:
    return QuestionCorrection.objects.select_related("version__question__category", "version__answer_key").get(
        pk=approval.object_id
    )


def _rule(
    version: QuestionVersion, kind: CorrectionKind, raw: Mapping[str, Any], worth: str | Decimal
) -> dict[str, Any]:
    match kind:
        case CorrectionKind.KEY:
            return _key_rule(version, raw)
        case CorrectionKind.WORTH:
            return {"max": str(_worth(worth))}
        case _:
            return {}


def _key_rule(version: QuestionVersion, raw: Mapping[str, Any]) -> dict[str, Any]:
    answer = version.answer_key
    if isinstance(question_type(version.type), MarkedByHand):
        raise CorrectionError(_("An answer that a person marks has no key. Give everybody the full mark, or annul it."))
    try:
        parsed = question_type(version.type).rekeyed(version.presentation, answer.key, raw)
    except QuestionError as error:
        raise CorrectionError(str(error)) from error
    explanation = raw.get("explanation", answer.explanation)
    if not isinstance(explanation, str) or len(explanation) > LONGEST_EXPLANATION:
        raise CorrectionError(_("The explanation is too long."))
    if parsed.key == answer.key and not corrections_in_force([version.pk]):
        raise CorrectionError(_("The key given is the one the question has."))
    return {"key": parsed.key, "reasons": parsed.reasons, "explanation": clean_html(explanation).strip()}


def _worth(value: str | Decimal) -> Decimal:
    try:
        worth = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        raise CorrectionError(_("The mark must be a number.")) from None
    if not Decimal(0) < worth <= MOST_WORTH or worth != worth.quantize(Decimal("0.01")):
        raise CorrectionError(_("A question is worth from 0.01 to 100 points; to take it out, annul it."))
    return worth.quantize(Decimal("0.01"))
