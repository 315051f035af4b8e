"""`/healthz` for whoever watches, `/metrics` for whoever holds the token or sits on this machine."""

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from operations.domain.health import OK, health
from operations.domain.metrics import metrics


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    state = health()
    word = OK if state.ready else "unavailable"
    return JsonResponse({"status": word, **state.parts}, status=200 if state.ready else 503)


@never_cache
@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    if not _may_read_metrics(request):
        # Without its page: that carries a token of whoever is signed in, and nothing keeps it out of caches here.
        return HttpResponseNotFound()
    return HttpResponse(metrics(), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: HttpRequest) -> bool:
    token = settings.SEN_METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
    # A proxy on this machine makes every visitor look local; it adds this header.
    return "X-Forwarded-For" not in request.headers and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
