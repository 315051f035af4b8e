"""What is shown when a form is refused because of its session or its token."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from accounts.models import KeptPost
from accounts.views.keeping import keep_refused_post
from common.http.error_forms import error_forms
from operations.request_id import current_request_id


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403. Mostly the page is older than the last sign-in: then what was entered can be sent again."""
    kept = keep_refused_post(request)
    if is_script(request):
        message = _("The page is out of date: please reload it. What was entered has been kept.")
        if kept is None:
            message = _("The page is out of date: please reload it and enter the last change once more.")
        return JsonResponse({"message": message, **_way_on(kept)}, status=403)
    shown = {"request_id": current_request_id.get(), **error_forms(request)}
    if kept is None:
        page = render_to_string("403_csrf.html", shown | {"back": _page_of_the_form(request)})
        return HttpResponse(page, status=403)
    is_theirs = request.user.is_authenticated and request.user.pk == kept.person_id
    context = {"url": _kept_address(kept), "is_theirs": is_theirs, "is_signed_in": request.user.is_authenticated}
    return HttpResponse(render_to_string("accounts/refused.html", shown | context), status=403)


def session_lost(request: HttpRequest) -> HttpResponse:
    """The answer to an unsafe request of somebody no longer signed in; nothing of it was done."""
    kept = keep_refused_post(request)
    if is_script(request):
        message = _("The session has ended. Please sign in again in another tab, then reload this page.")
        return JsonResponse({"message": message, **_way_on(kept)}, status=401)
    back = _kept_address(kept) if kept else _page_of_the_form(request)
    response = HttpResponse(status=302)
    response["Location"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    return response


def is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With", "") in {"fetch", "XMLHttpRequest"} or request.headers.get(
        "Accept", ""
    ).startswith("application/json")


def _way_on(kept: KeptPost | None) -> dict[str, str]:
    return {"continue": _kept_address(kept)} if kept else {}


def _kept_address(kept: KeptPost) -> str:
    return reverse("kept_post", args=[kept.token])


def _page_of_the_form(request: HttpRequest) -> str:
    """Where the form stood. Its own address may answer to nothing but a form."""
    referer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    if referer.startswith(f"{origin}/"):
        path = referer.removeprefix(origin)
        if url_has_allowed_host_and_scheme(path, allowed_hosts=None):
            return path
    return "/"
