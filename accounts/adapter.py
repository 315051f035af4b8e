"""How django-allauth behaves here: accounts are made by administrators, nothing is mailed."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from common.text.vietnamese import fold

log = logging.getLogger(__name__)

PAUSE_SECONDS = 300


class ClosedAccountAdapter(DefaultAccountAdapter):
    # The same words for an unknown name, a wrong password and a closed account.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The sign-in name or the password is not correct."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No message leaves the closed network."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Being signed in shows by itself."""

    def is_safe_url(self, url: str) -> bool:
        """Addresses on this site, without a host: a host in the request proves nothing."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("sign-in paused after too many failures")
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(PAUSE_SECONDS)
            raise ImmediateHttpResponse(response) from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.info("sign-in refused, from %s", request.META.get("REMOTE_ADDR", ""))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counts by the folded name: other spellings of one account are no further guesses."""
        return fold(credentials.get("username", ""))
