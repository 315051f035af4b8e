"""The language of a page, and the privacy of what signed-in people see."""

from collections.abc import Callable
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.domain.confirmation import passed_second_factor
from accounts.domain.kept_posts import KEPT_FIELD, forget_posts
from accounts.domain.second_factor import factors_of
from accounts.rules import needs_second_factor
from accounts.views.refused import is_script, session_lost

GetResponse = Callable[[HttpRequest], HttpResponseBase]

AUTHORING: Final = "/quan-tri/"
# Wagtail's editor writes scripts and styles into its pages, and frames the preview; nothing else here does.
AUTHORING_POLICY: Final = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
}
DIRECTORY: Final = "accounts.directory.DirectoryBackend"
WITHOUT_USER: Final = frozenset({"/healthz", "/metrics"})
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class LanguageMiddleware(LocaleMiddleware):
    """Vietnamese unless the person chose otherwise: a browser's own language decides nothing."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language


class PrivatePagesMiddleware:
    """For signed-in people: nothing stays in a cache, a first password is changed before all else, the language
    comes and goes with the person, and a form refused because the session has ended is kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in WITHOUT_USER:
            return self.get_response(request)
        before = request.user.pk
        response = _password_first(request) or self.get_response(request)
        if _asks_to_sign_in(request, response):
            response = session_lost(request)
        if request.user.pk != before:
            _change_language(request, response)
        if request.user.is_authenticated:
            _keep_out_of_caches(response)
            _remember_language(request, response)
            _forget_kept_post(request, response)
        if request.path.startswith(AUTHORING):
            response._csp_replace = AUTHORING_POLICY  # type: ignore[attr-defined]
        return response


def _password_first(request: HttpRequest) -> HttpResponseBase | None:
    user = request.user
    if not user.is_authenticated or not user.must_change_password:
        return None
    if request.session.get(BACKEND_SESSION_KEY) == DIRECTORY:
        # Signed in with the directory's password: the one handed out was not used and need not be known.
        return None
    if request.path in _open_before_password():
        return None
    if is_script(request):
        return JsonResponse({"message": _("The first password has to be changed before anything else.")}, status=403)
    return HttpResponseRedirect(reverse("change_password"))


@cache
def _open_before_password() -> frozenset[str]:
    return frozenset(reverse(name) for name in ("change_password", "account_logout", "set_language"))


class SecondFactorMiddleware:
    """A session of somebody who needs two factors and has shown one reaches only what sets up or asks for the other."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in WITHOUT_USER:
            return self.get_response(request)
        return _second_factor_first(request) or self.get_response(request)


def _second_factor_first(request: HttpRequest) -> HttpResponseBase | None:
    user = request.user
    if not user.is_authenticated or not needs_second_factor(user) or passed_second_factor(request, user):
        return None
    if request.path in _open_to_everybody() or (user.must_change_password and request.path in _open_before_password()):
        return None
    factors = factors_of(user)
    # Once there is a factor, setting up another one instead would pass by it.
    if request.path in (_open_to_ask() if factors else _open_to_set_up()):
        return None
    if is_script(request):
        return JsonResponse({"message": _("This account needs two-factor sign-in first.")}, status=403)
    if not factors:
        return HttpResponseRedirect(reverse("mfa_index"))
    asked = "mfa_reauthenticate" if factors.takes_codes else "mfa_reauthenticate_webauthn"
    way_on = urlencode({"next": request.get_full_path()}) if request.method in SAFE_METHODS else ""
    return HttpResponseRedirect(f"{reverse(asked)}?{way_on}")


@cache
def _open_to_everybody() -> frozenset[str]:
    names = ("account_logout", "set_language", "display", "help")
    return frozenset(reverse(name) for name in names)


@cache
def _open_to_ask() -> frozenset[str]:
    return frozenset(reverse(name) for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn"))


@cache
def _open_to_set_up() -> frozenset[str]:
    names = ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "code_card", "account_reauthenticate")
    return frozenset(reverse(name) for name in names)


def _asks_to_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a view has sent an unsafe request away to the sign-in page."""
    if request.method in SAFE_METHODS or response.status_code not in (302, 303):
        return False
    sign_in = resolve_url(settings.LOGIN_URL)
    if urlsplit(response.headers.get("Location", "")).path != sign_in or request.path == sign_in:
        return False
    return not request.user.is_authenticated


def _keep_out_of_caches(response: HttpResponseBase) -> None:
    """Course material named by its hash may say `private, max-age=…` itself; all else is not stored."""
    if not response.headers.get("Cache-Control", "").startswith("private, max-age="):
        response.headers["Cache-Control"] = "no-store"


def _change_language(request: HttpRequest, response: HttpResponseBase) -> None:
    """Somebody has come or gone, by whichever door: the choice of who sat here before is not for who comes next."""
    if request.user.is_authenticated:
        _set_language(response, request.user.language)
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")


def _remember_language(request: HttpRequest, response: HttpResponseBase) -> None:
    """The language a person once chose, in a browser that does not know it yet."""
    language = request.user.language  # type: ignore[union-attr]
    name = settings.LANGUAGE_COOKIE_NAME
    if name not in request.COOKIES and name not in response.cookies and language != settings.LANGUAGE_CODE:
        _set_language(response, language)


def _set_language(response: HttpResponseBase, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _forget_kept_post(request: HttpRequest, response: HttpResponseBase) -> None:
    if request.method != "POST" or response.status_code >= 400:
        return
    if tokens := request.POST.getlist(KEPT_FIELD):
        forget_posts(tokens=tokens, person=request.user)  # type: ignore[arg-type]
