"""Help for everyone: the guides, and the note of the first visit that leads to them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.domain import hints
from accounts.domain.requests import SignedInRequest
from portal.guides import Guide, guide_html, guide_sections, guides, guides_for


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    own = guides_for(request.user) if request.user.is_authenticated else ()
    others = [guide for guide in guides() if guide not in own]
    return render(request, "portal/help.html", {"own": own, "others": others})


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    found = _guide(slug)
    context = {"guide": found, "sections": guide_sections(found), "html": guide_html(found)}
    return render(request, "portal/guide.html", context)


@login_required
@require_POST
def put_hint_away(request: SignedInRequest, slug: str) -> HttpResponse:
    hints.put_hint_away(person=request.user, hint=_guide(slug).slug)
    return redirect("home")


def _guide(slug: str) -> Guide:
    for found in guides():
        if found.slug == slug:
            return found
    raise Http404
