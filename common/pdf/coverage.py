"""Which characters our fonts can draw.

PDF/A and PDF/UA refuse a document with a character that no font draws, and a person's name must
never stop a document. So such characters are replaced before typesetting.
Source: OpenType 1.9, table ``cmap``, format 4.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

FONT_FOLDER: Final = Path(__file__).parent / "fonts"
REPLACEMENT: Final = "\u25a1"
"""White square, drawn in place of a character no font has."""


def drawable(text: str) -> str:
    """Composed text in which every character is in all our fonts; others become a white square.

    Line breaks and tabs stay; other invisible characters go.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(_drawable(character) for character in composed)


def _drawable(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\t":
        return character
    if category in {"Cc", "Cf", "Cs", "Co"}:
        return ""
    if ord(character) in covered():
        return character
    return "" if category == "Mn" else REPLACEMENT


@cache
def covered() -> frozenset[int]:
    """The code points that every vendored font maps to a glyph."""
    fonts = [_code_points(path.read_bytes()) for path in sorted(FONT_FOLDER.glob("*.ttf"))]
    return frozenset.intersection(*fonts)


def _code_points(font: bytes) -> frozenset[int]:
    """Code points of a font's Unicode ``cmap`` (basic plane)."""
    base = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, base + 2)
    for index in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHL", font, base + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", font, base + offset)
        if platform in {0, 3} and form == 4:
            return _format_4(font, base + offset)
    return frozenset()


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")


def _format_4(font: bytes, start: int) -> frozenset[int]:
    (double,) = struct.unpack_from(">H", font, start + 6)
    segments = double // 2
    shape = f">{segments}H"
    ends = struct.unpack_from(shape, font, start + 14)
    starts = struct.unpack_from(shape, font, start + 16 + double)
    deltas = struct.unpack_from(shape, font, start + 16 + 2 * double)
    offsets_at = start + 16 + 3 * double
    offsets = struct.unpack_from(shape, font, offsets_at)
    found: set[int] = set()
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[index]:
                at = offsets_at + 2 * index + offsets[index] + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", font, at)
                if not glyph:
                    continue
            if (glyph + deltas[index]) % 0x10000:
                found.add(code)
    return frozenset(found)
