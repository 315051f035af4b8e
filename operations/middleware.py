"""Outermost middleware: an id for each request, clear pages for an outage and a huge upload."""

import logging
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from common.http.throttle import Paused
from operations.domain.outages import is_outage
from operations.domain.refusals import record_refusal, watch_refusals
from operations.request_id import current_request_id
from operations.views.errors import error_reply, outage_reply, paused_reply, too_large_reply

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

CHUNK: Final = 64 * 1024
READ_AWAY_AT_MOST: Final = 2 * 1024**3
"""A browser shows our answer only after it has sent all of its file."""


class RequestIdMiddleware:
    """Never takes an id from outside: a log line must not be written by a visitor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = str(uuid.uuid4())
        request.request_id = request_id  # type: ignore[attr-defined]
        token = current_request_id.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-Id"] = request_id
        return response


class DatabaseDownMiddleware:
    """A page that needs no database for views that lost theirs.

    For session and user, which middleware loads, `lms.views.errors.server_error` does the same.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not is_outage(error):
            return None
        log.error("database unavailable: %s", type(error).__name__)
        return outage_reply(request)


class RefusalMiddleware:
    """Writes down what was refused to whoever is signed in; the answer stays as it is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with watch_refusals() as refused:
            response = self.get_response(request)
            target = refused()
        user = getattr(request, "user", None)
        if response.status_code not in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            return response
        if user is None or not user.is_authenticated or request.resolver_match is None:
            return response
        if target is None and response.status_code == HTTPStatus.FORBIDDEN:
            # Whoever is kept out of a whole part is kept out before anything is looked up.
            target = user
        if target is not None:
            record_refusal(
                actor=user,
                target=target,
                route=request.resolver_match.view_name,
                method=request.method or "",
                status=response.status_code,
            )
        return response


class PauseMiddleware:
    """Says to whoever has tried too often how long to wait."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, Paused):
            return None
        log.warning("paused after too many tries: %s", request.resolver_match and request.resolver_match.view_name)
        return paused_reply(request, error.seconds)


class WrongMethodMiddleware:
    """Django answers a wrong method with an empty page; the reader gets a page that leads on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_empty = isinstance(response, HttpResponse) and not response.content
        if response.status_code != 405 or not is_empty or request.method not in {"GET", "HEAD"}:
            return response
        page = error_reply(request, 405)
        page["Allow"] = response.headers.get("Allow", "")
        # What the answer it takes the place of had been given further in.
        page["Cache-Control"] = response.headers.get("Cache-Control", "no-store")
        return page


class UploadLimitMiddleware:
    """Refuses a body that is too large by its announced length, before a byte of it is kept.

    A body cannot be longer than announced (Django stops reading there). Without a session only
    what fits in memory is taken: nobody unknown fills the disk.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = _announced_length(request)
        if length <= _limit(request):
            return self.get_response(request)
        _read_away(request, length)
        return too_large_reply(request, _limit(request))


def _announced_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _limit(request: HttpRequest) -> int:
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
    return settings.SEN_MAX_UPLOAD_BYTES if is_known else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _read_away(request: HttpRequest, length: int) -> None:
    """Let the sender finish, without keeping anything; give up on what is absurd."""
    if length > READ_AWAY_AT_MOST:
        return
    while request.read(CHUNK):
        pass
