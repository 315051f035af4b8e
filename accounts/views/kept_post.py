"""A form that was refused because the session had ended, offered again."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.kept_news import news_of
from accounts.domain.kept_posts import KEPT_FIELD, find_kept_post, forget_posts
from accounts.domain.page_names import name_of_page
from accounts.models import KeptPost, User
from accounts.views.gone import gone
from common.http.throttle import Throttle
from operations.domain.refusals import note_refusal

_TOKENS = Throttle("kept-post", per_account=30, per_network=600)


@require_http_methods(["GET", "POST"])
@login_required
def kept_post(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what was kept, with a form that sends it where it was going; POST throws it away."""
    person = cast(User, request.user)
    tried = _TOKENS.begin(request, str(person.pk))
    kept = find_kept_post(token=token, person=person)
    if kept is None:
        tried.was_wrong()
        note_refusal(KeptPost, token=token)
        return gone(
            request,
            heading=_("Nothing is kept here for this account"),
            text=_("What was typed is offered only to the person who typed it, once, and not for long."),
            what_next=_("If it was typed under another account, sign in as that person and open this address again."),
        )
    tried.was_right()
    if request.method == "POST":
        forget_posts(tokens=[token], person=person)
        return redirect("home")
    shown = [value for _name, value in kept.fields if any(letter.isspace() for letter in value.strip())]
    context = {
        "kept": kept,
        "kept_field": KEPT_FIELD,
        "texts": shown,
        "count": sum(name != KEPT_FIELD for name, _value in kept.fields),
    }
    context["news"] = news_of(kept)
    context["page_name"] = name_of_page(person, kept.path)
    return render(request, "accounts/kept_post.html", context)
