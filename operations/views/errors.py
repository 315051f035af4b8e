"""Error pages. They need no database, no session and no context processor."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from common.http.display import display_attributes
from operations.request_id import current_request_id

RETRY_AFTER_SECONDS: Final = 15

_MESSAGES: Final = {
    400: gettext_noop("The request could not be understood. Nothing was changed."),
    403: gettext_noop("The account signed in does not have permission for this content."),
    404: gettext_noop("The content was not found."),
    413: gettext_noop("The data sent are larger than this installation accepts. Nothing was saved."),
    500: gettext_noop("The system has met an error, which has been recorded. Data already saved are kept."),
    503: gettext_noop("The system is temporarily unavailable. Data already saved are kept."),
}


def error_reply(request: HttpRequest, status: int) -> HttpResponse:
    """The page of a status, or `{"message": …}` for a script that asked for JSON."""
    if wants_json(request):
        return JsonResponse({"message": _(_MESSAGES[status])}, status=status)
    context = {"request_id": current_request_id.get(), "display": display_attributes(request)}
    page = render_to_string(f"{status}.html", context)
    return HttpResponse(page, status=status)


def outage_reply(request: HttpRequest) -> HttpResponse:
    """503 while the database is away; the browser and our scripts try again by themselves."""
    response = error_reply(request, 503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def paused_reply(request: HttpRequest, seconds: int) -> HttpResponse:
    """429, with how long to wait."""
    minutes = -(-seconds // 60)
    message = ngettext("Please try again in %(count)s minute.", "Please try again in %(count)s minutes.", minutes)
    message %= {"count": minutes}
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"message": message}, status=429)
    else:
        context = {"request_id": current_request_id.get(), "display": display_attributes(request), "when": message}
        response = HttpResponse(render_to_string("429.html", context), status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether the reply is read by a script: ours say so in `Accept`."""
    return request.headers.get("Accept", "").startswith("application/json")
