"""How pages look in this browser: for everybody, signed in or not, with or without scripts."""

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
    if request.method != "POST":
        return render(request, "accounts/display.html", {"display_form": DisplayForm.of(request)})
    form = DisplayForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/display.html", {"display_form": form}, status=422)
    response = redirect(_page_after(request))
    remember_display(
        response,
        theme=Theme(form.cleaned_data["theme"]),
        size=TextSize(form.cleaned_data["text_size"]),
        secure=settings.SESSION_COOKIE_SECURE,
    )
    messages.success(request, _("The display has been changed."))
    return response


def _page_after(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("display")
