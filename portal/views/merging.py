"""Two records of one person made one: found by code, compared side by side, then merged with a reason."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.requests import SignedInRequest
from accounts.errors import PersonError
from accounts.models import User
from committees.rules import people_administered_by
from common.text.vietnamese import fold
from learning.domain.merging import check_merge, facts_of, merge_people, undo_merge
from learning.rules import merges_separated_by
from operations.domain.refusals import get_or_refuse
from portal.scoped import merged_into
from portal.views.units import administered


class MergeForm(forms.Form):
    """`code`: the sign-in name of the record that is to be closed."""

    code = forms.CharField(
        label=gettext_lazy("Cadre code of the record to be closed"),
        max_length=64,
        help_text=gettext_lazy("All its results stay and count for the person; it can no longer be signed in with."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: SignedInRequest, uuid: UUID, person_id: int) -> HttpResponse:
    """First both records are shown side by side; the second press merges them."""
    committee = administered(request, uuid)
    kept = get_or_refuse(people_administered_by(request.user), pk=person_id)
    form = MergeForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"committee": committee, "kept": kept, "form": form}
    if form.is_bound and form.is_valid():
        try:
            closed = _other(request, form.cleaned_data["code"])
            check_merge(closed=closed, kept=kept, actor=request.user)
            if request.POST.get("step") == "merge":
                merge_people(closed=closed, kept=kept, actor=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, _("The records have been merged."))
                return redirect("merge_people", uuid=uuid, person_id=person_id)
            context["records"] = [facts_of(kept), facts_of(closed)]
        except PersonError as error:
            form.add_error(None, str(error))
    context["merges"] = merges_separated_by(request.user).filter(kept=kept).select_related("closed")
    status = 422 if form.is_bound and "records" not in context else 200
    return render(request, "portal/merge_people.html", context, status=status)


def _other(request: SignedInRequest, code: str) -> User:
    """The record of that code; one out of scope is as absent as none."""
    found = people_administered_by(request.user).filter(username_key=fold(code)).first()
    if found is None:
        raise PersonError(_("There is no record with the code “%(code)s” here.") % {"code": code})
    return found


@login_required
@require_POST
def separate(request: SignedInRequest, uuid: UUID, person_id: int) -> HttpResponse:
    """Undo a merger of records whose units the person administers, both of them."""
    administered(request, uuid)
    kept = get_or_refuse(people_administered_by(request.user), pk=person_id)
    asked = request.POST.get("merge", "")
    if not _is_uuid(asked) or not merged_into(kept).filter(uuid=asked).exists():
        messages.error(request, _("There is nothing to separate."))
        return redirect("merge_people", uuid=uuid, person_id=person_id)
    found = get_or_refuse(merges_separated_by(request.user), uuid=asked, kept=kept)
    try:
        undo_merge(merge=found, actor=request.user)
    except PersonError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The records have been separated again."))
    return redirect("merge_people", uuid=uuid, person_id=person_id)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
