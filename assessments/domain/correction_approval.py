"""The correction of a question as an act by two persons: what the one who decides is shown."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assessments.domain import correcting
from assessments.domain.correcting import KIND, correction_of
from assessments.enums import CorrectionKind, LoweredPolicy
from assessments.errors import CorrectionError
from assessments.models import QuestionCorrection, QuestionVersion
from assessments.question_types import question_type
from common.text.html import plain_text
from operations.domain.approval_kinds import ApprovalKind, Change, Effect, register_approval_kind
from operations.models import Approval


def effect(approval: Approval) -> Effect:
    correction = correction_of(approval)
    question = correction.version.question
    facts = (
        (pgettext("question correction", "Question"), plain_text(correction.version.stem)),
        (_("Question category"), f"{question.category.bank} – {question.category.name}"),
        (_("What is corrected"), capfirst(str(CorrectionKind(correction.kind).label))),
        (_("Message to learners"), correction.message),
        (_("If a pass is lost"), capfirst(str(LoweredPolicy(correction.lowered).label))),
    )
    return Effect(
        title=_("Correction of the question %(code)s") % {"code": question.code},
        facts=facts,
        figures=count_facts(correction),
        changes=changes_of(correction),
        warnings=warnings_of(correction),
        url=reverse("assessments_correction", args=[correction.uuid]),
        link=_("Who is affected, before and after"),
    )


def count_facts(correction: QuestionCorrection) -> tuple[tuple[str, str], ...]:
    """The counts of what was worked out, in words; empty while it has not been."""
    words = {
        "attempts": _("Attempts with this question"),
        "changed": _("Attempts whose marks change"),
        "people": _("People concerned"),
        "raised": _("Marks raised"),
        "lowered": _("Marks lowered"),
        "passes": _("Attempts that pass only now"),
        "fails": _("Attempts that no longer pass"),
        "completes": _("Courses completed by it, certificates issued"),
        "at_stake": _("Completions that rest on a pass lost"),
        "certificates_at_stake": _("Valid certificates among them"),
    }
    return tuple(
        (label, localize(correction.counts[name])) for name, label in words.items() if name in correction.counts
    )


def changes_of(correction: QuestionCorrection) -> tuple[Change, ...]:
    version = correction.version
    match correction.kind:
        case CorrectionKind.KEY:
            return (Change(_("Key"), _key_text(version, None), _key_text(version, correction.rule)),)
        case CorrectionKind.WORTH:
            return (Change(_("Points of the question"), "1", correction.rule["max"]),)
        case CorrectionKind.ACCEPT:
            return (
                Change(pgettext("question correction", "Marking"), _("by the key"), _("the full mark for everybody")),
            )
        case _:
            return (Change(pgettext("question correction", "Marking"), _("by the key"), _("not counted")),)


def warnings_of(correction: QuestionCorrection) -> tuple[str, ...]:
    counts, warnings = correction.counts, []
    if counts.get("at_stake") and correction.lowered == LoweredPolicy.WITHDRAW:
        warnings.append(
            _("%(completions)s completions will be withdrawn and %(certificates)s certificates revoked.")
            % {"completions": counts["at_stake"], "certificates": counts["certificates_at_stake"]}
        )
    elif counts.get("fails"):
        warnings.append(_("Completions and certificates already reached stay, also where the pass is lost."))
    return tuple(warnings)


def _key_text(version: QuestionVersion, rule: Mapping[str, Any] | None) -> str:
    """What is right, in words, by the frozen key or by the rule."""
    answer = version.answer_key
    key, reasons = (rule["key"], rule["reasons"]) if rule else (answer.key, answer.reasons)
    lines = question_type(version.type).key_lines(version.presentation, key, reasons)
    right = [line.text for line in lines if line.right]
    return "; ".join(right or [f"{line.text}: {line.reason}".rstrip(": ") for line in lines])


def register() -> None:
    register_approval_kind(
        ApprovalKind(
            name=KIND,
            label=gettext_lazy("Correction of a question"),
            effect=effect,
            may_propose=correcting.may_propose,
            decided_by=correcting.decided_by,
            apply=correcting.let_it_happen,
            fingerprint=correcting.fingerprint,
            closed=correcting.it_does_not_happen,
            refusals=(CorrectionError,),
        )
    )
