"""Exemption from a course: the administrator of the unit finds the person, and says why by a coarse reason."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.finding import SHORTEST_SEARCH, matches
from accounts.domain.requests import SignedInRequest
from accounts.models import User
from committees.domain.access import access_of
from committees.enums import Role
from learning.domain.enrolments import end_exemption, exempt
from learning.enums import UNFINISHED_STATUSES, EnrolmentStatus, ExemptReason
from learning.errors import LearningError
from learning.models import Enrolment
from learning.rules import enrolments_exempted_by
from operations.domain.refusals import get_or_refuse
from portal.scoped import enrolments_below
from portal.views.units import living

PER_PAGE = 50
MOST_FOUND = 30


class ExemptionForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        # Records entered twice are the matter of lists and mergers.
        choices=[("", "–"), *(pair for pair in ExemptReason.choices if pair[0] != ExemptReason.MISTAKE)],
        help_text=gettext_lazy("Only a coarse reason is kept; only the administrators of the unit read it."),
    )


@login_required
@require_safe
def exemptions(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Find who is to be exempted, in whichever campaign; and who is exempt now."""
    committee = living(request, uuid)
    query = request.GET.get("q", "").strip()[:100]
    here = enrolments_below(committee).exclude(cadre=request.user)
    # Whose account is closed, or came with a list that was taken back, takes part in nothing.
    taking_part = here.filter(is_double=False, cadre__is_active=True)
    shown = taking_part.select_related("cadre", "committee", "course", "campaign").order_by("cadre__sort_name", "pk")
    found: list[Enrolment] = []
    if len(query) >= SHORTEST_SEARCH:
        is_due = Q(status__in=[*UNFINISHED_STATUSES, EnrolmentStatus.EXEMPT])
        found = list(shown.filter(is_due, matches(query, "cadre__"))[: MOST_FOUND + 1])
    exempted = shown.filter(status=EnrolmentStatus.EXEMPT)
    context = {
        "committee": committee,
        "query": query,
        "is_short": 0 < len(query) < SHORTEST_SEARCH,
        "enrolments": found[:MOST_FOUND],
        "has_more": len(found) > MOST_FOUND,
        "page_obj": Paginator(exempted, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/exemptions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exemption(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One person in one campaign; POST exempts, or ends the exemption."""
    asked = enrolments_exempted_by(request.user).select_related("cadre", "committee", "course", "campaign")
    enrolment = get_or_refuse(asked, uuid=uuid)
    is_exempt = enrolment.status == EnrolmentStatus.EXEMPT
    form = (forms.Form if is_exempt else ExemptionForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_exempt:
                end_exemption(enrolment=enrolment, note="", actor=request.user)
            else:
                reason = ExemptReason(form.cleaned_data["reason"])
                exempt(enrolment=enrolment, reason=reason, note="", actor=request.user)
        except LearningError as error:
            form.add_error(None, str(error))
        else:
            done = _("%(person)s is to take the course again.") if is_exempt else _("%(person)s is exempt now.")
            messages.success(request, done % {"person": enrolment.cadre.full_name})
            return redirect("exemption", uuid=uuid)
    context = {
        "enrolment": enrolment,
        "form": form,
        "is_exempt": is_exempt,
        "is_open": is_exempt or enrolment.status in UNFINISHED_STATUSES,
        "reason": _reason(request.user, enrolment),
    }
    return render(request, "portal/exemption.html", context, status=422 if request.method == "POST" else 200)


def _reason(reader: User, enrolment: Enrolment) -> str:
    """In words, for the administrators of the unit alone."""
    may_read = access_of(reader).reaches(enrolment.committee, Role.COMMITTEE_ADMIN)
    return str(ExemptReason(enrolment.exempt_reason).label) if may_read and enrolment.exempt_reason else ""
