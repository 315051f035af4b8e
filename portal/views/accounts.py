"""Closing the account of somebody else and opening it again; whose account is closed, by unit."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.finding import exactness, matches
from accounts.domain.requests import SignedInRequest
from accounts.models import User
from committees.domain.accounts import close_account, place_to_return_to, reopen_account
from committees.domain.memberships import current_membership
from committees.domain.roles import not_over
from committees.errors import CommitteeError
from committees.models import Committee
from committees.rules import (
    accounts_closed_by,
    accounts_reopened_by,
    closed_accounts_listed_at,
)
from operations.domain.refusals import get_or_refuse
from portal.forms_accounts import CloseAccountForm, ReopenAccountForm
from portal.scoped import memberships_of, roles_of
from portal.views.units import administered

PER_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, person_id: int) -> HttpResponse:
    """What closing means for this person, and the form that does it."""
    person: User = get_or_refuse(accounts_closed_by(request.user), pk=person_id)
    membership = current_membership(person)
    is_sent = request.method == "POST"
    form = CloseAccountForm(request.POST if is_sent else None, belongs=membership is not None)
    back = _list_address(membership.committee if membership else None, "unit_people")
    if is_sent and form.is_valid():
        try:
            close_account(person=person, leaves=form.leaves, actor=request.user, reason=form.cleaned_data["reason"])
        except CommitteeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account of %(name)s is closed.") % {"name": person.full_name})
            return redirect(back)
    grants = not_over(roles_of([person])).select_related("committee").order_by("pk")
    context = {"person": person, "membership": membership, "grants": grants, "form": form, "back": back}
    return render(request, "portal/close_account.html", context, status=422 if is_sent else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Where the person returns to, and the form that lets them in again."""
    person: User = get_or_refuse(accounts_reopened_by(request.user), pk=person_id)
    left = place_to_return_to(person)
    membership = left or current_membership(person)
    is_sent = request.method == "POST"
    form = ReopenAccountForm(request.POST if is_sent else None)
    back = _list_address(membership.committee if membership else None, "closed_accounts")
    if is_sent and form.is_valid():
        try:
            reopen_account(person=person, actor=request.user, reason=form.cleaned_data["reason"])
        except CommitteeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account of %(name)s is open again.") % {"name": person.full_name})
            return redirect(back)
    context = {"person": person, "left": left, "form": form, "back": back}
    return render(request, "portal/reopen_account.html", context, status=422 if is_sent else 200)


@login_required
@require_safe
def closed_accounts(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Whose account is closed in the subtree, who left included; by the day of closing, newest first."""
    committee = administered(request, uuid)
    query = request.GET.get("q", "").strip()[:100]
    people = closed_accounts_listed_at(committee, request.user)
    if query:
        people = people.filter(matches(query)).annotate(exactness=exactness(query)).order_by("exactness", "sort_name")
    else:
        people = people.order_by("-deactivated_at", "pk")
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    held = memberships_of(page).select_related("committee")
    last = {membership.cadre_id: membership for membership in held.order_by("valid_from")}
    rows = [(person, last.get(person.pk)) for person in page]
    context = {"committee": committee, "page_obj": page, "rows": rows, "query": query}
    return render(request, "portal/closed_accounts.html", context)


def _list_address(unit: Committee | None, name: str) -> str:
    """The list the person stands in; else that of the accounts with roles."""
    if unit is not None and unit.valid_to is None:
        return reverse(name, args=[unit.uuid])
    return reverse("role_accounts")
