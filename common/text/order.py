"""The order of a Vietnamese dictionary as a plain string.

Letters: a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y (f j w z where English has
them). Tones within a syllable: ngang, huyền, hỏi, ngã, sắc, nặng.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Combining mark of a tone to its rank: huyền, hỏi, ngã, sắc, nặng (0 is ngang)."""

_VARIANTS: Final = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
"""Combining marks that make another letter (ă; â ê ô; ơ ư), in the order of the alphabet."""

_LONGEST_NUMBER: Final = 26


def sort_key(text: str) -> str:
    """A string whose binary order is the order of a Vietnamese dictionary.

    Syllable by syllable: the letters first, then the tone, only then the next syllable, so
    *tuân thủ* stands before *tuần chay*. Case is ignored and punctuation only parts syllables;
    whole numbers sort by value (*Chi bộ 2* before *Chi bộ 10*).

    The key uses ``0-9a-z`` alone, which SQLite and every collation of PostgreSQL order alike; it
    is about twice as long as the text. Its tokens: ``a0`` a letter and its variant, ``1`` +
    length + digits a number, ``zz`` + six hexadecimal digits a letter of another script,
    ``0`` + tone the end of a syllable. Not unique: add the row's id where order must be total.
    """
    return "".join(syllable.key() for syllable in _syllables(text))


@dataclass
class _Syllable:
    tokens: list[str] = field(default_factory=list)
    tone: int = 0

    def key(self) -> str:
        return f"{''.join(self.tokens)}0{self.tone}"


def _syllables(text: str) -> Iterator[_Syllable]:
    current = _Syllable()
    digits = ""
    composed = unicodedata.normalize("NFC", text).lower()
    for character in [*unicodedata.normalize("NFD", composed), " "]:
        digit = unicodedata.decimal(character, None)
        if digit is not None and len(digits) < _LONGEST_NUMBER:
            digits += str(digit)
            continue
        if digits:
            current.tokens.append(_number(digits))
            digits = "" if digit is None else str(digit)
        if digit is None and not _extend(current, character) and current.tokens:
            yield current
            current = _Syllable()


def _extend(syllable: _Syllable, character: str) -> bool:
    """Add a letter or mark to the syllable; False when the character ends it."""
    if "a" <= character <= "z":
        syllable.tokens.append(character + "0")
    elif character == "đ":
        syllable.tokens.append("d1")
    elif character in TONES:
        syllable.tone = syllable.tone or TONES[character]
    elif character in _VARIANTS:
        if syllable.tokens and syllable.tokens[-1][0] in "aeou":
            syllable.tokens[-1] = syllable.tokens[-1][0] + _VARIANTS[character]
    elif character.isalnum():
        syllable.tokens.append(f"zz{ord(character):06x}")
    else:
        return unicodedata.category(character) in {"Mn", "Cf"}
    return True


def _number(digits: str) -> str:
    """A number so that more digits sort later: ``1a7``, ``1b10``."""
    significant = digits.lstrip("0") or "0"
    return f"1{chr(ord('a') + len(significant) - 1)}{significant}"
