"""Text typed with the fonts of the years before Unicode (TCVN3, also called ABC, and VNI).

Such text arrives as Latin letters and signs: *NguyÔn V¨n An*, *Nguyeãn Vaên An*. It is found by
its syllables: they are not Vietnamese as they stand and become Vietnamese when decoded.
Source of both tables: the .VnTime and VNI-Times encodings as listed in Vietunicode/UVConverter.
"""

import re
import unicodedata
from typing import Final, Literal

_TCVN3: Final = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵăâêôơưđ",
        strict=True,
    )
)
_VNI_TONES: Final = dict(zip("øûõùï", "\u0300\u0309\u0303\u0301\u0323", strict=True))
_VNI_CIRCUMFLEX: Final = dict(zip("âàåãáä", ["", *_VNI_TONES.values()], strict=True))
_VNI_BREVE: Final = dict(zip("êèúüéë", ["", *_VNI_TONES.values()], strict=True))
_VNI_SINGLE: Final = dict(zip("ôöñæóòî", "ơưđỉĩịỵ", strict=True))

_ONSET: Final = "(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|nh|ng|ngh|p|ph|qu|r|s|t|th|tr|v|x)?"
_NUCLEUS: Final = (
    "(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|ui|uê"
    "|uy|uơ|uô|ưa|ưi|ươ|ưu|yê|iêu|yêu|oai|oay|oao|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu)"
)
_SYLLABLE: Final = re.compile(f"{_ONSET}{_NUCLEUS}(?:c|ch|m|n|ng|nh|p|t)?")
_BETWEEN_WORDS: Final = re.compile(r"[\s\x00-\x40\[-`{-\x7f’‘]+")
_UNITS: Final = frozenset({"µm", "µg", "µl", "µs"})
_TONE_MARKS: Final = frozenset(_VNI_TONES.values())
_MODERN: Final = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323\u1ea0-\u1ef9]")


def detect_legacy_encoding(text: str) -> Literal["tcvn3", "vni"] | None:
    """The old encoding a text is in, None when it is Unicode or cannot be told.

    Short words may be right in both (*Bình*); give a whole name or a whole column.
    """
    if text.isascii() or _MODERN.search(text):
        return None
    # In one case for VNI, whose capitals are capitals; as they stand for TCVN3, whose are those of another font.
    words = [w for w in _BETWEEN_WORDS.split(text) if _is_telling(w.lower())]
    if _most_become_syllables(words, [_decode_tcvn3(word) for word in words]):
        return "tcvn3"
    if _most_become_syllables(words, [_decode_vni(word.lower()) for word in words]):
        return "vni"
    return None


def _most_become_syllables(words: list[str], decoded: list[str]) -> bool:
    """Of those that are none as they stand; not all: names of minorities (*Kđăm*) are none in any encoding."""
    read = list(zip(map(_is_syllable, words), map(_is_syllable, decoded), strict=True))
    strange = [is_one_read for is_one, is_one_read in read if not is_one]
    return sum(strange) * 2 > len(strange) and all(is_one_read for is_one, is_one_read in read if is_one)


def _is_telling(word: str) -> bool:
    """A word with a letter and a sign; a lone sign (©) or a unit says nothing."""
    return not word.isascii() and word not in _UNITS and any("a" <= c <= "z" for c in word)


def _is_syllable(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word.lower())
    bare = "".join(c for c in decomposed if c not in _TONE_MARKS)
    tones = len(decomposed) - len(bare)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))


def _decode_tcvn3(word: str) -> str:
    """Capitals stand for small letters of the upper-case font, so case is not kept."""
    return "".join(_TCVN3.get(character, character) for character in word).lower()


def _decode_vni(word: str) -> str:
    letters: list[str] = []
    for character in word:
        base = letters[-1] if letters else ""
        if base in {"a", "e", "o"} and character in _VNI_CIRCUMFLEX:
            letters[-1] = f"{base}\u0302{_VNI_CIRCUMFLEX[character]}"
        elif base == "a" and character in _VNI_BREVE:
            letters[-1] = f"{base}\u0306{_VNI_BREVE[character]}"
        elif base in {"a", "e", "o", "u", "y", "ơ", "ư"} and character in _VNI_TONES:
            letters[-1] = base + _VNI_TONES[character]
        else:
            letters.append(_VNI_SINGLE.get(character, character))
    return "".join(letters)
