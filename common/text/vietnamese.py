"""Vietnamese text: normal form, folding for search, spelling, safe single lines.

All functions are pure and take any Unicode text, also unassigned code points.
Sources: Unicode Standard Annex 15; TCVN 6909:2001 (text is stored composed).
"""

import re
import unicodedata
from typing import Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.text.legacy import detect_legacy_encoding
from common.text.order import TONES, sort_key

__all__ = [
    "UnsafeText",
    "clean_line",
    "detect_legacy_encoding",
    "fold",
    "marked_letters",
    "nfc",
    "same_spelling",
    "slug",
    "sort_key",
    "spelling",
    "without_unseen",
]

_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_BARE_LETTERS: Final = frozenset("adeiouy")
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks by category, yet drawn as nothing."""


class UnsafeText(ValueError):
    """The text holds a character no honest line needs: control, zero width, bidi, private use."""


def nfc(text: str) -> str:
    """Composed Unicode (NFC) without white space at either end."""
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """Text as searched: lower case, no marks, ``đ`` as ``d``, single spaces. Idempotent.

    >>> fold("  Nguyễn  Văn ĐỨC ")
    'nguyen van duc'
    """
    lowered = unicodedata.normalize("NFC", text).lower().replace("đ", "d")
    bare = (c for c in unicodedata.normalize("NFD", lowered) if unicodedata.category(c) != "Mn")
    return " ".join(unicodedata.normalize("NFC", "".join(bare)).split())


def marked_letters() -> dict[str, str]:
    """The letters of the alphabet that carry marks, by the bare letter that `fold` gives for them."""
    found: dict[str, str] = {}
    for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)):
        letter = chr(code)
        bare = fold(letter)
        if bare != letter.lower() and bare in _BARE_LETTERS:
            found[bare] = found.get(bare, "") + letter
    return found


def slug(text: str) -> str:
    """ASCII slug for an address; empty when the text has no Latin letter and no digit."""
    return slugify(fold(text))


def same_spelling(a: str, b: str) -> bool:
    """Whether two texts differ at most in spaces and in where the tone is put.

    Both schools are in use: *hoà, uỷ* and *hòa, ủy*. Case and punctuation count.
    """
    return spelling(a) == spelling(b)


def clean_line(text: str) -> str:
    """One line of composed text with single spaces.

    Raises:
        UnsafeText: for any control (also tab and line break), format (bidi, zero width, soft
            hyphen), private-use or surrogate character inside the line; the message names it.
    """
    line = nfc(text)
    for position, character in enumerate(line, start=1):
        if unicodedata.category(character) in _UNSAFE_CATEGORIES or character in _INVISIBLE:
            raise UnsafeText(
                _("The text contains an invisible or control character (U+%(code)s, position %(n)d).")
                % {"code": f"{ord(character):04X}", "n": position}
            )
    return " ".join(line.split())


def without_unseen(text: str) -> str:
    """Composed text without what `clean_line` refuses, for what people typed or pasted and cannot see.

    Tabs and line breaks go as well: whoever wants to keep them as blanks or lines parts the text there first.
    """
    seen = (c for c in text if unicodedata.category(c) not in _UNSAFE_CATEGORIES and c not in _INVISIBLE)
    return unicodedata.normalize("NFC", "".join(seen))


def spelling(text: str) -> str:
    """The text by which spellings are compared: the tone marks of each word stand behind the word."""
    decomposed = unicodedata.normalize("NFD", " ".join(nfc(text).split()))
    return re.sub(r"(?:[^\W\d_]|[\u0300-\u036f])+", _move_tones, decomposed)


def _move_tones(word: re.Match[str]) -> str:
    tones = sorted(c for c in word[0] if c in TONES)
    return "".join(c for c in word[0] if c not in TONES) + "".join(tones)
