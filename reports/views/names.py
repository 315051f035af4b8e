"""Opening the names of a unit for a typed purpose."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.domain.requests import SignedInRequest
from operations.domain import audit
from operations.domain.refusals import Refused
from reports.forms import PurposeForm
from reports.rules import NameAccess
from reports.views.nodes import node_page
from reports.views.purposes import remember_purpose


@require_POST
@login_required
def open_names(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Log the purpose, then go on to the list."""
    page = node_page(request, uuid)
    if page.names is not NameAccess.PURPOSE:
        raise Refused(page.node)
    form, following = PurposeForm(request.POST), request.POST.get("next", "")
    if not form.is_valid():
        context = {"page": page, "node": page.node, "breadcrumbs": page.breadcrumbs, "form": form, "next": following}
        return render(request, "reports/purpose.html", context, status=422)
    purpose = form.cleaned_data["purpose"]
    with transaction.atomic():
        audit.record(
            action="reports.names_opened",
            actor=request.user,
            target=page.node,
            committee_id=page.node.pk,
            reason=purpose,
        )
    remember_purpose(request, page.node, purpose)
    if url_has_allowed_host_and_scheme(following, allowed_hosts=None):
        return redirect(following)
    return redirect("report_roster", uuid=uuid)
