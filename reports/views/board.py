"""Results by unit: a row for each committee below the one asked for."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.domain.queries.scopes import course_of
from reports.domain.tables import board_table, group_table
from reports.domain.veil import veiled_board
from reports.domain.words import RATE, WORDS, heading
from reports.forms import BoardFilter
from reports.rules import NameAccess
from reports.views.nodes import NodePage, node_page


@require_safe
@login_required
def report_board(request: HttpRequest, uuid: UUID) -> HttpResponse:
    page = node_page(request, uuid)
    context = {"page": page, "node": page.node, "breadcrumbs": page.breadcrumbs}
    if not page.offered:
        return render(request, "reports/board.html", context)
    asked = page.filters(request.GET)
    filters = BoardFilter(asked, offered=page.offered, groups=page.groups)
    if not filters.is_valid():
        raise Http404
    return render(request, "reports/board.html", {**context, "address": asked.urlencode(), **_figures(page, filters)})


def _figures(page: NodePage, filters: BoardFilter) -> dict[str, object]:
    scope = filters.scope
    if scope is None:
        raise Http404
    figures, veil = veiled_board(
        node=page.node,
        above=page.above,
        scope=scope,
        today=timezone.localdate(),
        position_group=filters.position_group,
        protects=not page.sees_names,
    )
    table = board_table(figures, direct_label=_("Attached directly"), total_label=_("Total"), veil=veil)
    chosen = next((each for each in page.groups if each.pk == filters.position_group), None)
    group_rows = [] if chosen else group_table(figures, page.groups, veil=veil)
    return {
        "has_hidden": bool(table.masked) or bool(veil.groups),
        "filters": filters,
        "scope": scope,
        "heading": str(scope),
        "course": course_of(scope),
        "board": figures,
        "table": table,
        "group": chosen,
        "group_rows": [row for row in group_rows if not row.masked],
        "masked_groups": [row for row in group_rows if row.masked],
        "headings": [heading(word) for word in WORDS.values()],
        "rate_heading": heading(RATE),
        "has_roster": page.names is not NameAccess.NONE,
    }
