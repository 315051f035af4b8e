"""How pages look for whoever sits at this browser: theme and text size, kept in one cookie.

It says nothing about a person, so it stays after sign-out: a shared computer keeps the letters large.
Values are looked up in a list made once; nothing of a cookie is ever written into a page.
"""

from typing import Final

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

COOKIE: Final = "sen_display"
A_YEAR: Final = 365 * 24 * 3600


class Theme(models.TextChoices):
    """`SYSTEM` leaves it to what the browser asks for: `prefers-color-scheme` and `prefers-contrast`."""

    SYSTEM = "system", _("As on this computer")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
    CONTRAST = "contrast", _("High contrast")


class TextSize(models.TextChoices):
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")
    LARGEST = "largest", _("Very large")


Choice = tuple[Theme, TextSize]
PLAIN: Final[Choice] = (Theme.SYSTEM, TextSize.MEDIUM)


def _attributes(theme: Theme, size: TextSize) -> SafeString:
    return format_html(
        "{}{}",
        "" if theme is Theme.SYSTEM else format_html(' data-theme="{}"', theme.value),
        "" if size is TextSize.MEDIUM else format_html(' data-text-size="{}"', size.value),
    )


_CHOICES: Final = {f"{theme.value}.{size.value}": (theme, size) for theme in Theme for size in TextSize}
_ATTRIBUTES: Final = {value: _attributes(*choice) for value, choice in _CHOICES.items()}


def display_of(request: HttpRequest) -> Choice:
    """What was chosen in this browser."""
    return _CHOICES.get(request.COOKIES.get(COOKIE, ""), PLAIN)


def display_attributes(request: HttpRequest) -> SafeString | str:
    """The attributes of `<html>`: nothing unless something was chosen."""
    return _ATTRIBUTES.get(request.COOKIES.get(COOKIE, ""), "")


def remember_display(response: HttpResponseBase, *, theme: Theme, size: TextSize, secure: bool) -> None:
    if (theme, size) == PLAIN:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE, f"{theme.value}.{size.value}", max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax"
    )
