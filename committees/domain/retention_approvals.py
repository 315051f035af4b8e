"""Acts on old records by two persons: one proposes what a dry run has counted, or another rule; another decides."""

from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from committees.rules.retention import can_decide_retention
from common.text.formats import number, short_date
from operations.domain import audit
from operations.domain.approval_kinds import ApprovalKind, Change, Effect, fingerprint_of, register_approval_kind
from operations.domain.approvals import propose
from operations.domain.jobs import JobRun, enqueue_job, job_kind
from operations.domain.retention import apply_rules, record_kind, report
from operations.enums import RetentionAction
from operations.models import Approval, Job, RetentionRule

RUN: Final = "operations.retention_run"
RULE: Final = "operations.retention_rule"
REPORT_JOB: Final = "committees.retention_report"
RUN_JOB: Final = "committees.retention_run"
JOB_KEY: Final = "retention"


def request_report(*, actor: User) -> Job:
    """The dry run: a job that counts and changes nothing."""
    return enqueue_job(
        kind=REPORT_JOB,
        key=JOB_KEY,
        title=_("Dry run of the rules of retention"),
        parameters={},
        requested_by=actor,
    )


@job_kind(REPORT_JOB, asked_at="retention")
def make_report(run: JobRun) -> None:
    lines = report(run.progress)
    run.result(
        {
            "at": timezone.now().isoformat(),
            "lines": {
                line.code: {
                    "count": line.count,
                    "oldest": line.oldest.isoformat() if line.oldest else "",
                    "before": line.before.isoformat() if line.before else "",
                }
                for line in lines
            },
        }
    )


def propose_run(*, dry_run: Job, reason: str, actor: User) -> Approval:
    """Ask a second person to have done what the dry run has counted.

    Raises:
        ApprovalError: not for `actor`, without a reason, or one waits already.
    """
    lines = {code: line for code, line in dry_run.result["lines"].items() if _is_to_do(code, line)}
    parameters = {
        "before": {code: line["before"] for code, line in lines.items()},
        "counts": {code: line["count"] for code, line in lines.items()},
    }
    return propose(kind=RUN, target=dry_run, reason=reason, actor=actor, parameters=parameters)


def nothing_to_do(dry_run: Job) -> bool:
    return not any(_is_to_do(code, line) for code, line in dry_run.result["lines"].items())


def propose_rule(
    *, rule: RetentionRule, days: int | None, basis: str, review_on: date, reason: str, actor: User
) -> Approval:
    """Ask a second person for another rule.

    Raises:
        ApprovalError: as in `propose_run`.
    """
    parameters = {"days": days, "basis": basis, "review_on": review_on.isoformat()}
    return propose(kind=RULE, target=rule, reason=reason, actor=actor, parameters=parameters)


@job_kind(RUN_JOB, asked_at="retention")
def run_retention(run: JobRun) -> None:
    counts = apply_rules(run.parameters["before"], actor=run.job.requested_by, progress=run.progress)
    run.result({"counts": counts})


def kept_for(days: int | None) -> str:
    """How long a kind of record is kept, in words; no days: for good."""
    if not days:
        return _("for good")
    # In an English sentence a dot would part the decimals.
    count = f"{days:,}" if get_language() == "en" else number(days)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": count}


def register() -> None:
    register_approval_kind(
        ApprovalKind(
            name=RUN,
            label=gettext_lazy("Old records dealt with"),
            effect=_effect_of_run,
            may_propose=_may_propose,
            decided_by=_decided_by,
            apply=_apply_run,
            fingerprint=_rules_of_run,
        )
    )
    register_approval_kind(
        ApprovalKind(
            name=RULE,
            label=gettext_lazy("Rule of retention changed"),
            effect=_effect_of_rule,
            may_propose=_may_propose,
            decided_by=_decided_by,
            apply=_apply_rule,
            fingerprint=_rule_as_it_is,
        )
    )


def _is_to_do(code: str, line: dict[str, Any]) -> bool:
    return bool(line["count"]) and record_kind(code).apply is not None


def _may_propose(user: User, _target: object, _parameters: dict[str, Any]) -> bool:
    return can_decide_retention(user)


def _decided_by(user: User) -> Q | None:
    return Q() if can_decide_retention(user) else None


def _effect_of_run(approval: Approval) -> Effect:
    figures, facts = [], []
    for code, count in approval.parameters["counts"].items():
        kind = record_kind(code)
        before = timezone.localdate(datetime.fromisoformat(approval.parameters["before"][code]))
        figures.append((f"{kind.label} ({RetentionAction(kind.action).label})", number(count)))
        facts.append((str(kind.label), _("before %(day)s") % {"day": short_date(before)}))
    return Effect(
        title=_("Old records are deleted or anonymised"),
        facts=tuple(facts),
        figures=tuple(figures),
        warnings=(_("This cannot be taken back. Results, certificates and the audit log stay."),),
    )


def _apply_run(approval: Approval, actor: User) -> dict[str, Any]:
    job = enqueue_job(
        kind=RUN_JOB,
        key=str(approval.uuid),
        title=_("Old records are dealt with"),
        parameters={"before": approval.parameters["before"]},
        requested_by=actor,
    )
    return {"job": str(job.uuid)}


def _rules_of_run(approval: Approval) -> str:
    rules = RetentionRule.objects.filter(code__in=approval.parameters["before"]).order_by("code")
    return fingerprint_of(list(rules.values_list("code", "days")))


def _effect_of_rule(approval: Approval) -> Effect:
    rule = RetentionRule.objects.get(pk=approval.object_id)
    asked = approval.parameters
    return Effect(
        title=str(record_kind(rule.code).label),
        changes=(
            Change(_("Kept for"), kept_for(rule.days), kept_for(asked["days"])),
            Change(_("Basis"), rule.basis, asked["basis"]),
            Change(
                _("To be looked at again"),
                short_date(rule.review_on),
                short_date(date.fromisoformat(asked["review_on"])),
            ),
        ),
    )


def _apply_rule(approval: Approval, actor: User) -> None:
    rule = RetentionRule.objects.select_for_update().get(pk=approval.object_id)
    asked = approval.parameters
    before = {"days": rule.days, "basis": rule.basis, "review_on": rule.review_on}
    rule.days, rule.basis = asked["days"], asked["basis"]
    rule.review_on = date.fromisoformat(asked["review_on"])
    rule.save()
    audit.record(
        action="retention.rule_changed",
        actor=actor,
        target=rule,
        reason=approval.reason,
        before=before,
        after={"days": rule.days, "basis": rule.basis, "review_on": rule.review_on},
    )


def _rule_as_it_is(approval: Approval) -> str:
    rule = RetentionRule.objects.get(pk=approval.object_id)
    return fingerprint_of(rule.days, rule.basis, rule.review_on)
