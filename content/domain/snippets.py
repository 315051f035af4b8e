"""The part of a text in which the words that were searched stand, with those words marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LENGTH: Final = 240
BEFORE: Final = 60


@dataclass(frozen=True, slots=True)
class Snippet:
    """Pieces of text in order, each with whether it is one of the words."""

    pieces: tuple[tuple[str, bool], ...]

    @property
    def html(self) -> SafeString:
        """Escaped text, the words in `<mark>`."""
        shown = ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in self.pieces)
        return format_html_join("", "{}", shown)


def snippet_of(text: str, words: Sequence[str], folded: str, length: int = LENGTH) -> Snippet:
    """About `length` characters around the place where the words stand together, else most of them, else the first.

    Args:
        words: without marks; the last may be the beginning of a word.
        folded: the text without marks. Where it is as long as the text, a place in one is that place
            in the other; a text with characters that fold to none or to several has nothing marked.
    """
    places = _places(folded, words) if len(folded) == len(text) else []
    start = _start(text, _best(folded, words, places, length) if places else 0, length)
    end = _end(text, start + length)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for begin, stop in places:
        if start <= begin and stop <= end:
            pieces += [(text[at:begin], False), (text[begin:stop], True)]
            at = stop
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return Snippet(tuple((piece, hit) for piece, hit in pieces if piece))


def _places(folded: str, words: Sequence[str]) -> list[tuple[int, int]]:
    if not words:
        return []
    whole = "|".join(re.escape(word) for word in words)
    pattern = rf"(?<![^\W_])(?:(?:{whole})(?![^\W_])|{re.escape(words[-1])}[^\W_]*)"
    return [match.span() for match in re.finditer(pattern, folded)]


def _best(folded: str, words: Sequence[str], places: list[tuple[int, int]], length: int) -> int:
    """Where the excerpt should lead to: Vietnamese words are of several syllables, one alone is often another word."""
    phrase = r"\W+".join(map(re.escape, words))
    together = re.search(rf"(?<![^\W_]){phrase}", folded)
    if together:
        return together.start()

    def different(first: int) -> int:
        return len({folded[begin:end] for begin, end in places if first <= begin and end <= first + length - BEFORE})

    return max((begin for begin, _end in places), key=lambda begin: (different(begin), -begin))


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
