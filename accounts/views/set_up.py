"""The page behind the one-time link of `create_administrator`."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain.administrators import create_administrator, is_setup_token
from accounts.domain.confirmation import note_password
from accounts.domain.sign_ins import note_sign_in
from accounts.errors import PersonError
from accounts.forms import SetUpForm
from accounts.views.gone import gone
from common.http.network import network_of
from common.http.throttle import Throttle

_WRONG_LINKS = Throttle("set-up", per_network=30)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    _WRONG_LINKS.begin(request)
    if not is_setup_token(token):
        _WRONG_LINKS.count(network_of(request))
        return gone(
            request,
            heading=_("This link can no longer be used"),
            text=_("A set-up link works once, within 30 minutes."),
            what_next=_("Whoever runs the server makes a new one with manage.py create_administrator."),
        )
    form = SetUpForm(request.POST or None)
    form.order_fields(["full_name", "username", "new_password", "new_password_again"])
    if request.method == "POST" and form.is_valid():
        try:
            user = create_administrator(
                token=token,
                username=form.cleaned_data["username"],
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["new_password"],
            )
        except PersonError as error:
            form.add_error(None, str(error))
        else:
            login(request, user, backend="accounts.backends.FoldedNameBackend")
            note_sign_in(user)
            note_password(request, user)
            return redirect("home")
    return render(request, "accounts/set_up.html", {"form": form}, status=422 if request.method == "POST" else 200)
