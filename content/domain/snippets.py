"""The part of a text in which the words that were searched stand, with those words marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.text.vietnamese import fold

LENGTH: Final = 240
BEFORE: Final = 60
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """Pieces of text in order, each with whether it is one of the words."""

    pieces: tuple[tuple[str, bool], ...]

    @property
    def html(self) -> SafeString:
        """Escaped text, the words in `<mark>`."""
        shown = ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in self.pieces)
        return format_html_join("", "{}", shown)


def snippet_of(text: str, folded: Sequence[str], length: int = LENGTH) -> Snippet:
    """About `length` characters around the first of the words.

    Args:
        folded: the words without marks; the last may be the beginning of a word.
    """
    places = [match.span() for match in _WORD.finditer(text) if _is_hit(match[0], folded)]
    start = _start(text, places[0][0] if places else 0, length)
    end = _end(text, start + length)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for begin, stop in places:
        if start <= begin and stop <= end:
            pieces += [(text[at:begin], False), (text[begin:stop], True)]
            at = stop
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return Snippet(tuple((piece, hit) for piece, hit in pieces if piece))


def _is_hit(word: str, folded: Sequence[str]) -> bool:
    bare = fold(word)
    return bare in folded or (bool(folded) and bare.startswith(folded[-1]))


def _start(text: str, first: int, length: int) -> int:
    """At the beginning of a word, a little before the first hit."""
    if len(text) <= length or first <= BEFORE:
        return 0
    space = text.find(" ", first - BEFORE)
    return space + 1 if 0 <= space < first else first


def _end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", 0, end)
    return space if space > 0 else end
