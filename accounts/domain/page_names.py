"""What the page of an address is called. Rooms above know; they register it in `AppConfig.ready`."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404
from django.urls import Resolver404, resolve

from accounts.models import User

PageName = Callable[[User, Mapping[str, Any]], str]
_names: dict[str, PageName] = {}


def register_page_names(name: PageName, *views: str) -> None:
    """`name(person, arguments of the address)` serves these url names; "" where the person has no such page."""
    _names.update(dict.fromkeys(views, name))


def name_of_page(person: User, path: str) -> str:
    """The name as the person knows it; "" for what nobody has named."""
    try:
        found = resolve(path.partition("?")[0])
        name = _names.get(found.view_name)
        return name(person, found.kwargs) if name else ""
    except (Resolver404, Http404):
        return ""
