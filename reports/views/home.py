"""Where the results begin for each reader."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.domain.requests import SignedInRequest
from committees.models import Committee, outermost
from committees.rules import committees_reported_to
from committees.rules.access import access_of
from operations.domain.refusals import Refused


@require_safe
@login_required
def report_home(request: SignedInRequest) -> HttpResponse:
    """The one board the reader has, or a choice of them."""
    tops = _tops(request)
    if not tops:
        raise Refused(request.user)
    if len(tops) == 1:
        return redirect("report_board", uuid=tops[0].uuid)
    return render(request, "reports/home.html", {"committees": tops})


def _tops(request: SignedInRequest) -> list[Committee]:
    """The outermost committees whose figures the reader may see."""
    access, readable = access_of(request.user), committees_reported_to(request.user)
    if access.is_national:
        return list(readable.filter(depth=1).order_by("path"))
    return outermost(readable.filter(pk__in={grant.committee_id for grant in access.grants}))
