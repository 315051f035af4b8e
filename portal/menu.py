"""The main menu: where the person may go, by role."""

from functools import cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from committees.domain.access import access_of
from committees.enums import AUTHORING_ROLES, Role
from committees.rules import reads_audit
from committees.rules.retention import can_read_retention
from common.http.place import place_of
from common.templatetags.fixed import address

Names = tuple[str, ...]


def menu_html(request: HttpRequest) -> SafeString | str:
    """The links of this person with the current one marked; nothing for who has not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    names = _names(user)
    path = place_of(request)
    return _render(names, next((name for name in names if _is_current(path, name)), ""), get_language())


def _names(user: object) -> Names:
    names = ["home", "catalogue", "my_certificates", "notices", "search"]
    access = access_of(user)
    if access.is_national or access.has(Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN):
        names.append("report_home")
    if access.has(Role.COMMITTEE_ADMIN, Role.NATIONAL_ADMIN):
        names.append("unit_home")
    if access.has(*AUTHORING_ROLES, Role.COMMITTEE_ADMIN, Role.NATIONAL_ADMIN, Role.DATA_PROTECTION):
        names.append("approvals")
    if access.has(Role.AUDITOR):
        names.append("bank_reading")
    if reads_audit(user):
        names.append("audit_log")
    if can_read_retention(user):
        names.append("retention")
    if access.has(*AUTHORING_ROLES, Role.NATIONAL_ADMIN):
        names.append("wagtailadmin_home")
    return tuple(names)


@cache
def _render(names: Names, current: str, language: str | None) -> SafeString:
    """One of few: the combinations of roles, the places, two languages."""
    links = [{"url": address(name), "label": _label(name), "current": name == current} for name in names]
    return render_to_string("layout/menu.html", {"links": links})


def _label(name: str) -> str:
    return {
        "home": _("My courses"),
        "catalogue": _("Catalogue"),
        "my_certificates": _("Certificates"),
        "notices": _("Notices"),
        "search": _("Search"),
        "report_home": _("Results by unit"),
        "unit_home": _("My unit"),
        "approvals": _("Approvals"),
        "bank_reading": _("Question banks"),
        "audit_log": pgettext("menu", "Audit log"),
        "retention": _("Retention"),
        "wagtailadmin_home": _("Write courses"),
    }[name]


def _is_current(path: str, name: str) -> bool:
    """A course belongs to “My courses”, whose address is the root."""
    if name == "home":
        return path == address("home") or _is_in_a_course(path)
    if name == "catalogue":
        return path == address("catalogue")
    if name == "unit_home" and path.startswith(("/nhap/", "/dot/", "/vai-tro/")):
        # A list of people, a campaign and a role are the unit's, under addresses of their own.
        return True
    if name == "wagtailadmin_home" and path.startswith(("/them-gio/", "/giang-day/")):
        # What trainers do for the people of their courses.
        return True
    return path.startswith(address(name))


def _is_in_a_course(path: str) -> bool:
    catalogue = address("catalogue")
    return path != catalogue and path.startswith((catalogue, "/lam-bai/"))
