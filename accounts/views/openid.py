"""To the organisation's sign-in service and back."""

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from accounts.openid import failed


@never_cache
@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """404 where no service is set. A form only: nobody is sent there by a link of somebody else's."""
    try:
        return views.login(request, provider_id)
    except (RequestException, ValueError, KeyError):
        return failed(request)


@never_cache
@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return views.callback(request, provider_id)
    except (RequestException, ValueError, KeyError):
        return failed(request)
