"""Under which address of the product a page belongs that stands at an address of its own: the menu marks that one."""

from typing import Final

from django.http import HttpRequest

_KEY: Final = "sen.place"


def stand_under(request: HttpRequest, address: str) -> None:
    """Whoever answers the request says where its page belongs."""
    request.META[_KEY] = address


def place_of(request: HttpRequest) -> str:
    """The path that the page belongs under, its own unless said otherwise."""
    return str(request.META.get(_KEY, request.path))
