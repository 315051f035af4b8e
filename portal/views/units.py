"""*Đơn vị của tôi*: the committee administrator's people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Substr
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.finding import exactness, matches
from accounts.domain.requests import SignedInRequest
from committees.domain.access import access_of
from committees.domain.queries.places import full_names, names_with_parent, units_above
from committees.enums import Role
from committees.models import Committee, Membership, subtree_q
from committees.rules import (
    accounts_closed_by,
    accounts_reopened_by,
    committees_administered_by,
    passwords_given_by,
)
from common.db.keyset import Keyset
from common.text.vietnamese import fold
from operations.domain.refusals import Refused, get_or_refuse
from portal.scoped import members_of_today

PER_PAGE = 50
CLOSED: Final = "da-ket-thuc"


@dataclass(frozen=True, slots=True)
class Row:
    """A unit of the list; `people` are those in it and below, `above` names the units over it in a search."""

    unit: Committee
    people: int
    above: str


def administered(request: SignedInRequest, uuid: UUID) -> Committee:
    """The committee, if the person administers it; otherwise as if there were none."""
    return get_or_refuse(committees_administered_by(request.user), uuid=uuid)


def living(request: SignedInRequest, uuid: UUID) -> Committee:
    """As `administered`, for what is done in a unit: in one that is closed nothing is."""
    return get_or_refuse(committees_administered_by(request.user).filter(valid_to__isnull=True), uuid=uuid)


@login_required
@require_safe
def unit_home(request: SignedInRequest) -> HttpResponse:
    access = access_of(request.user)
    tops = access.committees(Role.COMMITTEE_ADMIN)
    if access.has(Role.NATIONAL_ADMIN):
        tops = [*Committee.objects.filter(depth=1), *tops]
    if not tops:
        raise Refused(request.user)
    if len(tops) == 1:
        return redirect("unit", uuid=tops[0].uuid)
    named = full_names(tops)
    return render(request, "portal/unit_choice.html", {"units": [(top, named[top.pk]) for top in tops]})


@login_required
@require_safe
def unit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The units right below with how many people each has, those of today or the closed ones; searched, all below."""
    committee = administered(request, uuid)
    query = request.GET.get("q", "").strip()[:100]
    part = CLOSED if request.GET.get("phan") == CLOSED else ""
    below = Committee.objects.filter(subtree_q([committee]), depth__gt=committee.depth).select_related("kind")
    living_below = below.filter(valid_to__isnull=True)
    closed_below = below.filter(valid_to__isnull=False)
    children = closed_below if part else living_below
    if query:
        children = children.filter(search_key__contains=fold(query))
    else:
        children = children.filter(depth=committee.depth + 1)
    page = Keyset(children, fields=("search_key", "id"), per_page=PER_PAGE).page(
        after=request.GET.get("after"), before=request.GET.get("before")
    )
    people = members_of_today(committee)
    context = {
        "committee": committee,
        "page": page,
        "people_count": people.count(),
        "rows": _rows(people, page.items, names_above=bool(query)),
        "query": query,
        "part": part,
        "tabs": _parts(committee, part) if part or closed_below.exists() else (),
        "can_go_up": _parent(request, committee),
        "successors": committee.successions.select_related("new") if committee.valid_to else (),
    }
    return render(request, "portal/unit.html", context)


def _parts(committee: Committee, part: str) -> list[dict[str, object]]:
    address = reverse("unit", args=[committee.uuid])
    return [
        {"url": address, "label": _("Units of today"), "current": not part},
        {"url": f"{address}?phan={CLOSED}", "label": _("Closed units"), "current": part == CLOSED},
    ]


def _rows(people: QuerySet[Membership], units: Sequence[Committee], *, names_above: bool) -> list[Row]:
    """Each unit with the people in it and below."""
    if not units:
        return []
    counts = dict(people_below(people, units))
    above = units_above(units) if names_above else {}
    return [Row(unit, counts.get(unit.path, 0), above.get(unit.pk, "")) for unit in units]


def people_below(people: QuerySet[Membership], units: Sequence[Committee]) -> QuerySet[Membership, tuple[str, int]]:
    """Path and number of people of each unit that has any, counted by the database in one statement.

    What comes back is a row for each of `units`, however many units stand below them. Those of a search may stand
    one under another: each depth is counted by itself.
    """
    counted = []
    for length in sorted({len(unit.path) for unit in units}):
        level = [unit for unit in units if len(unit.path) == length]
        below = people.filter(subtree_q(level, "committee__path")).order_by()
        top = Substr("committee__path", 1, length)
        counted.append(below.annotate(top=top).values_list("top").annotate(Count("pk")))
    return counted[0].union(*counted[1:], all=True)


def _parent(request: SignedInRequest, committee: Committee) -> Committee | None:
    """The unit above, when it is administered too."""
    if committee.depth == 1:
        return None
    above = committee.path[: -Committee.steplen]
    return committees_administered_by(request.user).filter(path=above).first()


@login_required
@require_safe
def unit_people(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Everyone in the subtree, sorted by given name; search with or without marks."""
    committee = administered(request, uuid)
    query = request.GET.get("q", "").strip()[:100]
    plain = passwords_given_by(request.user).filter(pk=OuterRef("cadre_id"))
    closable = accounts_closed_by(request.user).filter(pk=OuterRef("cadre_id"))
    reopenable = accounts_reopened_by(request.user).filter(pk=OuterRef("cadre_id"))
    people = (
        members_of_today(committee)
        .select_related("cadre", "committee")
        .annotate(may_get_password=Exists(plain), may_close=Exists(closable), may_reopen=Exists(reopenable))
    )
    is_national = access_of(request.user).has(Role.NATIONAL_ADMIN)
    context: dict[str, object] = {"committee": committee, "query": query, "is_national": is_national}
    members: list[Membership]
    if query:
        # What is spelled as typed stands first, so the order is that of the question, not of a cursor.
        found = people.filter(matches(query, "cadre__")).annotate(exactness=exactness(query, "cadre__"))
        page = Paginator(found.order_by("exactness", "cadre__sort_name", "pk"), PER_PAGE)
        context |= {"page_obj": (shown := page.get_page(request.GET.get("page"))), "count": page.count}
        members = [*shown]
    else:
        rows = Keyset(people, fields=("cadre__sort_name", "id"), per_page=PER_PAGE).page(
            after=request.GET.get("after"), before=request.GET.get("before")
        )
        context |= {"page": rows, "count": people.count()}
        members = [*rows.items]
    names = names_with_parent([membership.committee for membership in members], within=committee)
    context["people"] = [(membership, names[membership.committee_id]) for membership in members]
    return render(request, "portal/unit_people.html", context)
