"""How django-allauth behaves here: accounts are made by administrators, nothing is mailed."""

import logging
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.admission import is_admitted
from accounts.domain.confirmation import confirmed_lately
from accounts.domain.sealing import InvalidToken, seal, unseal
from accounts.domain.second_factor import factors_of
from accounts.models import User
from common.http.error_forms import error_forms
from common.http.network import network_of
from common.http.throttle import Throttle, Try
from common.pdf.qr import qr_svg
from common.text.vietnamese import fold

log = logging.getLogger(__name__)

PASSWORDS: Final = Throttle("sign-in", per_account=10, per_network=600)


class ClosedAccountAdapter(DefaultAccountAdapter):
    # The same words for an unknown name, a wrong password and a closed account.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The sign-in name or the password is not correct."),
        "incorrect_password": _("The password is not correct."),
    }
    _try: Try | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No message leaves the closed network."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Being signed in shows by itself."""

    def is_safe_url(self, url: str) -> bool:
        """Addresses on this site, without a host: a host in the request proves nothing."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return network_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts by the folded name: other spellings of one account are no further guesses."""
        self._try = PASSWORDS.begin(request, fold(credentials.get("username", "")))

    def _rollback_login_failed_rl_usage(self) -> None:
        """What allauth calls after the right password."""
        if self._try:
            self._try.was_right()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if self._try:
            self._try.was_wrong()
        log.info("sign-in refused, from %s", network_of(request))

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """After the password or the sign-in service, before the second factor."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if refused is None and not is_admitted(user):
            log.info("sign-in refused: the account has no unit and no role")
            return render(request, "accounts/no_place.html", error_forms(request), status=403)
        return refused

    def is_reauthentication_required(self, *, app: str) -> bool:
        user = context.request.user
        return not isinstance(user, User) or not confirmed_lately(context.request, user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """Whoever has a second factor is asked for it, everybody else for the password."""
        if not isinstance(user, User):
            return []
        factors = factors_of(user)
        if not factors:
            return [_method("account_reauthenticate", _("Use the password"))] if user.has_usable_password() else []
        methods = [_method("mfa_reauthenticate", _("Use a code"))] if factors.takes_codes else []
        if factors.keys:
            methods.append(_method("mfa_reauthenticate_webauthn", _("Use a security key")))
        return methods


def _method(name: str, words: Any) -> dict[str, str]:
    return {"id": name, "description": words, "url": reverse(name)}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets sealed, one's own QR code, and a printed card that counts as a second factor by itself."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not correct, or it has been used already."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return unseal(encrypted_text)
        except InvalidToken:
            log.exception("a second factor was sealed with another key: see docs/how-to/sign-in.md")
            # A secret nobody knows, so that no code fits.
            return generate_totp_secret()

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Asked about app and key together, allauth means: is there any second factor?"""
        if types is not None and {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN} <= set(types):
            types = None
        return super().is_mfa_enabled(user, types)

    def build_totp_svg(self, url: str) -> str:
        return qr_svg(url).decode()

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}
