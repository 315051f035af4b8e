"""Requests for correction, as the administrator of the unit sees and answers them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.corrections import answer_correction
from committees.domain.memberships import current_membership
from committees.enums import CorrectionState
from committees.errors import CommitteeError
from committees.rules import corrections_answered_by, corrections_listed_at
from learning.domain.clock import today
from operations.domain.refusals import get_or_refuse
from portal.forms import CorrectionAnswerForm
from portal.personal import title_of
from portal.views.units import administered

PER_PAGE = 30


@login_required
@require_safe
def unit_corrections(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Of the people of the subtree, what waits first, the nearest date on top."""
    committee = administered(request, uuid)
    done_last = Case(When(state=CorrectionState.WAITING, then=Value(0)), default=Value(1))
    found = corrections_listed_at(committee, request.user).select_related("person").order_by(done_last, "due_on", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"committee": committee, "page_obj": page, "waiting": CorrectionState.WAITING, "today": today()}
    return render(request, "portal/unit_corrections.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One request; POST answers it, once."""
    found = get_or_refuse(corrections_answered_by(request.user).select_related("person", "answered_by"), uuid=uuid)
    is_waiting = found.state == CorrectionState.WAITING
    membership = current_membership(found.person)
    form = CorrectionAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        state = CorrectionState(form.cleaned_data["state"])
        try:
            answer_correction(request=found, state=state, answer=form.cleaned_data["answer"], actor=request.user)
        except CommitteeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The answer has been sent to the person."))
            return redirect("correction", uuid=uuid)
    context = {
        "correction": found,
        "about": title_of(found.about, found.person),
        "form": form,
        "is_waiting": is_waiting,
        "is_late": is_waiting and found.due_on < today(),
        "membership": membership,
        "may_edit": membership is not None and found.person.is_active,
    }
    return render(request, "portal/correction.html", context, status=422 if form.is_bound else 200)
