"""Names of people. Family name first, given name last: *Nguyễn Văn An* is filed under *An*.

Source: domain notes 5.3. Names of some minorities break the rule (*Rah Lan Chung*, *Y Thanh Hà
Niê Kđăm*): the person then states the name to sort by.
"""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from common.text.order import sort_key
from common.text.vietnamese import nfc

_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lo", "Lm"})
_MARKS: Final = frozenset({"Mn", "Mc"})
_APOSTROPHES: Final = frozenset("'’‘ʼ`´")
_HYPHENS: Final = frozenset("-‐‑–")
_ORNAMENTS: Final = ("<font>", "<wide>", "<narrow>", "<super>", "<sub>", "<circle>", "<square>")
_FEWEST_LETTERS: Final = 2
_LONGEST: Final = 150
# Of kinds of characters (`_kind`): a sign follows a letter, a bracket holds words and is closed.
_WORD: Final = r"Lm{0,2}(?:['.-]?Lm{0,2})*['.]?"
_WORDS: Final = rf"{_WORD}(?:(?: | - ){_WORD})*"
_NAME: Final = re.compile(rf"{_WORDS}(?: ?\({_WORDS}\)(?: {_WORDS})?)*")


def given_name(full_name: str) -> str:
    """The last word of the name; empty for an empty name."""
    words = nfc(full_name).split()
    return words[-1] if words else ""


def sort_name(full_name: str, *, sort_as: str = "") -> str:
    """Key for official lists: given name, then family name, then middle names.

    Args:
        full_name: the name as written, family name first.
        sort_as: the name the person is filed under, where it is not the last word.
    """
    if sort_as.strip():
        return sort_key(f"{sort_as} {full_name}")
    words = nfc(full_name).split()
    return sort_key(" ".join([*words[-1:], *words[:-1]]))


def name_fault(full_name: str) -> str:
    """Why the text can be nobody's name, as a sentence for whoever wrote it; empty where it may be one.

    Names are letters of any script, parted by blanks and the few signs that stand in names: *H’Hen Niê*,
    *Tôn Nữ Ngọc-Anh*, *Nguyễn Văn A (Ba)*. A letter carries at most two marks of its own beyond what is composed.
    """
    name = " ".join(nfc(full_name).split())
    stranger = next((c for c in name if not _stands_in_names(c)), "")
    if stranger:
        shown = stranger if stranger.isprintable() else f"U+{ord(stranger):04X}"
        return _(
            "“%(text)s” does not look like a name: “%(sign)s” stands in none. A name has letters, blanks, "
            "apostrophes, hyphens, dots and brackets only."
        ) % {"text": name[:60], "sign": shown}
    if sum(map(_is_letter, name)) < _FEWEST_LETTERS:
        return _("“%(text)s” does not look like a name: it has fewer than two letters.") % {"text": name[:60]}
    if len(name) > _LONGEST or not _NAME.fullmatch("".join(map(_kind, name))):
        return _("“%(text)s” does not look like a name: too long, or signs and marks stand where none do in names.") % {
            "text": name[:60]
        }
    return ""


def _is_letter(character: str) -> bool:
    """Also of other scripts; not the pretty or tiny letters that Unicode keeps for formulas and ornaments."""
    if unicodedata.category(character) not in _LETTERS or character in _APOSTROPHES:
        return False
    return not unicodedata.decomposition(character).startswith(_ORNAMENTS)


def _stands_in_names(character: str) -> bool:
    is_mark = unicodedata.category(character) in _MARKS
    return is_mark or character in _APOSTROPHES | _HYPHENS or character in " .()" or _is_letter(character)


def _kind(character: str) -> str:
    """What the character is in the shape of a name: `L` a letter, `m` a mark, else the sign itself."""
    if unicodedata.category(character) in _MARKS:
        return "m"
    if character in _APOSTROPHES:
        return "'"
    if character in _HYPHENS:
        return "-"
    return "L" if _is_letter(character) else character
