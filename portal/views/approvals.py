"""*Phê duyệt*: acts by two persons, as the one who asks and the one who decides see them."""

from datetime import date
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.queries.places import full_names
from committees.models import Committee
from common.text.formats import short_date
from operations.domain.approval_kinds import approval_kind, titles_of
from operations.domain.approvals import (
    approvals_seen_by,
    approvals_waiting_for,
    approve,
    can_decide,
    is_stale,
    refuse,
    withdraw,
)
from operations.domain.refusals import get_or_refuse
from operations.enums import ApprovalState
from operations.errors import ApprovalError
from operations.models import Approval
from portal.forms import DecisionForm, WithdrawalForm

PER_PAGE: Final = 30
MINE: Final = "toi-de-nghi"
DECIDED: Final = "da-quyet-dinh"


@login_required
@require_safe
def approvals(request: SignedInRequest) -> HttpResponse:
    """What waits for the person, soonest to expire first; what they asked for and what they decided, newest first."""
    part = request.GET.get("phan", "")
    seen = approvals_seen_by(request.user)
    if part == MINE:
        found = seen.filter(proposed_by_id=request.user.pk).order_by("-proposed_at", "-pk")
    elif part == DECIDED:
        found = seen.filter(decision__decided_by_id=request.user.pk).order_by("-decision__decided_at", "-pk")
        found = found.exclude(proposed_by_id=request.user.pk)
    else:
        part = ""
        found = approvals_waiting_for(request.user).select_related("decision", "proposed_by")
        found = found.order_by("expires_at", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    shown = list(page.object_list)
    titles, units = titles_of(shown), full_names(Committee.objects.filter(pk__in={row.committee_id for row in shown}))
    rows = [
        {
            "approval": row,
            "label": approval_kind(row.kind).label,
            "title": titles[row.pk],
            "unit": units.get(row.committee_id or 0),
            "state": row.state_at(now),
        }
        for row in shown
    ]
    context = {"page_obj": page, "rows": rows, "part": part, "tabs": _tabs(part)}
    return render(request, "portal/approvals.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What will happen, and the decision; POST decides, once."""
    found = get_or_refuse(approvals_seen_by(request.user), uuid=uuid)
    is_open = found.state == ApprovalState.ASKED
    is_own = found.proposed_by_id == request.user.pk
    decides = is_open and not is_own and can_decide(request.user, found)
    data = request.POST if request.method == "POST" else None
    form = WithdrawalForm(data) if is_own else DecisionForm(data)
    if form.is_bound and form.is_valid() and _act(request, found, form):
        return redirect("approval", uuid=uuid)
    spec = approval_kind(found.kind)
    context = {
        "approval": found,
        "label": spec.label,
        "effect": spec.effect(found),
        "state": found.state,
        "asked": ApprovalState.ASKED,
        "form": form if decides or (is_own and is_open) else None,
        "is_own": is_own,
        "is_stale": is_open and is_stale(found),
        "decision": found.found_decision,
    }
    return render(request, "portal/approval.html", context, status=422 if form.is_bound else 200)


def _act(request: SignedInRequest, found: Approval, form: DecisionForm | WithdrawalForm) -> bool:
    """Whether it was decided; otherwise the form says why not."""
    try:
        if isinstance(form, WithdrawalForm):
            if "decision" in request.POST:
                raise ApprovalError(_("Whoever asked does not decide: a second person does."))
            withdraw(approval=found, actor=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The request has been withdrawn."))
        elif form.cleaned_data["decision"] == ApprovalState.APPROVED:
            outcome = approve(approval=found, actor=request.user, reason=form.cleaned_data["reason"]).outcome
            if "waits_for" in outcome:
                day = short_date(date.fromisoformat(outcome["waits_for"]))
                messages.success(request, _("Approved. It will be carried out on %(day)s.") % {"day": day})
            else:
                messages.success(request, _("Approved. It has been carried out, or is being carried out now."))
        else:
            refuse(approval=found, actor=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Refused. Who asked is told the reason."))
    except ApprovalError as error:
        form.add_error(None, str(error))
        return False
    return True


def _tabs(part: str) -> list[dict[str, object]]:
    address = reverse("approvals")
    names = (("", _("Waiting for me")), (MINE, _("Asked by me")), (DECIDED, _("Decided by me")))
    return [
        {"url": f"{address}?phan={name}" if name else address, "label": label, "current": name == part}
        for name, label in names
    ]
