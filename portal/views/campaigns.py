"""Assigning a course to the own subtree: the simplest campaign."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.requests import SignedInRequest
from assessments.domain.public_keys import public_keys
from learning.domain.campaigns import create_campaign
from learning.errors import LearningError
from operations.domain.jobs import job_about
from operations.domain.refusals import get_or_refuse
from portal.forms import CampaignForm
from portal.scoped import campaigns_administered_by, campaigns_of
from portal.views.units import administered, living

PER_PAGE = 30
REFRESH_SECONDS = 2


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaigns(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The campaigns of a unit, and the form for a new one where it is not closed."""
    committee = (living if request.method == "POST" else administered)(request, uuid)
    form = CampaignForm(request.POST) if request.method == "POST" else CampaignForm()
    if form.is_bound and form.is_valid():
        try:
            campaign, _job = create_campaign(committee=committee, actor=request.user, **form.cleaned_data)
        except LearningError as error:
            form.add_error(None, str(error))
        else:
            return redirect("campaign", uuid=campaign.uuid)
    found = campaigns_of(committee).select_related("course").order_by("-due_on", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"committee": committee, "form": form, "page_obj": page}
    return render(request, "portal/campaigns.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def campaign(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One campaign: what was asked, and how far the enrolling has come."""
    visible = campaigns_administered_by(request.user)
    found = get_or_refuse(visible.select_related("course__current_edition", "committee", "created_by"), uuid=uuid)
    job = job_about("learning.assign", key=str(found.uuid))
    response = render(
        request,
        "portal/campaign.html",
        {
            "campaign": found,
            "committee": found.committee,
            "job": job,
            "enrolled": found.enrolments.count(),
            "public_keys": public_keys(found.course.slug),
        },
    )
    if job and job.is_active:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response
