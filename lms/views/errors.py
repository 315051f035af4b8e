"""The handlers of refused and failed requests, named in `lms.urls`."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from operations.domain.outages import is_outage
from operations.views.errors import error_reply, outage_reply, too_large_reply


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large_reply(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return error_reply(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_reply(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_reply(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this inside the `except` block, also for errors of middleware.

    Those never reach `DatabaseDownMiddleware`: session and user are loaded further inside.
    """
    if is_outage(sys.exc_info()[1]):
        return outage_reply(request)
    return error_reply(request, 500)
