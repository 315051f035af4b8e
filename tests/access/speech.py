"""Listening to a screen: what of it has no Vietnamese, what of it is plainly English, where it leads."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any, Final

import pytest
from django.utils.translation import trans_real

# Words that stand in no Vietnamese sentence; those that both languages write alike are left out.
_ENGLISH: Final = """
    about access account action actions active add added after already and any anyone apply are author avatar
    back bad before between block blocks bold bookmark browse bulk but button by cancel cannot caption category
    change changed changes check child choice choose clear click close closed code collection collections comment
    comments compare confirm contains content continue copy correct could course created current dashboard date
    default delete deleted density description details disabled display document documents does draft drag due
    duplicate each edit edited editing edition enable enter entered error errors every exercise expand expiry
    explore false field fields file files filter filters find first focus following footer for format from full
    group groups has have heading height help hidden hide history home how image images insert invalid into is
    issue issues item items its keyboard language last latest lesson level like link links live loading locale
    lock locked log login logout maximum message minimum minutes missing module more most move moved must name new
    next none nothing number object occurred of open option options order other our outcome owner page pages
    parent password people permission permissions person picture please position preferences preview previous
    private profile publish published question questions quiz quote read ready redo refresh remove reply report
    reports required resolve result results review role root row rows save saved saving schedule search see select
    selected server session settings show sidebar sign site size skip slug some something sort start started state
    status step strike submit submitted summary superscript table tag tags take text that the their theme there
    these they this thumbnail time title toggle transcript true type types uncheck undo unlock unpublish unsaved
    update updated upload uploaded uploading usage used user username users valid value version view visible was
    welcome were when where which width will with without words write yes you your zoom
    wagtail
"""
ENGLISH: Final = frozenset(_ENGLISH.split())
# Keys of a keyboard, and names in the world of the tests.
_PROPER_NAMES: Final = re.compile(r"\bCaps Lock\b")
NAMES: Final = frozenset({"alt", "ctrl", "esc", "shift", "sen", "phim", "rah", "chung"})
_SPOKEN_ATTRIBUTES: Final = frozenset({"alt", "title", "placeholder", "aria-label", "aria-description", "label"})
_SILENT: Final = frozenset({"script", "style", "code", "pre"})
_SENT_BY_BUTTONS: Final = frozenset({"submit", "button", "reset"})
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Addresses, file names and what else is written for the machine.
_MACHINE: Final = re.compile(r"\S*(?:[/@=_#{}<>\\\d]|\.\w|\w-\w|::)\S*")


class Probe:
    """Notes what is asked of the Vietnamese catalogue and is not in it."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()

    def hear(self, key: str, *, is_plural: bool = False) -> None:
        catalogue = trans_real.translation("vi")._catalog
        is_known = (key, 0) in catalogue or (not is_plural and key in catalogue)
        # A title or a label that was Vietnamese before it came here needs no entry.
        if not is_known and key.isascii() and re.search("[A-Za-z]{2}", key):
            self.unknown.add(key.replace("\x04", " | "))


@contextmanager
def listening(patch: pytest.MonkeyPatch) -> Iterator[Probe]:
    """What is said meanwhile goes through the probe. Words with a context reach it with the context before them."""
    probe = Probe()
    vietnamese = trans_real.translation("vi")
    one, many = vietnamese.gettext, vietnamese.ngettext

    def gettext(message: str) -> Any:
        probe.hear(message)
        return one(message)

    def ngettext(singular: str, plural: str, number: int) -> Any:
        probe.hear(singular, is_plural=True)
        return many(singular, plural, number)

    with patch.context() as here:
        here.setattr(vietnamese, "gettext", gettext)
        here.setattr(vietnamese, "ngettext", ngettext)
        yield probe


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Screen(HTMLParser):
    """What is read or heard on a screen, and its ways on: links, choosers, forms to send."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.ways: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._silent = 0
        self._foreign: list[str] = []
        if text[:1] in "[{":
            self._take(json.loads(text))
        else:
            self.feed(text)
            self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._silent += tag in _SILENT
        self._note_ways(tag, given)
        if self._foreign or given.get("lang") == "en":
            # An element without an end never closes what follows.
            self._foreign += [] if tag in ("img", "input", "br", "source", "track") else [tag]
            return
        for name, value in given.items():
            if name in _SPOKEN_ATTRIBUTES or (name == "value" and given.get("type") in _SENT_BY_BUTTONS):
                self.texts.append(value)
            elif name.startswith("data-") and value[:1] in ("[", "{"):
                self._take_json(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        if tag == "form":
            self._form = None
        if tag in self._foreign:
            while self._foreign.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._foreign:
            self.texts.append(data)

    def _note_ways(self, tag: str, given: dict[str, str]) -> None:
        self.ways += [
            value
            for name, value in given.items()
            if value.startswith("/") and (name == "href" or name.startswith("data-")) and tag != "link"
        ]
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
        elif tag in ("input", "select", "textarea") and self._form and "name" in given:
            # Sent as it stands, but with every field left empty that a person would fill in.
            self._form.fields[given["name"]] = given.get("value", "") if given.get("type") == "hidden" else ""

    def _take_json(self, text: str) -> None:
        try:
            self._take(json.loads(text))
        except ValueError:
            return

    def _take(self, value: Any) -> None:
        """The labels in what a widget is given; HTML inside is a screen of its own."""
        if isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                self._take(inner)
        elif isinstance(value, str) and "<" in value and ">" in value:
            inside = Screen(value.strip())
            self.texts += inside.texts
            self.ways += inside.ways
        elif isinstance(value, str) and not value.isupper() and (value[:1].isupper() or " " in value[:40]):
            self.texts.append(value)


def english_in(text: str) -> set[str]:
    """The words of a text that are no Vietnamese.

    A text without a single mark is Vietnamese only if each of its words stands somewhere in the catalogue:
    so a label that nobody marked for translation is noticed too.
    """
    if text.lstrip()[:1] in ("{", "["):
        return set()
    words = _WORD.findall(_MACHINE.sub(" ", _PROPER_NAMES.sub(" ", text)))
    strange = {word for word in words if word.lower() in ENGLISH}
    if text.isascii():
        known = vietnamese_words()
        strange |= {word for word in words if len(word) > 2 and not word.isupper() and word.lower() not in known}
    return strange


@cache
def vietnamese_words() -> frozenset[str]:
    catalogue = trans_real.translation("vi")._catalog
    values = {str(catalogue.get(key)) for key in catalogue.keys()}  # noqa: SIM118  it is no mapping
    return frozenset(word.lower() for value in values for word in _WORD.findall(value)) | NAMES
