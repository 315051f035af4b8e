"""Signing in, with one factor or two, confirming later that it is still oneself, and signing out.

django-allauth's own views, which keep the steps and check `next`, with our forms and pages; a refusal answers 422.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.directory import AWAY as DIRECTORY_AWAY
from accounts.domain.second_factor import factors_of
from accounts.domain.sign_ins import note_sign_out
from accounts.forms import (
    AnswerByKeyForm,
    CodeForm,
    ConfirmByCodeForm,
    ConfirmByKeyForm,
    ConfirmByPasswordForm,
    SignInForm,
)
from accounts.models import User


class SignInView(LoginView):
    form_class = SignInForm
    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = settings.SEN_OIDC_NAME if settings.SEN_OIDC_URL else ""
        return super().get_context_data(**kwargs) | {"openid_name": name}

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        if getattr(self.request, DIRECTORY_AWAY, False):
            form.add_error(
                None, _("The directory of the organisation does not answer; only passwords of this system work.")
            )
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SecondFactorView(AuthenticateView):
    """The second step of signing in. Nobody is signed in yet: the session holds only who gave the password."""

    form_class = CodeForm
    webauthn_form_class = AnswerByKeyForm
    template_name = "accounts/second_factor/authenticate.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data())
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "factors": factors_of(self.stage.login.user),
            "options": context["js_data"]["request_options"],
        }


class _Confirm:
    template_name = "accounts/second_factor/confirm.html"

    def _check_reauthentication_method_available(self, request: HttpRequest) -> HttpResponse | None:
        """Who signs in elsewhere and has no second factor has nothing to confirm with, and is not asked to."""
        if not get_adapter().get_reauthentication_methods(request.user):
            return redirect("mfa_index")
        return super()._check_reauthentication_method_available(request)  # type: ignore[misc]

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]


class ConfirmByPasswordView(_Confirm, ReauthenticateView):
    form_class = ConfirmByPasswordForm


class ConfirmByCodeView(_Confirm, ReauthenticateByCodeView):
    form_class = ConfirmByCodeForm


class ConfirmByKeyView(_Confirm, ReauthenticateWebAuthnView):
    form_class = ConfirmByKeyForm
    template_name = "accounts/second_factor/confirm_key.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # allauth's drops the form it was given: a refusal would lose its words.
        return context | {"options": context["js_data"]["request_options"], **kwargs}


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """A link only asks; leaving takes a form."""
    if request.method == "POST":
        person = request.user
        logout(request)
        if isinstance(person, User):
            note_sign_out(person)
            # On a shared computer one wants to be sure. Seen once, it leaves nothing in the browser.
            messages.success(request, _("Signed out."))
        return redirect(settings.LOGOUT_REDIRECT_URL)
    if not request.user.is_authenticated:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    return render(request, "account/logout.html")
