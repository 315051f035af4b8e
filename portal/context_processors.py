"""What the frame of every page needs: where the person may go, and whether figures are invented."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.domain.demonstration import shows_demonstration
from common.http.display import display_attributes
from portal.menu import menu_html


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """`menu` by role, whether the banner *Số liệu minh họa* stands over the page, and the theme."""
    return {
        # Reckoned at most once a page, and not at all for a page without a menu.
        "menu": SimpleLazyObject(lambda: menu_html(request)),
        "demonstration": shows_demonstration(),
        "display": display_attributes(request),
    }
