"""Root addresses. A room's own addresses stand in its `urls.py`, without a prefix."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from django.views.i18n import set_language

urlpatterns = [
    path("", include("operations.urls")),
    path("", include("accounts.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
    path("", include("interop.urls")),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("ngon-ngu/", set_language, name="set_language"),
    path("", include("portal.urls")),
]
