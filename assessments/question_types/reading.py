"""Reading what authors and forms send: short texts, ids, lists; and giving ids that say nothing."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from string import ascii_lowercase
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from assessments.errors import BadResponse, QuestionError
from assessments.question_types.base import FormData, Raw
from common.text.html import clean_html, plain_text
from common.text.vietnamese import UnsafeText, clean_line

MAX_PARTS: Final = 12
MAX_TEXT: Final = 500
MAX_REASON: Final = 1000
MAX_HTML: Final = 5000
_Part = TypeVar("_Part", bound=Mapping[str, Any])
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")


def read_parts(
    raw: Raw, field: str, called: str, names: Collection[str], *, least: int, most: int = MAX_PARTS
) -> list[Mapping[str, Any]]:
    """The list of options, items or targets, each with a proper and unique id and no field but `names`.

    `called` is what the author's form calls the list.
    """
    parts = raw.get(field)
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise QuestionError(_("“%(field)s” must be a list.") % {"field": called})
    # The limit that was met, not both: the author's form may offer fewer rows than a package may hold.
    if len(parts) < least:
        raise QuestionError(_("“%(field)s” must have at least %(least)d entries.") % {"field": called, "least": least})
    if len(parts) > most:
        raise QuestionError(_("“%(field)s” must have at most %(most)d entries.") % {"field": called, "most": most})
    seen: set[str] = set()
    for number, part in enumerate(parts, start=1):
        name = part.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            raise QuestionError(_("Entry %(number)d has no proper id.") % {"number": number})
        if name in seen:
            raise QuestionError(_("The id “%(id)s” is used twice.") % {"id": name})
        seen.add(name)
        for unknown in part.keys() - {"id", *names}:
            raise QuestionError(
                _("Entry %(number)d has an unknown field “%(field)s”.") % {"number": number, "field": unknown}
            )
    return parts


def read_text(part: Mapping[str, Any], number: int, field: str = "text") -> str:
    text = read_line(part.get(field), number, MAX_TEXT)
    if not text:
        raise QuestionError(_("Entry %(number)d has no text.") % {"number": number})
    return text


def read_reason(part: Mapping[str, Any], number: int) -> str:
    return read_line(part.get("reason", ""), number, MAX_REASON)


def read_line(value: Any, number: int, limit: int) -> str:
    """One line of plain text with single spaces; it may be empty."""
    if not isinstance(value, str):
        raise QuestionError(_("Entry %(number)d must be text.") % {"number": number})
    try:
        text = clean_line(" ".join(value.split()))
    except UnsafeText as error:
        raise QuestionError(_("Entry %(number)d: %(error)s") % {"number": number, "error": error}) from error
    if len(text) > limit:
        raise QuestionError(
            _("Entry %(number)d is longer than %(limit)d characters.") % {"number": number, "limit": limit}
        )
    return text


def read_html(value: Any, number: int) -> str:
    """Rich text that says something, cleaned. It holds no link: an address in a drill is only to be read."""
    if not isinstance(value, str) or len(value) > MAX_HTML:
        raise QuestionError(
            _("Entry %(number)d is longer than %(limit)d characters.") % {"number": number, "limit": MAX_HTML}
        )
    html = clean_html(value).strip()
    if not plain_text(html):
        raise QuestionError(_("Entry %(number)d has no text.") % {"number": number})
    if "<a" in html:
        raise QuestionError(_("Write an address as words; a link would lead learners away."))
    return html


def read_flag(part: Mapping[str, Any], number: int, field: str) -> bool:
    value = part.get(field)
    if not isinstance(value, bool):
        raise QuestionError(_("Entry %(number)d does not say whether it is right.") % {"number": number})
    return value


def letters(count: int) -> list[str]:
    return list(ascii_lowercase[:count])


def neutral(parts: Iterable[_Part]) -> list[_Part]:
    """The same order for the same texts, whichever way they were given."""
    return sorted(parts, key=lambda part: sha256(str(part["text"]).encode()).digest())


def neutral_letters(parts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """From the author's id of each part to a letter that does not follow the author's order."""
    return dict(zip((part["id"] for part in neutral(parts)), letters(len(parts)), strict=True))


def scrambled(parts: Sequence[_Part]) -> list[_Part]:
    """The same order for the same texts, and never the order given: an order can be the answer."""
    mixed = neutral(parts)
    if mixed == list(parts):
        mixed = [*mixed[1:], mixed[0]]
    return mixed


def texts(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {part["id"]: part["text"] for part in parts}


def field_values(data: FormData, name: str, limit: int) -> list[str]:
    """What was posted under the name, in order, without repeats."""
    values = data.getlist(name)
    if len(values) > limit:
        raise BadResponse
    return list(dict.fromkeys(value for value in values if isinstance(value, str)))
