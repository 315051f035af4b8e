"""The tree of committees in time: the history of one, moving, merging or renaming it, and entering many from a list."""

from datetime import date
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.planned import cancel_change
from committees.domain.queries.history import history_of, roles_ended_with
from committees.domain.queries.places import full_names
from committees.domain.rename_approvals import propose_renaming, renaming_effect
from committees.domain.reorganising import JOB, Effect, effect_of
from committees.domain.tree_approvals import propose_reorganisation, will_be_alike
from committees.enums import PlanState, TreeAct
from committees.errors import CommitteeError
from committees.models import Committee
from committees.rules import can_shape_tree, committees_administered_by, committees_shaped_by
from common.http.workbooks import workbook_reply
from common.sheets.write import write_xlsx
from interop.domain import committees_export
from interop.domain.list_approvals import propose_change_set
from interop.enums import ChangeSetKind
from interop.errors import PeopleImportError
from operations.domain.jobs import job_about
from operations.domain.refusals import get_or_refuse
from operations.errors import ApprovalError
from operations.models import Approval
from portal.forms_imports import CancelPlanForm, RenameForm, TreeChangeForm
from portal.scoped import changes_planned_for
from portal.views.imports import own_change_set, send_list
from portal.views.units import administered, living

REFRESH_SECONDS = 2


def _shaped(request: SignedInRequest, uuid: UUID) -> Committee:
    """The committee, if the person may change the tree there; a closed one, and any other, as if there were none."""
    shaped = committees_shaped_by(request.user).filter(valid_to__isnull=True)
    return get_or_refuse(shaped.select_related("kind"), uuid=uuid)


@login_required
@require_safe
def history(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What became of a committee: its beginnings, units above, names, successors; a closed one has a page too."""
    committee = administered(request, uuid)
    may_change = can_shape_tree(request.user, committee)
    job = job_about(JOB, key=str(committee.uuid)) if may_change else None
    lines = history_of(committee)
    named = {line.unit.pk for line in lines if line.unit}
    context = {
        "committee": committee,
        "lines": [
            {"line": line, "before": line.text.partition("%s")[0], "after": line.text.partition("%s")[2]}
            for line in lines
        ],
        "seen": set(committees_administered_by(request.user).filter(pk__in=named).values_list("pk", flat=True)),
        "may_change": may_change,
        "job": job,
        "is_open": committee.valid_to is None,
        "successors": committee.successions.select_related("new") if committee.valid_to else (),
        "planned": _planned(committee),
        "cancel_form": CancelPlanForm() if may_change else None,
        "ended_roles": roles_ended_with(committee) if may_change and committee.valid_to else (),
    }
    response = render(request, "portal/unit_history.html", context)
    if job and job.is_active:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _planned(committee: Committee) -> list[dict[str, object]]:
    """What waits for its day, and the last change of the unit when it could not be carried out."""
    of_unit = changes_planned_for(committee).select_related("committee", "target").order_by("on", "pk")
    waiting = list(of_unit.filter(state=PlanState.WAITING))
    last = of_unit.filter(committee=committee).exclude(state=PlanState.WAITING).order_by("-ended_at").first()
    shown = [*waiting, *([last] if last and last.state == PlanState.FAILED and not waiting else [])]
    named = full_names(unit for planned in shown for unit in (planned.committee, planned.target))
    return [
        {"change": planned, "unit": named[planned.committee_id], "target": named[planned.target_id]}
        for planned in shown
    ]


@login_required
@require_POST
def cancel_planned(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Cancel the change of the unit that waits for its day."""
    committee = _shaped(request, uuid)
    planned = changes_planned_for(committee).filter(committee=committee, state=PlanState.WAITING).first()
    try:
        if planned is None:
            raise CommitteeError(_("This change waits no more."))
        cancel_change(planned=planned, actor=request.user, reason=request.POST.get("reason", "")[:300])
        messages.success(request, _("The planned change has been cancelled."))
    except CommitteeError as error:
        messages.error(request, str(error))
    return redirect("unit_history", uuid=uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Move or merge a committee from a day: first its effect is shown, then it is proposed to a second person."""
    committee = _shaped(request, uuid)
    is_sent = request.method == "POST"
    form = TreeChangeForm(request.POST if is_sent else None)
    effect: Effect | None = None
    if is_sent and form.is_valid():
        act, target, on = TreeAct(form.cleaned_data["act"]), form.cleaned_data["target"], form.cleaned_data["on"]
        try:
            effect = effect_of(act=act, committee=committee, target=target, on=on)
            if request.POST.get("step") == "propose":
                return _propose(request, committee, act, target, on, form.cleaned_data["decision"])
        except (CommitteeError, ApprovalError) as error:
            effect = None
            form.add_error(None, str(error))
    context = {"committee": committee, "form": form, "effect": effect, "is_merger": form.data.get("act") == "merge"}
    if effect:
        named = full_names((committee, target := form.cleaned_data["target"]))
        context["is_ahead"] = form.cleaned_data["on"] > timezone.localdate()
        context |= {"unit_name": named[committee.pk], "target_name": named[target.pk]}
        context["warnings"] = [will_be_alike(name, target) for name in effect.alike]
    return render(request, "portal/unit_change.html", context, status=200 if effect or not is_sent else 422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give a committee another name: first its effect is shown, then it is proposed to a second person."""
    committee = _shaped(request, uuid)
    is_sent = request.method == "POST"
    now = {"name": committee.name, "short_name": committee.short_name, "on": timezone.localdate()}
    form = RenameForm(request.POST if is_sent else None, initial=now)
    effect = None
    if is_sent and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in now}
        try:
            effect = renaming_effect(committee=committee, **asked)
            if request.POST.get("step") == "propose":
                decision = form.cleaned_data["decision"]
                return _proposed(
                    request, propose_renaming(committee=committee, **asked, decision=decision, actor=request.user)
                )
        except (CommitteeError, ApprovalError) as error:
            effect = None
            form.add_error(None, str(error))
    context = {"committee": committee, "form": form, "effect": effect}
    return render(request, "portal/unit_rename.html", context, status=200 if effect or not is_sent else 422)


def _propose(
    request: SignedInRequest, committee: Committee, act: TreeAct, target: Committee, on: date, decision: str
) -> HttpResponse:
    approval = propose_reorganisation(
        act=act, committee=committee, target=target, on=on, decision=decision, actor=request.user
    )
    return _proposed(request, approval)


def _proposed(request: SignedInRequest, approval: Approval) -> HttpResponse:
    messages.success(request, _("Proposed. A second national administrator has to approve it."))
    return redirect("approval", uuid=approval.uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Send a list of committees; it is read and shown before anything is written."""
    return send_list(request, _shaped(request, uuid), ChangeSetKind.COMMITTEES, "portal/committee_import.html")


@login_required
@require_safe
def template(request: SignedInRequest, uuid: UUID) -> FileResponse:
    """An empty sheet with the headers the import of committees knows."""
    committee = _shaped(request, uuid)
    return workbook_reply(
        "mau-danh-sach-don-vi.xlsx",
        partial(
            write_xlsx,
            title=committees_export.TITLE,
            columns=committees_export.COLUMNS,
            rows=[("Đảng ủy xã A (ví dụ, xóa dòng này)", "", "Đảng ủy xã", "", committee.name, "01/07/2025", "", "")],
        ),
    )


@login_required
@require_POST
def export(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The units below in the template of the import, made by a job."""
    committee = living(request, uuid)
    job = committees_export.request_units_file(committee=committee, actor=request.user)
    return redirect("job", uuid=job.uuid)


@login_required
@require_POST
def propose_list(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask a second national administrator to confirm a list of committees or of roles."""
    found = own_change_set(request, uuid)
    try:
        approval = propose_change_set(change_set=found, reason=request.POST.get("reason", "")[:200], actor=request.user)
    except (PeopleImportError, ApprovalError) as error:
        messages.error(request, str(error))
        return redirect("change_set", uuid=uuid)
    return _proposed(request, approval)
