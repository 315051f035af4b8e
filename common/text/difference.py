"""Two texts compared line by line, and in a line that was rewritten word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# A word (a date or a decimal number is one), a mark of punctuation, or the space between.
_TOKEN: Final = re.compile(r"\w+(?:[./-]\w+)*|[^\w\s]|\s+")
# Lines that share half of their words are one line, rewritten; of others it is clearer to show both.
_ALIKE: Final = 0.5
# Pairing costs the product of both numbers of lines, each time the words of two lines.
_MOST_PAIRS: Final = 900


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind`: same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """`kind`: same, added, removed, changed (its pieces say what) or gap (equal lines left out)."""

    kind: str
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """As it reads now; of a removed line, as it read."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "removed" or self.kind == "removed")


def compare_lines(old: Sequence[str], new: Sequence[str], *, around: int | None = None) -> list[Line]:
    """All lines, or with `around` only so many equal ones beside what changed."""
    lines: list[Line] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [_whole("same", text) for text in new[c:d]]
        else:
            lines += _rewritten(old[a:b], new[c:d])
    if all(line.kind == "same" for line in lines):
        return [] if around is not None else lines
    return lines if around is None else list(_near_changes(lines, around))


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both, in the order of the new text; spaces alone part no two changes."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    gone = come = ""

    def flush() -> None:
        nonlocal gone, come
        pieces.extend(Piece(kind, text) for kind, text in (("removed", gone), ("added", come)) if text)
        gone = come = ""

    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was, now = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal" and (now.strip() or not (gone or come)):
            flush()
            pieces.append(Piece("same", now))
        else:
            gone, come = gone + was, come + now
    flush()
    return tuple(pieces)


def _rewritten(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines in the place of others: those that are alike in pairs, in order, what is between them whole."""
    found = _most_alike(old, new)
    if found is None:
        yield from (_whole("removed", text) for text in old)
        yield from (_whole("added", text) for text in new)
        return
    a, b = found
    yield from _rewritten(old[:a], new[:b])
    yield Line("changed", compare_words(old[a], new[b]))
    yield from _rewritten(old[a + 1 :], new[b + 1 :])


def _most_alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return None
    best, found = _ALIKE, None
    matcher: SequenceMatcher[str] = SequenceMatcher(None, autojunk=False)
    words = [new_line.split() for new_line in new]
    for a, line in enumerate(old):
        matcher.set_seq2(line.split())
        for b, other in enumerate(words):
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                best, found = matcher.ratio(), (a, b)
    return found


def _near_changes(lines: Sequence[Line], around: int) -> Iterator[Line]:
    changed = [place for place, line in enumerate(lines) if line.kind != "same"]
    near = {place + step for place in changed for step in range(-around, around + 1)}
    last = -1
    for place, line in enumerate(lines):
        if place not in near:
            continue
        if place > last + 1 and last >= 0:
            yield Line("gap")
        yield line
        last = place


def _whole(kind: str, text: str) -> Line:
    return Line(kind, (Piece(kind, text),))
