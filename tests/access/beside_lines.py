"""The addresses without a line of their own, which are Wagtail's: for authors or for nobody, by groups of names."""

from collections.abc import Iterator
from typing import Any, Final

from django.urls import NoReverseMatch, URLPattern, reverse

from tests.access.asking import EVERY_LINE, KEPT_OF_REFUSALS, REFUSALS, routes
from tests.access.browsing import Browsers, secrets_from
from tests.access.objects import World

# By the beginning of their names: for authors something, for nobody else anything, for nobody an error.
OPEN_GROUPS: Final = (
    "wagtailadmin_home", "wagtailadmin_explore", "wagtailadmin_choose_page", "wagtailadmin_tag_",
    "wagtailadmin_account", "wagtailadmin_logout", "wagtailadmin_dismissibles", "wagtailadmin_editing_sessions:",
    "wagtaildocs:", "wagtaildocs_chooser:", "wagtailimages:", "wagtailimages_chooser:", "wagtailmedia:",
    "wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_anchor_link",
)  # fmt: skip
# Closed for everyone by courses.middleware.
CLOSED_GROUPS: Final = (
    "wagtailadmin_api:", "wagtailadmin_workflows:", "wagtailadmin_collections:", "wagtailadmin_reports:",
    "wagtailsettings:", "wagtailembeds:", "wagtailsnippets:", "wagtailsites:", "wagtailusers_users:",
    "wagtailusers_groups:", "wagtail_bulk_action", "wagtailadmin_error_test", "wagtailadmin_login",
    "wagtailadmin_password_reset", "wagtailadmin_block_preview", "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_pages:",
)  # fmt: skip
# Nothing in them is anybody's.
PUBLIC: Final = ("wagtailadmin_sprite", "wagtailadmin_javascript_catalog")
# Where a GET of Wagtail may write: thumbnails, who edits now, one's own settings.
WAGTAIL_WRITES: Final = (
    "sen_cache", "wagtailimages_rendition", "wagtailadmin_editingsession", "wagtailcore_pagesubscription",
    "wagtailusers_userprofile",
)  # fmt: skip


def group_of(name: str) -> str:
    """The longest beginning that names the route among the groups."""
    every = (*OPEN_GROUPS, *CLOSED_GROUPS, *PUBLIC)
    return max((group for group in every if name.startswith(group)), key=len, default="")


def wrong_in_wagtail(world: World, browsers: Browsers) -> Iterator[str]:
    """In words every answer that is not for authors or for nobody."""
    lines = {line.route for line in EVERY_LINE}
    for name, entry in routes():
        group = group_of(name) if name and name not in lines else ""
        if not group:
            continue
        url = wagtail_url(name, entry, world.objects.known["wagtail"]["B"])
        for who in ("AN", "CM", "TR", "RP"):
            answer = browsers.ask(who, "GET", url)
            if seen := answer.shows(secrets_from(who)):
                yield f"{who} {name}: shows {seen}"
            kept = KEPT_OF_REFUSALS if answer.status in REFUSALS else WAGTAIL_WRITES
            if written := answer.wrote_beside(*kept):
                yield f"{who} {name}: writes {written}"
            if answer.status not in _expected_of_group(group, who):
                yield f"{who} {name}: {answer.status}"
        if group in CLOSED_GROUPS:
            yield from (f"{who} POST {name}" for who in ("AN", "RP") if browsers.ask(who, "POST", url).status != 404)


def _expected_of_group(group: str, who: str) -> set[int]:
    if who == "CM":
        return {403}
    if group in CLOSED_GROUPS:
        return {404}
    if group in PUBLIC:
        return {200}
    return {200, 302, 404, 405} if who in ("TR", "RP") else {302, 404}


def wagtail_url(name: str, entry: URLPattern, values: dict[str, Any]) -> str:
    kwargs = {key: values[key] for key in entry.pattern.converters}
    for more in ({}, {"media_type": "video"}):
        try:
            return reverse(name, kwargs=kwargs | more)
        except NoReverseMatch:
            continue
    return reverse(name, args=(values["page_id"], "earliest", "latest"))
