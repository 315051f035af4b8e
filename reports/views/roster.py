"""The named list of a committee, for whoever may see names; initials for an auditor."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain.masking import masked_name
from common.db.keyset import Keyset
from learning.models import Enrolment
from operations.domain.refusals import Refused
from reports.domain.queries.roster import BY_ID, BY_NAME, roster, status_words
from reports.domain.queries.scopes import campaign_ids_of
from reports.enums import StatusFilter
from reports.forms import PurposeForm, RosterFilter
from reports.rules import NameAccess
from reports.views.nodes import NodePage, node_page

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of the list as it is shown."""

    enrolment: Enrolment
    name: str
    birth_year: int | None
    statuses: list[StatusFilter]


@require_safe
@login_required
def report_roster(request: HttpRequest, uuid: UUID) -> HttpResponse:
    page = node_page(request, uuid)
    if page.names is NameAccess.NONE:
        raise Refused(page.node)
    context = {"page": page, "node": page.node, "breadcrumbs": page.breadcrumbs}
    if page.names is NameAccess.PURPOSE and not page.purpose:
        asked = {"form": PurposeForm(), "next": request.get_full_path()}
        return render(request, "reports/purpose.html", {**context, **asked})
    if not page.offered:
        return render(request, "reports/roster.html", context)
    filters = roster_filter(page, request)
    return render(request, "reports/roster.html", {**context, **_people(request, page, filters)})


def roster_filter(page: NodePage, request: HttpRequest) -> RosterFilter:
    """The filters of the address or of the form sent.

    Raises:
        Http404: a campaign that is not offered here, a group or status that is none.
    """
    asked = page.filters(request.POST if request.method == "POST" else request.GET)
    filters = RosterFilter(
        asked, offered=page.offered, groups=page.groups, searchable=page.names is not NameAccess.MASKED
    )
    if not filters.is_valid() or filters.scope is None:
        raise Http404
    return filters


def _people(request: HttpRequest, page: NodePage, filters: RosterFilter) -> dict[str, object]:
    today = timezone.localdate()
    asked, scope = filters.cleaned_data, filters.scope
    masked = page.names is NameAccess.MASKED
    people = roster(
        node=page.node,
        campaign_ids=campaign_ids_of(scope) if scope else [],
        today=today,
        status=asked["tt"],
        position_group=filters.position_group,
        search=asked.get("q", ""),
        direct_only=asked["truc_thuoc"],
    )
    keyset = Keyset(people, fields=BY_ID if masked else BY_NAME, per_page=PER_PAGE)
    found = keyset.page(request.GET.get("sau"), request.GET.get("truoc"))
    return {
        "filters": filters,
        "scope": scope,
        "rows": [_row(enrolment, masked=masked) for enrolment in found.items],
        "keyset": found,
        "masked": masked,
        "direct_only": asked["truc_thuoc"],
        "is_narrowed": bool(asked["tt"] or asked.get("q") or filters.position_group),
    }


def _row(enrolment: Enrolment, *, masked: bool) -> RosterRow:
    person = enrolment.cadre
    return RosterRow(
        enrolment=enrolment,
        name=masked_name(person.full_name) if masked else person.full_name,
        birth_year=None if masked else person.birth_year,
        statuses=status_words(enrolment, timezone.localdate()),
    )
