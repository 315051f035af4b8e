"""The forms of a page of ours, read with expressions: quicker than a parser, so the client costs little."""

import re
from dataclasses import dataclass
from html import unescape

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_INPUT = re.compile(r"<(?:input|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")


@dataclass(frozen=True, slots=True)
class Form:
    """`fields`: what a browser would send untouched. `choices`: values of the radio buttons by name."""

    action: str
    fields: list[tuple[str, str]]
    choices: dict[str, list[str]]

    @property
    def names(self) -> set[str]:
        return {name for name, _value in self.fields}


def forms_of(html: str, page: str) -> list[Form]:
    """All forms of a page that stands at the address `page`."""
    return [_form(_attributes(match[1]), match[2], page) for match in _FORM.finditer(html)]


def form_to(html: str, page: str, action: str) -> Form:
    """The first form that is sent to `action`, whatever follows the path."""
    for form in forms_of(html, page):
        if form.action.partition("?")[0].partition("#")[0] == action.partition("?")[0]:
            return form
    raise LookupError(f"no form to {action} on {page}")


def _form(attributes: dict[str, str], inside: str, page: str) -> Form:
    fields: list[tuple[str, str]] = []
    choices: dict[str, list[str]] = {}
    for match in _INPUT.finditer(inside):
        given = _attributes(match[1])
        name, kind = given.get("name", ""), given.get("type", "")
        if not name or match[0].startswith("<button"):
            continue
        if kind == "radio":
            choices.setdefault(name, []).append(given.get("value", ""))
        if kind not in {"radio", "checkbox"} or "checked" in given:
            fields.append((name, given.get("value", "")))
    return Form(attributes.get("action") or page, fields, choices)


def _attributes(text: str) -> dict[str, str]:
    return {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(text)}
