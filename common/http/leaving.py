"""The token with which an error page offers the button to leave, where there may be neither session nor database."""

from django.conf import settings
from django.http import HttpRequest


def leave_token(request: HttpRequest) -> str:
    """The browser's own token, of whoever carries a session; empty for others.

    As it stands in the cookie, without the mask that changes at each look: what may not be seen must answer with the
    very bytes of what is not there. These pages repeat nothing of what was asked, so there is nothing to guess it by.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    return request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
