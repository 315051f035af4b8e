"""Sign-in of others: first passwords of cadres, one or on printed slips, and accounts with roles."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.finding import matches
from accounts.domain.requests import SignedInRequest
from accounts.domain.second_factor import factors_of, reset_second_factor
from accounts.models import User
from committees.domain.access import access_of
from committees.domain.first_passwords import (
    MOST_AT_ONCE,
    give_first_password,
    request_slips,
    slips_wanted,
)
from committees.domain.roles import in_force
from committees.enums import Role, SlipsFor
from committees.rules import passwords_given_by, role_accounts_reset_by
from operations.domain.refusals import Refused, get_or_refuse
from portal.forms import ResetRoleAccountForm, SlipsForm
from portal.scoped import roles_of
from portal.views.units import administered, living

PER_PAGE = 50


@login_required
@require_POST
def reset_password(request: SignedInRequest, uuid: UUID, person_id: int) -> HttpResponse:
    """A new first password for a cadre of the own subtree, shown once, to be handed over in person."""
    committee = administered(request, uuid)
    person = get_or_refuse(passwords_given_by(request.user), pk=person_id)
    password = give_first_password(person=person, actor=request.user)
    messages.success(request, _("The first password is shown once. It has to be changed at the first sign-in."))
    return render(
        request, "portal/first_password.html", {"committee": committee, "person": person, "password": password}
    )


@login_required
@require_http_methods(["GET", "POST"])
def slips(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Slips for who is new, who never came, or those ticked in the list of people; a job prints them."""
    committee = living(request, uuid)
    chosen = [int(number) for number in request.POST.getlist("person")[:MOST_AT_ONCE] if number.isdecimal()]
    form = SlipsForm(request.POST or None, initial={"who": SlipsFor.NEW})
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"]
        if slips_wanted(committee=committee, actor=request.user, who=who, chosen=chosen).exists():
            job = request_slips(committee=committee, actor=request.user, who=who, chosen=chosen)
            return redirect("job", uuid=job.uuid)
        is_ticked = who != SlipsFor.CHOSEN or chosen
        nobody = _("Nobody needs a slip: all have a password already or hold a role.")
        form.add_error(None, nobody if is_ticked else _("Nobody is ticked in the list of people."))
    counts = {
        who.value: slips_wanted(committee=committee, actor=request.user, who=who, chosen=[]).count()
        for who in (SlipsFor.NEW, SlipsFor.NEVER)
    }
    context = {"committee": committee, "form": form, "counts": counts, "most": MOST_AT_ONCE}
    return render(request, "portal/slips.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def role_accounts(request: SignedInRequest) -> HttpResponse:
    """Everybody who holds or has held a role, by name."""
    _only_national(request)
    query = request.GET.get("q", "").strip()[:100]
    people = role_accounts_reset_by(request.user).filter(matches(query)).order_by("sort_name", "pk")
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    grants = in_force(roles_of(page))
    roles: dict[int, list[str]] = {}
    for grant in grants.select_related("committee").order_by("pk"):
        where = f" – {grant.committee.display_name}" if grant.committee else ""
        roles.setdefault(grant.user_id, []).append(f"{grant.get_role_display()}{where}")
    rows = [(person, roles.get(person.pk, [])) for person in page]
    return render(request, "portal/role_accounts.html", {"page_obj": page, "rows": rows, "query": query})


@login_required
@require_http_methods(["GET", "POST"])
def role_account(request: SignedInRequest, person_id: int) -> HttpResponse:
    """A new first password, or the second factor taken away, after a loss; with a reason, never for oneself."""
    person: User = get_or_refuse(role_accounts_reset_by(request.user), pk=person_id)
    form = ResetRoleAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _reset(request, person, form)
    context = {"person": person, "form": form, "factors": factors_of(person)}
    return render(request, "portal/role_account.html", context, status=422 if request.method == "POST" else 200)


def _reset(request: SignedInRequest, person: User, form: ResetRoleAccountForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    if form.takes_second_factor:
        reset_second_factor(person=person, actor=request.user, reason=reason)
        messages.success(request, _("The second factor has been taken away. A new one is set up at the next sign-in."))
    if not form.gives_password:
        return redirect("role_account", person_id=person.pk)
    password = give_first_password(person=person, actor=request.user, reason=reason)
    messages.success(request, _("The first password is shown once. It has to be changed at the first sign-in."))
    return render(request, "portal/first_password.html", {"committee": None, "person": person, "password": password})


def _only_national(request: SignedInRequest) -> None:
    if not access_of(request.user).has(Role.NATIONAL_ADMIN):
        raise Refused(request.user)
