"""Wagtail's admin, reduced to what authors of courses need."""

from typing import ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import admin_search_areas
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.admin.views.account import LocaleSettingsPanel, NameEmailSettingsPanel, NotificationsSettingsPanel
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses.domain.outlining import course_of_page, is_frozen, pages_of_others
from courses.models import ActivityPage, CoursePage
from courses.rules import can_edit_course
from courses.views import acts, preview

_FOR_SEARCH_ENGINES: Final = "empty-meta-description"
_HIDDEN_MENUS = frozenset({"reports", "settings", "help", "explorer"})

# Wagtail's search is closed (see the middleware): no field may lead there.
admin_search_areas.registered_search_areas = []
# People's names are not written here, no mail leaves the network, and the language is chosen once, for all of Sen.
# Both languages stay permitted: with one alone Wagtail would hide this choice too, and show nothing but that one.
for panel in (NameEmailSettingsPanel, NotificationsSettingsPanel, LocaleSettingsPanel):
    panel.is_active = lambda self: False


@hooks.register("insert_global_admin_css")
def colours_of_the_house() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("lms/css/admin.css"))


@hooks.register("insert_global_admin_js")
def names_of_fields() -> SafeString:
    return format_html('<script src="{}"></script>', static("courses/names.js"))


@hooks.register("insert_editor_js")
def clean_paste() -> SafeString:
    """What comes from Word is cleaned before the editor reads it."""
    note = _(
        "The table has been pasted line by line. To keep it as a table, add the part “Table” and paste it into a cell."
    )
    return format_html('<script src="{}" data-table-note="{}"></script>', static("content/paste.js"), note)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    course = "khoa-hoc/<uuid:uuid>/"
    return [
        path("khoa-hoc/", acts.course_list, name="courses_list"),
        path("khoa-hoc/ra-soat/", acts.reviews, name="courses_reviews"),
        path(course, acts.course_desk, name="courses_desk"),
        path(f"{course}gui-tham-dinh/", acts.submit, name="courses_submit"),
        path(f"{course}rut-lai/", acts.withdraw, name="courses_withdraw"),
        path(f"{course}tra-lai/", acts.give_back, name="courses_send_back"),
        path(f"{course}phat-hanh/", acts.publish, name="courses_publish"),
        path(f"{course}bo-hen-gio/", acts.unschedule, name="courses_unschedule"),
        path(f"{course}tham-dinh-xong/", acts.sign_off, name="courses_appraise"),
        path(f"{course}thay-cau-hoi/", acts.replace_bank, name="courses_replace_bank"),
        path(f"{course}sap-xep/<int:page_id>/", acts.arrange, name="courses_arrange"),
        path(f"{course}xem-thu/<int:page_id>/", preview.preview, name="courses_preview"),
        path(f"{course}so-sanh/", acts.compare, name="courses_compare"),
    ]


@hooks.register("register_admin_menu_item")
def courses_menu_item() -> MenuItem:
    return MenuItem(_("Courses"), reverse("courses_list"), name="courses", icon_name="doc-full", order=50)


@hooks.register("construct_main_menu")
def hide_menus(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in _HIDDEN_MENUS]


@hooks.register("construct_homepage_panels")
def no_homepage_panels(request: HttpRequest, panels: list[object]) -> None:
    """Site history and statistics say nothing to an author; the list of courses does."""
    panels.clear()


@hooks.register("construct_page_action_menu")
def only_save(menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, object]) -> None:
    """Learners see editions alone: a button to publish a page would promise what it does not do."""
    menu_items[:] = [item for item in menu_items if item.name not in {"action-publish", "action-unpublish"}]


class LessonChecker(ContentCheckerItem):
    """What can be checked of a lesson as it is read. No search engine asks for its description."""

    axe_run_only: ClassVar = [rule for rule in ContentCheckerItem.axe_run_only if rule != _FOR_SEARCH_ENGINES]
    axe_custom_rules: ClassVar = [
        rule for rule in ContentCheckerItem.axe_custom_rules if rule["id"] != _FOR_SEARCH_ENGINES
    ]
    # The name of a file is no description; a sentence about such names is one, and lessons have them.
    axe_custom_checks: ClassVar = [{"id": "check-image-alt-text", "options": {"pattern": r"^\S+\.\w{3,4}$|^\S*_\S*$"}}]


@hooks.register("construct_wagtail_userbar")
def only_the_checker(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    """The preview stands beside its form, which has the rest."""
    items[:] = [LessonChecker(item.in_editor) for item in items if isinstance(item, ContentCheckerItem)]


@hooks.register("register_page_header_buttons")
def desk_button(page: Page, user: object, view_name: str, next_url: str | None = None) -> list[Button]:
    course = course_of_page(page)
    if course is None:
        return []
    buttons = [
        Button(_("Review and publish"), reverse("courses_desk", args=[course.uuid]), icon_name="check", priority=1)
    ]
    if isinstance(page.specific_deferred, ActivityPage):
        url = reverse("courses_preview", args=[course.uuid, page.pk])
        buttons.append(Button(_("Preview as a learner"), url, icon_name="view", priority=2))
    return buttons


@hooks.register("construct_explorer_page_queryset")
def list_own_courses(parent_page: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return pages.exclude(pk__in=pages_of_others(request.user))


@hooks.register("construct_page_chooser_queryset")
def choose_from_own_courses(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return pages.exclude(pk__in=pages_of_others(request.user))


@hooks.register("before_create_page")
def only_in_own_course(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> None:
    """Wagtail's right to add reaches down the whole shelf; ours ends at the courses of others."""
    _require_own(request, parent_page)


@hooks.register("after_create_page")
def owned_by_its_course(request: HttpRequest, page: Page) -> None:
    """Wagtail lets trainers edit the pages they own; a course belongs to whoever began it."""
    course = course_of_page(page)
    if course is not None and page.owner_id != course.created_by_id:
        Page.objects.filter(pk=page.pk).update(owner=course.created_by)


@hooks.register("before_move_page")
def move_in_own_course(request: HttpRequest, page: Page, destination: Page) -> None:
    _require_own(request, page)
    _require_own(request, destination)


@hooks.register("before_edit_page")
def edit_own_course(request: HttpRequest, page: Page) -> None:
    _require_own(request, page)


@hooks.register("before_delete_page")
def keep_what_editions_show(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Evidence stands on editions: their pages can be taken out of a course, not deleted."""
    _require_own(request, page)
    course = course_of_page(page)
    if course is None or not is_frozen(page):
        return None
    if isinstance(page.specific, CoursePage):
        messages.error(request, gettext("A course that has been published cannot be deleted."))
    else:
        messages.error(request, gettext("This page stands in an edition. Take it out of the course here instead."))
    return redirect("courses_desk", uuid=course.uuid)


def _require_own(request: HttpRequest, page: Page) -> None:
    course = course_of_page(page)
    if course is not None and not can_edit_course(request.user, course):
        raise PermissionDenied
