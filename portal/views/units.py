"""*Đơn vị của tôi*: the committee administrator's people."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.domain.finding import exactness, matches
from accounts.domain.requests import SignedInRequest
from committees.domain.access import access_of
from committees.enums import Role
from committees.models import Committee, Membership, subtree_q
from committees.rules import committees_administered_by, passwords_given_by
from common.db.keyset import Keyset
from common.text.vietnamese import fold
from operations.domain.refusals import Refused, get_or_refuse

PER_PAGE = 50


def administered(request: SignedInRequest, uuid: UUID) -> Committee:
    """The committee, if the person administers it; otherwise as if there were none."""
    return get_or_refuse(committees_administered_by(request.user), uuid=uuid)


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
    return render(request, "portal/unit_choice.html", {"committees": tops})


@login_required
@require_safe
def unit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The units right below with how many people each has; searched, all units below."""
    committee = administered(request, uuid)
    query = request.GET.get("q", "").strip()[:100]
    children = Committee.objects.filter(subtree_q([committee]), valid_to__isnull=True).select_related("kind")
    if query:
        children = children.filter(search_key__contains=fold(query), depth__gt=committee.depth)
    else:
        children = children.filter(depth=committee.depth + 1)
    page = Keyset(children, fields=("search_key", "id"), per_page=PER_PAGE).page(
        after=request.GET.get("after"), before=request.GET.get("before")
    )
    people = Membership.objects.filter(subtree_q([committee], "committee__path"), valid_to__isnull=True)
    return render(
        request,
        "portal/unit.html",
        {
            "committee": committee,
            "page": page,
            "people_count": people.count(),
            "heads": _heads(people, page.items),
            "query": query,
            "can_go_up": _parent(request, committee),
        },
    )


def _heads(people: QuerySet[Membership], units: Sequence[Committee]) -> list[tuple[Committee, int]]:
    """Each unit with the people in it and below. One statement that looks at each of them once."""
    if not units:
        return []
    counts: Counter[str] = Counter()
    lengths = {len(unit.path) for unit in units}
    below = people.filter(subtree_q(units, "committee__path")).order_by()
    for path, count in below.values_list("committee__path").annotate(Count("pk")).iterator():
        for length in lengths:
            if length <= len(path):
                counts[path[:length]] += count
    return [(unit, counts[unit.path]) for unit in units]


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
    people = (
        Membership.objects.filter(subtree_q([committee], "committee__path"), valid_to__isnull=True)
        .select_related("cadre", "committee")
        .annotate(may_get_password=Exists(plain))
    )
    is_national = access_of(request.user).has(Role.NATIONAL_ADMIN)
    context: dict[str, object] = {"committee": committee, "query": query, "is_national": is_national}
    if query:
        # What is spelled as typed stands first, so the order is that of the question, not of a cursor.
        found = people.filter(matches(query, "cadre__")).annotate(exactness=exactness(query, "cadre__"))
        page = Paginator(found.order_by("exactness", "cadre__sort_name", "pk"), PER_PAGE)
        context["page_obj"] = page.get_page(request.GET.get("page"))
        context |= {"people": context["page_obj"], "count": page.count}
    else:
        rows = Keyset(people, fields=("cadre__sort_name", "id"), per_page=PER_PAGE).page(
            after=request.GET.get("after"), before=request.GET.get("before")
        )
        context |= {"page": rows, "people": rows.items, "count": people.count()}
    return render(request, "portal/unit_people.html", context)
