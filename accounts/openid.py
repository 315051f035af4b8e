"""Signing in by the organisation's own service (OpenID Connect): it says who somebody is, Sen knows them already.

Nobody is made an account and nobody is found by e-mail. The service's own number of a person (`sub`) is tied to the
account whose sign-in name stands in the claim the installation names; later both have to agree.
"""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.backends import FoldedNameBackend
from accounts.domain.openid import linked_person
from accounts.errors import PersonError

log = logging.getLogger(__name__)


class KnownPeopleAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """After the service has answered, before anybody is signed in."""
        # Whoever starts the exchange is not signed in, or leaves first: nothing is tied to an open session.
        sociallogin.state["process"] = "login"
        try:
            person = linked_person(sociallogin.account, _claim(sociallogin))
        except PersonError as error:
            log.warning("sign-in by OpenID Connect refused: %s", error)
            raise ImmediateHttpResponse(refused(request)) from error
        if not FoldedNameBackend().user_can_authenticate(person):
            log.warning("sign-in by OpenID Connect refused: the account is closed")
            raise ImmediateHttpResponse(refused(request))
        sociallogin.user = person
        person.backend = "accounts.backends.FoldedNameBackend"

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        log.warning("OpenID Connect failed: %s %s", error, type(exception).__name__)
        raise ImmediateHttpResponse(failed(request))


def refused(request: HttpRequest) -> HttpResponse:
    """The same words whatever the reason: the service knows the person, Sen lets nobody in by that."""
    return render(request, "accounts/openid_refused.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """The service did not answer as it should, or the exchange was broken off."""
    return render(request, "accounts/openid_failed.html", status=502)


def _claim(login: SocialLogin) -> str:
    """What the service says in the claim that names the account; of several answers the signed one counts."""
    said = login.account.extra_data or {}
    for part in (said.get("id_token") or {}, said.get("userinfo") or {}, said):
        value = part.get(settings.SEN_OIDC_CLAIM)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
    return ""
