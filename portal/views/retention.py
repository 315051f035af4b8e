"""*Thời hạn lưu giữ*: the rules, what a dry run counts, and the proposals that a second person decides on."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain import retention_approvals
from committees.rules.retention import can_decide_retention, can_read_retention
from operations.domain.jobs import job_about
from operations.domain.refusals import Refused, get_or_refuse
from operations.domain.retention import record_kind, record_kinds
from operations.enums import JobState
from operations.errors import ApprovalError
from operations.models import Job, RetentionRule
from portal.forms_retention import ProposeRunForm, RuleForm


@login_required
@require_safe
def retention(request: SignedInRequest) -> HttpResponse:
    if not can_read_retention(request.user):
        raise Refused(request.user)
    return _page(request, ProposeRunForm())


@login_required
@require_POST
def retention_report(request: SignedInRequest) -> HttpResponse:
    """Ask for a dry run; the page of the job shows how far it is."""
    _only_deciders(request)
    return redirect("job", uuid=retention_approvals.request_report(actor=request.user).uuid)


@login_required
@require_POST
def retention_propose(request: SignedInRequest) -> HttpResponse:
    """Propose what the last dry run has counted to a second person."""
    _only_deciders(request)
    form, dry_run = ProposeRunForm(request.POST), _dry_run()
    if dry_run is None or retention_approvals.nothing_to_do(dry_run):
        messages.error(request, _("There is nothing to propose: the last dry run has found no old record."))
        return redirect("retention")
    if form.is_valid():
        try:
            approval = retention_approvals.propose_run(dry_run=dry_run, actor=request.user, **form.cleaned_data)
        except ApprovalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposed. It is done when a second person approves it."))
            return redirect("approval", uuid=approval.uuid)
    return _page(request, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retention_rule(request: SignedInRequest, code: str) -> HttpResponse:
    """Another term, basis or day of review, proposed to a second person."""
    _only_deciders(request)
    rule = get_or_refuse(RetentionRule.objects.filter(code__in=[kind.code for kind in record_kinds()]), code=code)
    initial = {"days": rule.days, "basis": rule.basis, "review_on": rule.review_on}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            approval = retention_approvals.propose_rule(rule=rule, actor=request.user, **form.cleaned_data)
        except ApprovalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposed. It is done when a second person approves it."))
            return redirect("approval", uuid=approval.uuid)
    context = {"rule": rule, "kind": record_kind(rule.code), "form": form}
    return render(request, "portal/retention_rule.html", context, status=422 if form.is_bound else 200)


def _only_deciders(request: SignedInRequest) -> None:
    if not can_decide_retention(request.user):
        raise Refused(request.user)


def _dry_run() -> Job | None:
    job = job_about(retention_approvals.REPORT_JOB, key=retention_approvals.JOB_KEY)
    return job if job is not None and job.state == JobState.DONE else None


def _page(request: SignedInRequest, form: ProposeRunForm, status: int = 200) -> HttpResponse:
    dry_run = _dry_run()
    rules = {rule.code: rule for rule in RetentionRule.objects.all()}
    found = dry_run.result["lines"] if dry_run else {}
    rows = [
        {
            "kind": kind,
            "rule": rules[kind.code],
            "kept_for": retention_approvals.kept_for(rules[kind.code].days),
            "due": _due(found.get(kind.code)),
        }
        for kind in record_kinds()
        if kind.code in rules
    ]
    context = {
        "rows": rows,
        "form": form,
        "may_decide": can_decide_retention(request.user),
        "made_at": datetime.fromisoformat(dry_run.result["at"]) if dry_run else None,
        "has_old": dry_run is not None and not retention_approvals.nothing_to_do(dry_run),
    }
    return render(request, "portal/retention.html", context, status=status)


def _due(line: dict[str, Any] | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {"count": line["count"], "oldest": date.fromisoformat(line["oldest"]) if line["oldest"] else None}
