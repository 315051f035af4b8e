"""Pages that differ from person to person in a few places: rendered once, then only filled in.

A stencil is rendered without a request, a user or a session: what belongs to a person can come into it
only through a blank that was named, so a page remembered for one reader holds nothing of another.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from common.memory import BoundedMemory

REMEMBERED_CHARACTERS: Final = 64 * 1024 * 1024
# Nobody outside knows the mark, so no text of a course can pass for a blank. It is the same escaped and not.
_MARK: Final = secrets.token_hex(8)
_BLANK: Final = re.compile(rf"\ue000{_MARK}:([a-z_]+)\ue001")

Pieces = tuple[str, ...]
"""Ready HTML and names of blanks in turn, beginning and ending with HTML."""

_stencils: BoundedMemory[tuple[str, str, Hashable], Pieces] = BoundedMemory(limit=REMEMBERED_CHARACTERS)


def blank(name: str) -> SafeString:
    """What stands in a context for a value that is filled in later. A template may print it, never ask it."""
    return mark_safe(f"\ue000{_MARK}:{name}\ue001")  # noqa: S308 - letters, digits and two private characters


def fill(
    template_name: str, *, key: Hashable, context: Callable[[], Mapping[str, Any]], blanks: Mapping[str, str]
) -> SafeString:
    """The page: `template_name` as rendered once for `key` and the language, with the blanks filled in.

    Args:
        key: everything that `context` depends on.
        context: what the template is given when it is not remembered yet; `blank(name)` stands for each blank.
        blanks: the value of each blank, escaped unless it is marked safe.

    Raises:
        KeyError: the template prints a blank that has no value.
    """
    pieces = _stencils.get(
        (template_name, get_language() or "", key),
        lambda: tuple(_BLANK.split(render_to_string(template_name, dict(context())))),
        size=lambda made: sum(map(len, made)),
    )
    values = {name: conditional_escape(value) for name, value in blanks.items()}
    return mark_safe(  # noqa: S308 - rendered HTML and escaped values
        "".join(values[piece] if place % 2 else piece for place, piece in enumerate(pieces))
    )
