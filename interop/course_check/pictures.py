"""Drawings and their words."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from common.text.svg import UnsafeSvg, clean_svg
from common.text.vietnamese import fold
from content.domain.kinds import EXTENSIONS, content_type_of
from interop.course_check.findings import rule
from interop.course_check.passages import QUESTIONS, passages, syllables, unquoted
from interop.formats.course_package import CoursePackage

DRAWINGS: Final = 2
SVG_BYTES: Final = 6 * 1024
SHORTEST_ALTERNATIVE: Final = 8
# 14 units where the drawing is 640 wide: about 8 pixels on the narrowest telephone.
SMALLEST_LETTER: Final = 14 / 640
_SUFFIXES: Final = {".jpeg": ".jpg"}
_VIEW: Final = re.compile(r'viewBox="[\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)[ ,]+[\d.]+"')
_SIZE: Final = re.compile(r'font-size[=:]\s*"?([\d.]+)')
_OPENINGS: Final = ("hình ảnh của", "hình ảnh về", "ảnh của", "bức ảnh", "hình minh họa")

# What judges a place; a label and an alternative say what is there, and the learner judges.
_JUDGED: Final = re.compile(
    r"\b(?:sai|lỗi|thiếu|thừa|chưa|nhầm|đúng|giống|như trên|(?<!trên )(?<!dưới )(?<!trong )cùng)\b", re.IGNORECASE
)

Place = tuple[str, str, str]


@rule("files")
def _files(package: CoursePackage) -> Iterator[Place]:
    for name, path in package.media.items():
        suffix = _SUFFIXES.get(path.suffix, path.suffix)
        with path.open("rb") as stream:
            kind = content_type_of(stream, name)
        if kind is None or EXTENSIONS[kind] != suffix:
            yield name, "", _("is not the kind of file its name says.")
        elif suffix == ".svg":
            try:
                clean_svg(path.read_bytes())
            except UnsafeSvg as error:
                yield name, "", str(error)


@rule("drawings")
def _drawings(package: CoursePackage) -> Iterator[Place]:
    cover = package.course["cover"]
    drawn = {name for name in package.media if name.endswith(".svg") and name != cover}
    if len(drawn) < DRAWINGS:
        said = _("%(count)d drawings besides the cover; at least %(least)d are asked for.")
        yield "course.json", "", said % {"count": len(drawn), "least": DRAWINGS}
    if not cover:
        yield "course.json", "cover", _("The course has no cover.")


@rule("drawing-size")
def _drawing_size(package: CoursePackage) -> Iterator[Place]:
    for name, path in package.media.items():
        if path.suffix != ".svg":
            continue
        if path.stat().st_size > SVG_BYTES:
            said = _("%(size)d bytes; a drawing has at most %(most)d.")
            yield name, "", said % {"size": path.stat().st_size, "most": SVG_BYTES}
        text = path.read_text(encoding="utf-8", errors="replace")
        view = _VIEW.search(text)
        if view is None:
            yield name, "", _("The drawing has no viewBox, so it cannot fit a narrow screen.")
        elif small := [size for size in _SIZE.findall(text) if float(size) < SMALLEST_LETTER * float(view[1])]:
            said = _("Letters of %(size)s units are too small to be read on a telephone.")
            yield name, "", said % {"size": min(small, key=float)}


@rule("alternatives")
def _alternatives(package: CoursePackage) -> Iterator[Place]:
    for passage in passages(package):
        if passage.field != "alt":
            continue
        if passage.text.lower().startswith(_OPENINGS):
            yield passage.file, passage.place, _("Say what the picture tells, without “hình ảnh của”.")
        if syllables(passage.text) < SHORTEST_ALTERNATIVE:
            yield passage.file, passage.place, _("Too short to stand for a picture.")
    for lesson in package.lessons:
        for index, block in enumerate(lesson["body"]):
            if block["type"] == "picture" and _is_said_twice(block["value"]):
                place = f"body[{index}].value.alt"
                yield f"lessons/{lesson['slug']}.json", place, _("The same words as the caption.")


@rule("spot-words")
def _spot_words(package: CoursePackage) -> Iterator[Place]:
    """Faults in a picture are found, not read: “same type, same size” gives a sound place away."""
    for index, question in enumerate(package.questions):
        if question["type"] != "hot_spots":
            continue
        words = {f"[{index}].picture.alt": question["picture"]["alt"]}
        words |= {f"[{index}].regions[{n}].label": region["label"] for n, region in enumerate(question["regions"])}
        for place, text in words.items():
            if found := _JUDGED.search(unquoted(text)):
                said = _("%(code)s: “%(word)s” tells whether the place is a fault; say only what is there.")
                yield QUESTIONS, place, said % {"code": question["code"], "word": found[0]}


def _is_said_twice(picture: dict[str, Any]) -> bool:
    return fold(picture["alt"]).strip(" .") == fold(picture["caption"]).strip(" .")
