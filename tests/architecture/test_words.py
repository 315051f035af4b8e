"""Every word of the screens has its Vietnamese, and what is compiled is what is written."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polib
import pytest
from babel.messages.extract import extract_python
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

from tests.architecture.sources import ROOMS, files, name_of

pytestmark = pytest.mark.no_database

SPEAKING: Final = (*ROOMS, "lms")
_CALLS: Final[dict[str, Any]] = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None, "_t": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_ALIAS: Final = re.compile(r"import (n?p?gettext(?:_lazy|_noop)?) as (\w+)")


def said_in(path: Path) -> Iterator[str]:
    """The keys of a file's messages, as a catalogue has them: context, EOT, text."""
    text = path.read_text()
    calls = dict(_CALLS)
    calls |= {alias: _CALLS[name] for name, alias in _ALIAS.findall(text) if name in _CALLS}
    if path.suffix == ".html":
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    for _line, function, messages, _comments in extract_python(io.BytesIO(text.encode()), list(calls), [], {}):
        assert isinstance(function, str)
        parts = messages if isinstance(messages, tuple) else (messages,)
        spec = calls[function]
        with_context = bool(spec) and isinstance(spec[0], tuple)
        if not parts or not isinstance(parts[0], str):
            continue
        yield f"{parts[0]}\x04{parts[1]}" if with_context else parts[0]


# What the house says in other words, or not at all: see GLOSSARY.md. A reader is called neither “bạn” nor “đồng chí”.
_NOT_OURS: Final = re.compile(
    r"\b(?:bạn|đồng chí|chứng chỉ|thanh tra|xuất bản|tập tin|nhấn|hoà|khoá|xoá|tuỳ|thuỷ)\b", re.I
)
_QUOTED: Final = re.compile("“[^”]*”")


def test_no_word_stands_on_a_screen_that_the_house_does_not_use() -> None:
    found = [
        f"{name_of(path)}: {said}"
        for path in _catalogues()
        for entry in polib.pofile(str(path))
        for said in (entry.msgstr, *entry.msgstr_plural.values())
        if _NOT_OURS.search(_QUOTED.sub("", said))
    ]
    assert not found, "\n".join(found)


def _catalogues() -> list[Path]:
    return list(files(".po", under=SPEAKING))


def missing_words() -> dict[str, list[str]]:
    """What has no Vietnamese, by room."""
    known = trans_real.translation("vi")._catalog
    missing: dict[str, list[str]] = {}
    for path in files(".py", ".html", under=SPEAKING):
        if "migrations" in path.parts:
            continue
        for key in said_in(path):
            if key and not known.get(key) and not known.get((key, 0)) and "\x04".join(("", key)) not in known:
                missing.setdefault(name_of(path), []).append(key)
    return missing


def test_everything_said_has_its_vietnamese() -> None:
    said = [key for path in files(".py", ".html", under=SPEAKING) for key in said_in(path)]
    assert len(said) > 600
    assert missing_words() == {}


def test_what_is_compiled_is_what_is_written() -> None:
    wrong = []
    for path in _catalogues():
        written = _entries(polib.pofile(str(path)))
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or _entries(polib.mofile(str(compiled))) != written:
            wrong.append(name_of(path))
    assert _catalogues() and not wrong


def _entries(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], object]:
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in catalogue
        if entry.msgid and (entry.msgstr or entry.msgstr_plural) and not entry.obsolete
    }


def test_translations_keep_their_places_and_agree() -> None:
    """The same placeholders on both sides, nothing left fuzzy, one Vietnamese for one English text."""
    wrong: list[str] = []
    seen: dict[tuple[str | None, str], str] = {}
    for path in _catalogues():
        for entry in polib.pofile(str(path)):
            said = entry.msgstr or entry.msgstr_plural.get(0, "")
            asked = entry.msgid_plural or entry.msgid
            if entry.obsolete:
                continue
            if entry.fuzzy or not said or set(_PLACEHOLDER.findall(asked)) != set(_PLACEHOLDER.findall(said)):
                wrong.append(f"{name_of(path)}: {entry.msgid}")
            if seen.setdefault((entry.msgctxt, entry.msgid), said) != said:
                wrong.append(f"{name_of(path)}: {entry.msgid} has another translation elsewhere")
    assert not wrong
