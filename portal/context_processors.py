"""What the frame of every page needs: where the person may go, and whether figures are invented."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from committees.domain.access import access_of
from committees.enums import AUTHORING_ROLES, Role
from common.http.display import display_attributes


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """`navigation` by role, and the banner *Số liệu minh họa* while demonstration data may be shown."""
    return {
        # Reckoned at most once a page, and not at all for a page without a menu.
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "demonstration": settings.SEN_DEMO != "0",
        "display": display_attributes(request),
        "footer_links": [
            {"url": _address("help"), "label": _("Help")},
            {"url": _address("verify"), "label": _("Verify a certificate")},
        ],
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    links = [("home", _("My courses")), ("catalogue", _("Catalogue")), ("my_certificates", _("Certificates"))]
    access = access_of(user)
    if access.is_national or access.has(Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN):
        links.append(("report_home", _("Results by unit")))
    if access.has(Role.COMMITTEE_ADMIN, Role.NATIONAL_ADMIN):
        links.append(("unit_home", _("My unit")))
    if access.has(*AUTHORING_ROLES, Role.NATIONAL_ADMIN):
        links.append(("wagtailadmin_home", _("Write courses")))
    return [
        {"url": _address(name), "label": label, "current": _is_current(request, _address(name))}
        for name, label in links
    ]


@cache
def _address(name: str) -> str:
    return reverse(name)


def _is_current(request: HttpRequest, url: str) -> bool:
    """Where the person is: a course belongs to “My courses”, whose address is the root."""
    if url == _address("home"):
        return request.path == url or (
            request.path.startswith((_address("catalogue"), "/lam-bai/")) and (request.path != _address("catalogue"))
        )
    return request.path == url or (url != _address("catalogue") and request.path.startswith(url))
