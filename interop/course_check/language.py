"""The words: terms of the glossary, phrases nobody should write, spelling, laws and links in prose."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from interop.course_check.findings import rule
from interop.course_check.passages import Passage, passages
from interop.formats.course_package import CoursePackage

WORDS: Final = Path(__file__).resolve().parent / "words"

_NEW_STYLE: Final = re.compile(
    r"\b[^\W\d_]*(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b|\b[^\W\d_]*q[úùủũụ][^\W\d_]*", re.IGNORECASE
)
_UNSEEN: Final = frozenset({"Cf", "Co", "Cs", "Cn"})
_PLAIN_SIGNS: Final = frozenset("©®°™¦")
_YOU: Final = re.compile(
    r"(?<!kết )(?<!người )(?<!làm )(?<!tình )(?<!đơn vị )(?<!xã )(?<!phòng )(?<!cơ quan )"
    r"\bbạn\b(?! (?:bè|đọc|thân|cũ|học|đồng|cùng))",
    re.IGNORECASE,
)
_SPACING: Final = re.compile(r"\S {2,}\S|\w\s[,.;:?](?=\s|$)|\"\w|\w[.,]?\"|\.\.\.")
_LAW: Final = re.compile(
    r"\b(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Thông tư|Nghị quyết|Chỉ thị|Quy định|Quyết định)\s+(?:số\s*:?\s*)?"
    r"\d+(?![/-]QĐ-(?:UBND|VP|ĐU|SNV|TU|HU|XYZ))(?:\b|/)"
    r"|\b(?:Đề án|Chương trình|Chiến lược|Kết luận|Hướng dẫn)\s+(?:số\s*:?\s*)?\d+\b(?!\s*(?:phút|buổi|ngày|tuần|bước))"
    r"|\b\d+/\d{4}/(?:QH\d+|NĐ-CP|TT-\w+|QĐ-TTg|UBTVQH\d+)|\b\d+-(?:QĐ|NQ|CT|KL|HD|TB)/TW\b|\b\d+/(?:QĐ|CT|NQ)-(?:TTg|CP|B[A-ZĐ]+)\b"
)
# An invented paper may have its "Điều 1": an article is cited where a word leads to it or says whose it is.
_ARTICLE: Final = re.compile(
    r"\b(?:theo|tại|ở|xem|trái|vi phạm|khoản \d+,?|điểm [a-zđ],?) Điều \d+\b"
    r"|\bĐiều \d+,? (?:của|thuộc|khoản|Luật|Bộ luật|Nghị|Thông|Quy|Pháp)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\b(?:https?://|www\.)([\w.-]+)", re.IGNORECASE)
_HREF: Final = re.compile(r'href="([^"]*)"')
# Hosts kept for examples (RFC 2606), and the invented province and commune of the starter courses.
_INVENTED: Final = re.compile(r"(?:[\w.-]+\.)?(?:example|\w*mau\.gov\.vn)[.,;:]?", re.IGNORECASE)

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Wording:
    """A line of `terms.csv` or `phrases.csv`; `instead` is the better word or the reason."""

    phrase: str
    instead: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def is_in(self, text: str) -> bool:
        text = self.unless.sub("", text) if self.unless else text
        return self.pattern.search(text) is not None


@cache
def wordings(name: str) -> tuple[Wording, ...]:
    with (WORDS / name).open(encoding="utf-8", newline="") as lines:
        return tuple(
            Wording(
                row["phrase"],
                row["instead"],
                _whole(row["phrase"]),
                _whole(*row["unless"].split("|")) if row["unless"] else None,
            )
            for row in csv.DictReader(lines)
        )


def _whole(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(phrase) for phrase in phrases)})(?!\w)", re.IGNORECASE)


@rule("terms")
def _terms(package: CoursePackage) -> Iterator[Place]:
    said = _("“%(wrong)s”: the word of the house is “%(right)s”.")
    for passage, wording in _found(package, "terms.csv"):
        yield passage.file, passage.place, said % {"wrong": wording.phrase, "right": wording.instead}


@rule("phrases")
def _phrases(package: CoursePackage) -> Iterator[Place]:
    said = _("“%(phrase)s” is not to be written: %(reason)s.")
    for passage, wording in _found(package, "phrases.csv"):
        yield passage.file, passage.place, said % {"phrase": wording.phrase, "reason": wording.instead}


def _found(package: CoursePackage, words: str) -> Iterator[tuple[Passage, Wording]]:
    for passage in passages(package):
        for wording in wordings(words):
            if wording.is_in(passage.own_words):
                yield passage, wording


@rule("address")
def _you(package: CoursePackage) -> Iterator[Place]:
    for passage in passages(package):
        if _YOU.search(passage.own_words):
            yield passage.file, passage.place, _("The reader is not addressed as “bạn”.")


@rule("calm")
def _calm(package: CoursePackage) -> Iterator[Place]:
    for passage in passages(package):
        if "!" in passage.own_words:
            yield passage.file, passage.place, _("An exclamation mark outside quoted words.")
        for letter in passage.text:
            if unicodedata.category(letter) == "So" and letter not in _PLAIN_SIGNS:
                yield passage.file, passage.place, _("“%(sign)s”: no emoji and no ornaments.") % {"sign": letter}


@rule("tone-marks")
def _tone_marks(package: CoursePackage) -> Iterator[Place]:
    for passage in passages(package):
        for word in sorted(set(_NEW_STYLE.findall(passage.text))):
            said = _("“%(word)s”: the mark stands on the first vowel (hòa, xóa, ủy) and never on the u of qu.")
            yield passage.file, passage.place, said % {"word": word}


@rule("unicode")
def _unicode(package: CoursePackage) -> Iterator[Place]:
    for name, path in package.files.items():
        if path.suffix in {".json", ".svg", ".vtt"}:
            text = path.read_bytes().decode(errors="replace")
            if not unicodedata.is_normalized("NFC", text):
                yield name, "", _("Not composed Unicode (NFC).")
            if any(unicodedata.category(letter) in _UNSEEN for letter in text):
                yield name, "", _("Holds an invisible or an unassigned character.")


@rule("typography")
def _typography(package: CoursePackage) -> Iterator[Place]:
    for passage in passages(package):
        if found := _SPACING.search(passage.own_words):
            said = _("“%(text)s”: double blanks, a blank before a mark, straight quotation marks or three dots.")
            yield passage.file, passage.place, said % {"text": found[0][:40]}


@rule("law-in-prose")
def _law(package: CoursePackage) -> Iterator[Place]:
    for passage in passages(package):
        found = _LAW.search(passage.text) or _ARTICLE.search(passage.text)
        if found:
            yield passage.file, passage.place, _named_law(found[0])
    for name, path in package.media.items():
        if path.suffix == ".svg" and (found := _LAW.search(path.read_text(encoding="utf-8", errors="replace"))):
            yield name, "", _named_law(found[0])


def _named_law(text: str) -> str:
    said = _("“%(text)s”: laws, programmes and their articles are named only in the legal basis of the course.")
    return said % {"text": text}


@rule("links")
def _links(package: CoursePackage) -> Iterator[Place]:
    for passage in passages(package):
        for host in _ADDRESS.findall(passage.text):
            if not _INVENTED.fullmatch(host):
                yield passage.file, passage.place, _("“%(host)s” is a real address.") % {"host": host}
    for name, path in package.files.items():
        if path.suffix == ".json" and _HREF.search(path.read_text(encoding="utf-8").replace('\\"', '"')):
            yield name, "", _("Holds a link: course material leads nowhere outside.")
