"""The door of Wagtail's admin: only what authors need is there, and the pages of others look absent."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import get_resolver
from wagtail.models import Page

from courses.domain.outlining import course_of_page
from courses.rules import can_edit_course, is_author
from operations.domain.refusals import Refused

ADMIN: Final = "/quan-tri/"
# All else of Wagtail has no work here: its own sign-in would pass by the throttle, its search, reports
# and interface for programs show the drafts of everyone, its users and groups are ours to keep.
_OPEN_NAMES: Final = frozenset(
    {
        "wagtailadmin_home", "wagtailadmin_explore_root", "wagtailadmin_explore", "wagtailadmin_explore_results",
        "wagtailadmin_choose_page", "wagtailadmin_choose_page_child", "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_tag_autocomplete", "wagtailadmin_tag_model_autocomplete", "wagtailadmin_account",
        "wagtailadmin_logout", "wagtailadmin_dismissibles", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
    }
)  # fmt: skip
_OPEN_PAGE_ACTS: Final = frozenset(
    {
        "add", "preview_on_add", "edit", "preview_on_edit", "view_draft", "add_subpage", "delete", "move",
        "move_confirm", "history", "history_results", "revisions_view", "revisions_revert", "revisions_compare",
    }
)  # fmt: skip
_OPEN_SPACES: Final = frozenset(
    {
        "wagtailadmin_editing_sessions", "wagtaildocs", "wagtaildocs_chooser", "wagtailimages",
        "wagtailimages_chooser", "wagtailmedia",
    }
)  # fmt: skip
_OURS: Final = ("courses_", "assessments_", "interop_")
_PAGE_IDS: Final = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class AuthoringDoorMiddleware:
    """Refuses before Wagtail looks: what may not be seen is answered like what is not there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_FOUND and request.path.startswith(ADMIN):
            # Wagtail has a page of its own for what it does not find: it would tell the two apart.
            show = cast(Callable[..., HttpResponseBase], get_resolver().resolve_error_handler(404))
            return show(request, Http404())
        if response.status_code == HTTPStatus.BAD_REQUEST and _is_unfinished_form(request, response):
            response.status_code = HTTPStatus.OK
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        if not request.path.startswith(ADMIN) or request.resolver_match is None:
            return
        if request.user.is_authenticated and not is_author(request.user):
            # Wagtail would send them to sign in, and the sign-in page back here. The same for every address.
            raise PermissionDenied
        if not is_open(request.resolver_match.namespace, request.resolver_match.url_name or ""):
            raise Http404
        # Who has not signed in is sent away by Wagtail, whatever the address names.
        if is_author(request.user):
            given = [kwargs[name] for name in _PAGE_IDS if name in kwargs]
            # Wagtail's comparison names its page by place.
            given += args[:1] if request.resolver_match.url_name == "revisions_compare" else ()
            for page_id in given:
                _refuse_page_of_another(request, page_id)


def _is_unfinished_form(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether Wagtail saved nothing of its own accord because the form is not valid yet.

    Its script sends the form every few seconds while somebody types, and shows beside it why nothing was saved. It
    reads the words of the answer, not the status; but a browser reports each status of failure as an error, about
    what is only not finished. What was pressed by a person, and a page saved by another meanwhile, stay failures.
    """
    if not request.path.startswith(f"{ADMIN}pages/") or request.accepts("text/html"):
        return False
    if not isinstance(response, JsonResponse):
        return False
    told = json.loads(response.content)
    return told.get("success") is False and told.get("error_code") == "validation_error"


def is_open(namespace: str, name: str) -> bool:
    """Whether this address of the admin exists for anybody."""
    if namespace:
        return namespace in _OPEN_SPACES or (namespace == "wagtailadmin_pages" and name in _OPEN_PAGE_ACTS)
    # Without a name it is the last one: anything else, which Wagtail sends to sign in or calls absent.
    return not name or name in _OPEN_NAMES or name.startswith(_OURS)


def _refuse_page_of_another(request: HttpRequest, page_id: object) -> None:
    page = Page.objects.filter(pk=page_id).first()
    course = course_of_page(page) if page else None
    if course is not None and not can_edit_course(request.user, course):
        raise Refused(course)
