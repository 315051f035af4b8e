"""The Vietnamese of a package, passage by passage, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from common.text.html import plain_text
from interop.formats.course_package import CoursePackage

# Fields that are no Vietnamese prose: names, ids, files, settings, and the English.
_SILENT: Final = frozenset(
    {"en", "id", "type", "code", "slug", "format", "track", "level", "competences", "category", "kind", "feedback"}
    | {"file", "captions", "cover", "question", "target", "in_force_on", "review_on", "legal_basis", "medium", "next"}
)
_HTML: Final = re.compile(r"</?(?:h2|h3|p|ul|ol|li|strong|em|a|br)\b")
_QUOTED: Final = re.compile(r"“[^“”]*”")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!…:;])[”)]*\s+|\n")
QUESTIONS: Final = "questions.json"
COURSE: Final = "course.json"
# What a learner reads of a block; exercises are counted for themselves, alternatives are for who cannot see.
_UNREAD: Final = frozenset({"alt"})


@dataclass(frozen=True)
class Passage:
    """One field: its file, its path, its words with one line for each block of text."""

    file: str
    place: str
    text: str

    @property
    def field(self) -> str:
        return re.sub(r"\[\d+\]", "", self.place).rpartition(".")[2]

    @property
    def own_words(self) -> str:
        """Without what stands in quotation marks: words of persons, screens and swindlers."""
        return unquoted(self.text)


def unquoted(text: str) -> str:
    return _QUOTED.sub("“”", text)


def passages(package: CoursePackage) -> Iterator[Passage]:
    yield from _walk(COURSE, "", package.course)
    for lesson in package.lessons:
        yield from lesson_passages(lesson)
    yield from _walk(QUESTIONS, "", package.questions)


def lesson_passages(lesson: dict[str, Any]) -> Iterator[Passage]:
    yield from _walk(f"lessons/{lesson['slug']}.json", "", lesson)


def read_passages(lesson: dict[str, Any]) -> Iterator[Passage]:
    """What stands on the page between title and end, without exercises."""
    for passage in lesson_passages(lesson):
        if passage.place.startswith("body[") and passage.field not in _UNREAD:
            yield passage


def _walk(file: str, place: str, value: Any) -> Iterator[Passage]:
    if isinstance(value, str):
        if value.strip():
            yield Passage(file, place, _plain(value))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _walk(file, f"{place}[{index}]", entry)
    elif isinstance(value, dict):
        for name, entry in value.items():
            if name not in _SILENT:
                yield from _walk(file, f"{place}.{name}" if place else name, entry)


@cache
def _plain(value: str) -> str:
    return plain_text(value) if _HTML.search(value) else value


def syllables(text: str) -> int:
    """*Tiếng*: what stands between blanks and has a letter or a digit."""
    return sum(1 for word in text.split() if any(letter.isalnum() for letter in word))


def sentences(text: str) -> list[str]:
    """Cut at full stops, question marks, colons, semicolons and ends of blocks."""
    return [part.strip() for part in _SENTENCE_END.split(text) if syllables(part)]
