"""*Kiêm nhiệm*: who holds a post in a unit beside the main one, taking one down and ending one."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.requests import SignedInRequest
from accounts.models import User
from committees.domain.posts import end_post, take_up_post
from committees.errors import CommitteeError
from committees.models import Committee
from committees.rules import people_administered_by, posts_kept_by
from common.text.vietnamese import fold
from operations.domain.refusals import get_or_refuse
from portal.forms_posts import EndPostForm, TakeUpPostForm
from portal.views.units import administered

PER_PAGE: Final = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_posts(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The posts of the unit, those still held first, and the form that takes one down."""
    committee = administered(request, uuid)
    form = TakeUpPostForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _taken_up(request, committee, form):
        messages.success(request, _("The post has been taken down."))
        return redirect("unit_posts", uuid=uuid)
    posts = posts_kept_by(request.user).filter(committee=committee).select_related("cadre")
    ordered = posts.order_by(F("valid_to").desc(nulls_first=True), "cadre__sort_name", "pk")
    context = {
        "committee": committee,
        "form": form,
        "page_obj": Paginator(ordered, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/unit_posts.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def side_post(request: SignedInRequest, post_id: int) -> HttpResponse:
    """One post, and the form that sets its last day."""
    post = get_or_refuse(posts_kept_by(request.user).select_related("cadre", "committee"), pk=post_id)
    form = EndPostForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            end_post(post=post, last_day=form.cleaned_data["last_day"], actor=request.user)
        except CommitteeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The last day of the post has been set."))
            return redirect("unit_posts", uuid=post.committee.uuid)
    context = {"post": post, "committee": post.committee, "form": None if post.valid_to else form}
    return render(request, "portal/side_post.html", context, status=422 if form.is_bound else 200)


def _taken_up(request: SignedInRequest, committee: Committee, form: TakeUpPostForm) -> bool:
    """False, with the reason in the form, when it is refused."""
    given = form.cleaned_data
    person: User | None = people_administered_by(request.user).filter(username_key=fold(given["code"])).first()
    if person is None:
        # One out of scope is as absent as none.
        form.add_error("code", _("There is no record with the code “%(code)s” here.") % {"code": given["code"]})
        return False
    try:
        take_up_post(
            cadre=person,
            committee=committee,
            position=given["position"],
            valid_from=given["valid_from"],
            actor=request.user,
        )
    except CommitteeError as error:
        form.add_error(None, str(error))
        return False
    return True
