"""Asking for a report as a file; the job's own page shows how far it is and gives the file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.domain.requests import SignedInRequest
from operations.domain.refusals import Refused
from reports.domain.exports import ExportRequest, request_export
from reports.domain.queries.scopes import scope_name
from reports.enums import ExportKind
from reports.forms import BoardFilter, ExportForm
from reports.rules import NameAccess
from reports.views.nodes import NodePage, node_page
from reports.views.roster import roster_filter


@require_POST
@login_required
def report_export(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    page = node_page(request, uuid)
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise Http404
    is_roster = form.cleaned_data["kind"] == ExportKind.ROSTER
    if is_roster and page.names is NameAccess.NONE:
        raise Refused(page.node)
    if is_roster and page.names is NameAccess.PURPOSE and not page.purpose:
        return redirect("report_roster", uuid=uuid)
    filters = roster_filter(page, request) if is_roster else _board_filter(page, request)
    scope, asked = filters.scope, filters.cleaned_data
    if scope is None:
        raise Http404
    wanted = ExportRequest(
        kind=form.cleaned_data["kind"],
        format=form.cleaned_data["format"],
        node=str(page.node.uuid),
        scope=scope_name(scope),
        position_group=filters.position_group,
        status=asked.get("tt", ""),
        search=asked.get("q", ""),
        direct_only=asked.get("truc_thuoc", False),
        purpose=page.purpose,
    )
    job = request_export(request=wanted, node=page.node, scope=scope, user=request.user)
    return redirect("job", uuid=job.uuid)


def _board_filter(page: NodePage, request: HttpRequest) -> BoardFilter:
    filters = BoardFilter(page.filters(request.POST), offered=page.offered, groups=page.groups)
    if not filters.is_valid():
        raise Http404
    return filters
