"""What a page offers, by its links and forms: nothing of it may be what the oracle refuses to whom it is offered."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final
from urllib.parse import urlsplit

from tests.access.line import Line
from tests.access.places import ABSENT

_TAG: Final = re.compile(r"<(/?(?:a|form|input|button|select|option))\b([^>]*)>")
_ATTRIBUTE: Final = re.compile(r"""\b(href|action|formaction|form|id|method|name|type|value)=(?:"([^"]*)"|'([^']*)')""")
# Wagtail's menu is built in the browser.
_IN_MENU: Final = re.compile(r'"url": "(/[^"?]*)')
REFUSED: Final = (403, 404, 405)


@dataclass
class Offer:
    """A link, or a form with the fields in it and what they may be set to."""

    method: str
    path: str
    fields: set[tuple[str, str]] = field(default_factory=set)


class Addresses:
    """Which lines ask for an address, and of which place."""

    def __init__(self, asked: Iterable[tuple[Line, str, str]]) -> None:
        """`asked`: lines with a place and the address there."""
        self._lines: dict[str, list[tuple[Line, str]]] = defaultdict(list)
        for line, place, url in asked:
            if place != ABSENT:
                self._lines[url].append((line, place))

    def refused_of(self, text: str, own: str, row: str) -> list[str]:
        """The offers of a page that stands at the address `own` which its reader is refused."""
        return [f"{o.method} {o.path}" for o in _offers(text, own) if self._is_refused(o, row)]

    def _is_refused(self, offer: Offer, row: str) -> bool:
        """By every line that asks for just that."""
        asking = [
            (line, place)
            for line, place in self._lines.get(offer.path, ())
            if _as_sent(line.data) <= (offer.fields if offer.method == "POST" else set())
        ]
        most = max((len(line.data) for line, _place in asking), default=0)
        told = [line.expected(row, place, offer.method) for line, place in asking if len(line.data) == most]
        return bool(told) and all(status in REFUSED for status in told)


def _as_sent(data: dict[str, Any]) -> set[tuple[str, str]]:
    return {(name, str(value)) for name, value in data.items()}


def _offers(text: str, own: str) -> Iterator[Offer]:
    yield from (Offer("GET", path) for path in _IN_MENU.findall(text))
    form = Offer("", own)
    by_id: dict[str, Offer] = {}
    is_sent_there, chosen = False, ""
    for tag in _TAG.finditer(text):
        name = tag[1]
        values = {found[1]: unescape(found[2] or found[3] or "") for found in _ATTRIBUTE.finditer(tag[2])}
        if name == "a" and values.get("href", "").startswith("/"):
            yield Offer("GET", urlsplit(values["href"]).path)
        elif name == "form":
            form = Offer(values.get("method", "get").upper(), urlsplit(values.get("action") or own).path)
            is_sent_there = False
            by_id[values.get("id", "")] = form
        elif name == "/form" and is_sent_there:
            yield form
        elif name == "select":
            chosen = values.get("name", "")
        elif name == "button" and "formaction" in values:
            yield Offer(form.method, urlsplit(values["formaction"]).path, form.fields)
        elif name == "button" and values.get("form") in by_id:
            yield by_id[values["form"]]
        elif name in ("input", "button", "option"):
            is_sent_there |= name == "button" and values.get("type") != "button"
            form.fields.add((values.get("name") or chosen, values.get("value", "")))
