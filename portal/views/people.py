"""One person: added to a unit, or corrected and moved. Many at once come by a list (`imports`)."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.requests import SignedInRequest
from accounts.errors import PersonError
from accounts.models import User
from committees.domain.queries.places import names_with_parent
from committees.errors import CommitteeError
from committees.models import Committee, Membership, subtree_q
from committees.rules import committees_administered_by, passwords_given_by, people_administered_by
from interop.domain import one_person
from interop.errors import ChangedMeanwhileError, MayBeKnownError, OnePersonError
from operations.domain.refusals import get_or_refuse
from portal.forms_people import AddPersonForm, EditPersonForm
from portal.scoped import memberships_of_today
from portal.views.units import living

JUST_ADDED = "vua-them"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The form; whom the new one may be is shown first. Afterwards the way to the slip, and an empty form."""
    committee = living(request, uuid)
    is_sent = request.method == "POST"
    units = Committee.objects.filter(subtree_q([committee]))
    form = AddPersonForm(request.POST if is_sent else None, units=units, own=committee)
    alike: Sequence[Membership] = ()
    if is_sent and form.is_valid():
        try:
            person = one_person.add_person(
                entry=form.entry,
                code=form.cleaned_data["code"],
                within=committee,
                others=_ids(request.POST.get("others", "")),
                actor=request.user,
            )
        except MayBeKnownError as error:
            alike = error.memberships
            form.add_error(None, str(error))
        except OnePersonError as error:
            form.add_error(error.field or None, str(error))
        except (PersonError, CommitteeError) as error:
            form.add_error(None, str(error))
        else:
            told = _("%(name)s has been added. Sign-in name: %(username)s.")
            messages.success(request, told % {"name": person.full_name, "username": person.username})
            return redirect(f"{reverse('add_person', args=[uuid])}?{urlencode({JUST_ADDED: person.pk})}")
    context = {
        "committee": committee,
        "form": form,
        "alike": _with_places(alike, committee),
        "added": _just_added(request),
    }
    return render(request, "portal/add_person.html", context, status=422 if is_sent else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: SignedInRequest, uuid: UUID, person_id: int) -> HttpResponse:
    """What is known of a person, and the form that puts it right or places the person elsewhere from today."""
    committee = living(request, uuid)
    person: User = get_or_refuse(people_administered_by(request.user).filter(is_active=True), pk=person_id)
    here = memberships_of_today([person]).select_related("cadre", "committee")
    membership = get_or_refuse(here, cadre=person)
    is_sent = request.method == "POST"
    units = committees_administered_by(request.user)
    form = EditPersonForm(request.POST if is_sent else None, units=units, membership=membership)
    seen, is_stale = request.POST.get("seen", ""), False
    if is_sent and form.is_valid():
        try:
            is_changed = one_person.correct_person(
                person=person,
                entry=form.entry,
                seen=seen,
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except ChangedMeanwhileError as error:
            is_stale = True
            form.add_error(None, str(error))
        except OnePersonError as error:
            form.add_error(error.field or None, str(error))
        except (PersonError, CommitteeError) as error:
            form.add_error(None, str(error))
        else:
            return _saved(request, committee, person, form, is_changed=is_changed)
    context = {
        "committee": committee,
        "person": person,
        "form": form,
        # Whoever has seen what it is now may save on it.
        "seen": one_person.state_of(membership) if is_stale or not is_sent else seen,
        "is_stale": is_stale,
    }
    return render(request, "portal/edit_person.html", context, status=422 if is_sent else 200)


def _saved(
    request: SignedInRequest, committee: Committee, person: User, form: EditPersonForm, *, is_changed: bool
) -> HttpResponse:
    """To the row of the person, or to the whole list where the person is in it no more."""
    if not is_changed:
        messages.info(request, _("Nothing was changed: what was sent is what is known already."))
        return redirect("edit_person", uuid=committee.uuid, person_id=person.pk)
    messages.success(request, _("What is known of %(name)s has been saved.") % {"name": form.entry.full_name})
    stays = Committee.objects.filter(subtree_q([committee]), pk=form.entry.unit).exists()
    found = f"?{urlencode({'q': person.username})}" if stays else ""
    return redirect(f"{reverse('unit_people', args=[committee.uuid])}{found}")


def _just_added(request: SignedInRequest) -> User | None:
    asked = request.GET.get(JUST_ADDED, "")[:18]
    return passwords_given_by(request.user).filter(pk=int(asked)).first() if asked.isdecimal() else None


def _ids(text: str) -> frozenset[int]:
    return frozenset(int(word) for word in text[:2000].split() if word.isdecimal())


def _with_places(memberships: Sequence[Membership], within: Committee) -> list[tuple[Membership, str]]:
    names = names_with_parent([membership.committee for membership in memberships], within=within)
    return [(membership, names[membership.committee_id]) for membership in memberships]
