"""The forms of an error page (language, leaving), where there may be neither session nor database."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token


def error_forms(request: HttpRequest) -> dict[str, object]:
    """Context of `layout/minimal.html`.

    Returns:
        `form_token`: what its forms are sent with, empty where none would be accepted;
        `may_leave`: whether the browser carries a session.
    """
    return {"form_token": _form_token(request), "may_leave": settings.SESSION_COOKIE_NAME in request.COOKIES}


def _form_token(request: HttpRequest) -> str:
    """The browser's own token; one that has none yet gets one with this reply.

    As it stands in the cookie, without the mask that changes at each look: what may not be seen must answer with the
    very bytes of what is not there. These pages repeat nothing of what was asked, so there is nothing to guess it by.
    """
    if own := request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""):
        return own
    # `user` is set just inside the middleware of tokens: further out, no cookie would go with the reply.
    if not hasattr(request, "user"):
        return ""
    get_token(request)
    return str(request.META["CSRF_COOKIE"])
