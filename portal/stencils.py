"""Pages of a course that are the same for every learner but for a few places: see `common.http.stencil`."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from accounts.domain.marks import FIELD, sign_person
from accounts.domain.requests import SignedInRequest
from common.http.display import display_attributes
from common.http.stencil import blank, fill
from portal.menu import menu_html

# What the base templates ask of a request and its context processors.
_FRAME: Final[dict[str, Any]] = {
    "request": {
        "user": {"is_authenticated": True, "full_name": blank("full_name"), "username": blank("username")},
        "get_full_path": blank("address"),
    },
    "csrf_token": blank("csrf_token"),
    FIELD: blank(FIELD),
    "menu": blank("menu"),
    "display": blank("display"),
}


def render_stencil(
    request: SignedInRequest,
    template_name: str,
    *,
    key: Hashable,
    context: Callable[[], Mapping[str, Any]],
    blanks: Mapping[str, str],
) -> HttpResponse:
    """The page for who is signed in; `key`, `context` and `blanks` as `common.http.stencil.fill` takes them.

    The template may print a blank, but not ask it. With messages waiting the page is rendered as any other.
    """
    if len(get_messages(request)):
        return render(request, template_name, {**context(), **blanks})
    demonstration = settings.SEN_DEMO != "0"
    return HttpResponse(
        fill(
            template_name,
            key=(key, demonstration),
            context=lambda: {
                **context(),
                **{name: blank(name) for name in blanks},
                **_FRAME,
                "demonstration": demonstration,
            },
            blanks={**blanks, **_frame_of(request)},
        )
    )


def _frame_of(request: SignedInRequest) -> dict[str, str]:
    person = request.user
    return {
        "full_name": person.full_name or person.username,
        "username": person.username,
        "address": request.get_full_path(),
        "csrf_token": get_token(request),
        FIELD: sign_person(person.pk),
        "menu": menu_html(request),
        "display": display_attributes(request),
    }
