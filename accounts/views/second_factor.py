"""The second factor of one's own account: what there is, setting up, removing."""

from base64 import b64encode
from typing import Any, Final

from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.confirmation import confirmed_lately, note_second_factor
from accounts.domain.requests import SignedInRequest
from accounts.domain.sealing import InvalidToken, seal, unseal
from accounts.domain.second_factor import (
    add_app,
    add_key,
    factors_of,
    make_code_card,
    remove_factor,
)
from accounts.errors import PersonError
from accounts.forms import AddAppForm, AddKeyForm
from accounts.rules import needs_second_factor
from common.http.throttle import Throttle
from common.pdf.qr import qr_svg
from operations.domain.refusals import get_or_refuse

_IN_HAND: Final = "second_factor_in_hand"
_FIRST_CODES: Final = Throttle("first-code", per_account=10, per_network=600)


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    context = {"factors": factors_of(request.user), "is_needed": needs_second_factor(request.user)}
    return render(request, "accounts/second_factor/index.html", context)


@sensitive_post_parameters()
@sensitive_variables("secret")
@require_http_methods(["GET", "POST"])
@login_required
def set_up_app(request: SignedInRequest) -> HttpResponse:
    """The secret stands in the session, sealed, until a code shows that the app has it."""
    _ask_again_unless_confirmed(request)
    if factors_of(request.user).app:
        return redirect("mfa_index")
    secret = _secret_in_hand(request)
    form = AddAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = _FIRST_CODES.begin(request, str(request.user.pk))
        try:
            add_app(person=request.user, secret=secret, code=form.cleaned_data["code"])
        except PersonError as error:
            tried.was_wrong()
            form.add_error("code", str(error))
        else:
            tried.was_right()
            request.session.pop(_IN_HAND, None)
            return _done(request, Authenticator.Type.TOTP)
    address = get_adapter().build_totp_url(request.user, secret)
    context = {"form": form, "qr": _data_address(address), "secret": _in_fours(secret)}
    return _form_page(request, "accounts/second_factor/app.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def set_up_key(request: SignedInRequest) -> HttpResponse:
    _ask_again_unless_confirmed(request)
    form = AddKeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        add_key(person=request.user, name=values["name"], credential=values["credential"])
        return _done(request, Authenticator.Type.WEBAUTHN)
    context = {"form": form, "options": begin_registration(request.user, False)}
    return _form_page(request, "accounts/second_factor/key.html", context)


@sensitive_variables("codes")
@require_http_methods(["GET", "POST"])
@login_required
def code_card(request: SignedInRequest) -> HttpResponse:
    """GET says what a card is; POST makes one and shows it, this once."""
    factors = factors_of(request.user)
    if request.method != "POST":
        return render(request, "accounts/second_factor/card.html", {"factors": factors})
    _ask_again_unless_confirmed(request)
    codes = make_code_card(person=request.user)
    note_second_factor(request, request.user, Authenticator.Type.RECOVERY_CODES)
    shown = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(request, "accounts/second_factor/card_codes.html", {"codes": shown, "factors": factors})


@require_POST
@login_required
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    factor = get_or_refuse(Authenticator.objects.filter(user=request.user), pk=pk)
    _ask_again_unless_confirmed(request)
    try:
        remove_factor(person=request.user, factor=factor)
    except PersonError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The second factor has been removed."))
    return redirect("mfa_index")


def _ask_again_unless_confirmed(request: SignedInRequest) -> None:
    """allauth's middleware sends to where it is asked again, and brings back here."""
    if not confirmed_lately(request, request.user):
        raise ReauthenticationRequired


def _done(request: SignedInRequest, kind: str) -> HttpResponse:
    note_second_factor(request, request.user, kind)
    messages.success(request, _("The second factor has been set up."))
    return redirect("mfa_index")


def _form_page(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _secret_in_hand(request: SignedInRequest) -> str:
    """The one shown before, as long as it is not confirmed: a page read twice leaves the app as it is."""
    if sealed := request.session.get(_IN_HAND):
        try:
            return unseal(sealed)
        except InvalidToken:
            pass  # the key has changed since: begin anew
    secret = generate_totp_secret()
    request.session[_IN_HAND] = seal(secret)
    return secret


def _data_address(text: str) -> str:
    """The QR code as an address for `<img>`: a page may not hold an SVG with a size of its own style."""
    return "data:image/svg+xml;base64," + b64encode(qr_svg(text)).decode("ascii")


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
