"""Root addresses. A room's own addresses stand in its `urls.py`, without a prefix."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from accounts.views.language import set_language
from lms.views.style_guide import style_guide

handler400 = "lms.views.errors.bad_request"
handler403 = "lms.views.errors.permission_denied"
handler404 = "lms.views.errors.page_not_found"
handler500 = "lms.views.errors.server_error"

# Wagtail's page routing and its document and image addresses are left out on purpose: what is
# served goes through views that check who asks.
urlpatterns = [
    path("", include("operations.urls")),
    path("", include("accounts.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
    path("", include("interop.urls")),
    path("", include("courses.urls")),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("ngon-ngu/", set_language, name="set_language"),
    path("phong-cach/", style_guide, name="style_guide"),
    path("", include("portal.urls")),
]
