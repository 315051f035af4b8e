"""How pages look in this browser: for everybody, signed in or not, with or without scripts."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import DisplayForm
from common.http.display import TextSize, Theme, remember_display


@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """`next`: the page to come back to. Without it the one that led here, as the browser tells it."""
    if request.method != "POST":
        came_from = request.GET.get("next") or _page_before(request)
        return _form_page(request, DisplayForm.of(request), _ours(request, came_from))
    back = _ours(request, request.POST.get("next", ""))
    form = DisplayForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, back, status=422)
    response = redirect(back or reverse("display"))
    remember_display(
        response,
        theme=Theme(form.cleaned_data["theme"]),
        size=TextSize(form.cleaned_data["text_size"]),
        secure=settings.SESSION_COOKIE_SECURE,
    )
    messages.success(request, _("The display has been changed."))
    return response


def _form_page(request: HttpRequest, form: DisplayForm, back: str, status: int = 200) -> HttpResponse:
    return render(request, "accounts/display.html", {"display_form": form, "next": back}, status=status)


def _page_before(request: HttpRequest) -> str:
    """Its path and query, if it is one of ours and not this page itself."""
    whole = _ours(request, request.headers.get("Referer", ""))
    address = urlsplit(whole)
    return "" if address.path == reverse("display") else address._replace(scheme="", netloc="").geturl()


def _ours(request: HttpRequest, address: str) -> str:
    """The address, if it leads to this site; else nothing."""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else ""
