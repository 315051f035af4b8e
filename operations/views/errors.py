"""Error pages. They need no database, no session and no context processor."""

from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from common.http.display import display_attributes
from common.http.error_forms import error_forms
from operations.request_id import current_request_id

RETRY_AFTER_SECONDS: Final = 15
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SECRETS: Final = ("password", "mat_khau", "secret")
MOST_KEPT: Final = 512 * 1024
"""Characters of a form that the page of an outage carries; a longer one has to be sent from its own page."""

_MESSAGES: Final = {
    400: gettext_noop("The request could not be understood. Nothing was changed."),
    403: gettext_noop("The account signed in does not have permission for this content."),
    404: gettext_noop("The content was not found."),
    405: gettext_noop("This address takes a form and cannot be opened by itself."),
    413: gettext_noop("The data sent are larger than this installation accepts. Nothing was saved."),
    500: gettext_noop("The system has met an error, which has been recorded. Data already saved are kept."),
    503: gettext_noop("The system is temporarily unavailable. Data already saved are kept."),
}


def error_reply(request: HttpRequest, status: int, **details: object) -> HttpResponse:
    """The page of a status, with the details its template shows, or `{"message": …}` for a script."""
    if wants_json(request):
        return JsonResponse({"message": _(_MESSAGES[status])}, status=status)
    context = {
        "request_id": current_request_id.get(),
        "display": display_attributes(request),
        **error_forms(request),
        **details,
    }
    page = render_to_string(f"{status}.html", context)
    return HttpResponse(page, status=status)


def too_large_reply(request: HttpRequest, limit: int) -> HttpResponse:
    """413, with the `limit` in bytes said in whole megabytes."""
    return error_reply(request, 413, megabytes=limit // 2**20)


def outage_reply(request: HttpRequest) -> HttpResponse:
    """503 while the database is away; scripts try again by themselves, and a form that was sent can be sent again."""
    unsaved = request.method not in SAFE_METHODS
    resent = _form_to_resend(request) if unsaved else None
    response = error_reply(request, 503, unsaved=unsaved, resent=resent, address=request.get_full_path())
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _form_to_resend(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The fields just sent, for the same person to send again; None where they should or can not be sent from here.

    A file cannot be put into a page, and a password has no place in one.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        return None
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (UnreadablePostError, SuspiciousOperation):
        return None
    is_secret = any(word in name.lower() for name, _value in fields for word in _SECRETS)
    return None if is_secret or sum(len(value) for _name, value in fields) > MOST_KEPT else fields


def paused_reply(request: HttpRequest, seconds: int) -> HttpResponse:
    """429, with how long to wait."""
    minutes = -(-seconds // 60)
    message = ngettext("Please try again in %(count)s minute.", "Please try again in %(count)s minutes.", minutes)
    message %= {"count": minutes}
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"message": message}, status=429)
    else:
        response = error_reply(request, 429, when=message)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether the reply is read by a script: ours say so in `Accept`."""
    return request.headers.get("Accept", "").startswith("application/json")
