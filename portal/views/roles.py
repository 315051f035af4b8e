"""*Vai trò*: who holds which role in a unit and below it, giving one and ending one."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.finding import matches
from accounts.domain.requests import SignedInRequest
from accounts.models import User
from committees.domain.reference import centre
from committees.domain.role_approvals import check_gift, give, take
from committees.domain.role_words import role_on, what_it_allows
from committees.domain.roles import in_force, not_over
from committees.enums import SCOPED_ROLES, Role
from committees.errors import CommitteeError
from committees.models import Committee, RoleGrant, subtree_q
from committees.rules import can_grant_roles, people_offered_roles, roles_offered, roles_seen_by
from committees.rules.roles import ending_takes_two, giving_takes_two
from common.text.vietnamese import fold
from operations.domain.approvals import approvals_seen_by, waiting
from operations.domain.refusals import Refused, get_or_refuse
from operations.errors import ApprovalError
from operations.models import Approval
from portal.forms_roles import EndRoleForm, GiveRoleForm
from portal.scoped import endings_asked_of, memberships_of_today
from portal.views.units import administered

PER_PAGE: Final = 50
TO_COME, OVER = "sap-toi", "da-het"


@login_required
@require_safe
def unit_roles(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Who holds a role here and below, held today, from a day to come, or in the past; found by name, code or unit."""
    committee = administered(request, uuid)
    part = request.GET.get("phan", "")
    role = request.GET.get("vai-tro", "")
    query = request.GET.get("q", "").strip()[:100]
    grants = _in_part(_listed_at(request, committee), part)
    if role in Role.values:
        grants = grants.filter(role=role)
    if query:
        # What a search finds in names of units is the same folded text that people are found by.
        grants = grants.filter(matches(query, "user__") | Q(committee__search_key__contains=fold(query)))
    order = ("-valid_to", "-pk") if part == OVER else (F("committee__path").asc(nulls_first=True), "role", "pk")
    page = Paginator(grants.select_related("user", "committee").order_by(*order), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "committee": committee,
        "page_obj": page,
        "query": query,
        "role": role,
        "part": part,
        "roles": Role.choices if _is_for_all(request, committee) else [(r.value, r.label) for r in SCOPED_ROLES],
        "tabs": _tabs(committee, part),
        "may_give": bool(roles_offered(request.user, committee)),
        "is_national": can_grant_roles(request.user),
    }
    return render(request, "portal/unit_roles.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """First the gift is shown in words; the second press gives it, or asks a second person."""
    committee = administered(request, uuid)
    offered = roles_offered(request.user, committee)
    if not offered:
        raise Refused(committee)
    is_sent = request.method == "POST"
    form = GiveRoleForm(request.POST if is_sent else None, roles=offered, people=people_offered_roles(request.user))
    context: dict[str, object] = {"committee": committee, "form": form, "is_national": can_grant_roles(request.user)}
    if is_sent and form.is_valid():
        role = Role(form.cleaned_data["role"])
        gift = {
            "user": form.cleaned_data["user"],
            "role": role,
            "committee": committee if role in SCOPED_ROLES else None,
            "actor": request.user,
            "valid_from": form.valid_from,
            "valid_to": form.valid_to,
        }
        try:
            if request.POST.get("step") == "give":
                return _told(request, committee, give(**gift, reason=form.cleaned_data["reason"]))
            check_gift(**gift)
            context["gift"] = {
                **gift,
                "title": role_on(role, gift["committee"]),
                "allows": what_it_allows(role),
                "takes_two": not can_grant_roles(request.user) or giving_takes_two(role, gift["committee"]),
                "units": _units_of([form.cleaned_data["user"]]).get(form.cleaned_data["user"].pk, "–"),
            }
        except (CommitteeError, ApprovalError) as error:
            form.add_error(None, str(error))
    context["candidates"] = _with_units(form)
    status = 422 if is_sent and "gift" not in context else 200
    return render(request, "portal/give_role.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def role_grant(request: SignedInRequest, grant_id: int) -> HttpResponse:
    """One role of one person with its history, and the form that ends it."""
    grant = get_or_refuse(
        roles_seen_by(request.user).select_related(
            "user", "committee", "granted_by", "ended_by", "approval__proposed_by"
        ),
        pk=grant_id,
    )
    is_sent = request.method == "POST"
    form = EndRoleForm(request.POST if is_sent else None)
    asked = waiting(endings_asked_of(grant)).first()
    if is_sent and form.is_valid():
        try:
            outcome = take(grant=grant, reason=form.cleaned_data["reason"], actor=request.user, at=form.at)
            return _told(request, grant.committee, outcome)
        except (CommitteeError, ApprovalError) as error:
            form.add_error(None, str(error))
    others = roles_seen_by(request.user).filter(user=grant.user_id).exclude(pk=grant.pk)
    context = {
        "grant": grant,
        "title": role_on(grant.role, grant.committee),
        "allows": what_it_allows(grant.role),
        "form": None if grant.is_over() or asked else form,
        "is_over": grant.is_over(),
        "asked": asked,
        "asked_is_seen": asked is not None and approvals_seen_by(request.user).filter(pk=asked.pk).exists(),
        "takes_two": not can_grant_roles(request.user) or ending_takes_two(grant.role),
        "back": _address(grant.committee),
        "others": others.select_related("committee").order_by("-valid_from", "-pk")[:PER_PAGE],
    }
    return render(request, "portal/role_grant.html", context, status=422 if is_sent else 200)


def _listed_at(request: SignedInRequest, committee: Committee) -> QuerySet[RoleGrant]:
    """Those of the subtree; at the top of the tree also the roles that hang on no unit."""
    listed = subtree_q([committee], "committee__path")
    if _is_for_all(request, committee):
        listed |= Q(committee__isnull=True)
    return roles_seen_by(request.user).filter(listed)


def _is_for_all(request: SignedInRequest, committee: Committee) -> bool:
    return committee.depth == 1 and can_grant_roles(request.user)


def _in_part(grants: QuerySet[RoleGrant], part: str) -> QuerySet[RoleGrant]:
    if part == TO_COME:
        return not_over(grants).filter(valid_from__gt=timezone.now())
    if part == OVER:
        return grants.exclude(pk__in=not_over(grants).values("pk"))
    return in_force(grants)


def _tabs(committee: Committee, part: str) -> list[dict[str, object]]:
    address = reverse("unit_roles", args=[committee.uuid])
    names = (("", _("Held today")), (TO_COME, _("From a later day")), (OVER, _("Past")))
    return [
        {"url": f"{address}?phan={name}" if name else address, "label": label, "current": name == part}
        for name, label in names
    ]


def _told(request: SignedInRequest, committee: Committee | None, outcome: RoleGrant | Approval) -> HttpResponse:
    """To the proposal that waits, or back to the list."""
    if isinstance(outcome, Approval):
        messages.success(request, _("Proposed. A national administrator other than you has to approve it."))
        return redirect("approval", uuid=outcome.uuid)
    is_over = outcome.is_over()
    text = _("The role has ended.") if is_over else _("The end of the role has been set.")
    messages.success(request, text if outcome.ended_by else _("The role has been given."))
    return redirect(_address(committee))


def _address(committee: Committee | None) -> str:
    """The list where a role stands: that of its unit, or of the Centre."""
    return reverse("unit_roles", args=[(committee or centre()).uuid])


def _with_units(form: GiveRoleForm) -> list[dict[str, object]]:
    units = _units_of(form.candidates)
    return [{"user": user, "unit": units.get(user.pk, "–")} for user in form.candidates]


def _units_of(people: Iterable[User]) -> dict[int, str]:
    here = memberships_of_today(people).select_related("committee")
    return {membership.cadre_id: membership.committee.display_name for membership in here}
