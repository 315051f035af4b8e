"""What a course and each lesson must have."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from common.text.html import plain_text
from interop.course_check.findings import rule
from interop.formats.course_package import CoursePackage

QUIZ: Final[dict[str, Any]] = {
    "pass_mark_percent": 80,
    "attempts": 3,
    "wait_hours": 24,
    "feedback": "after_pass_or_last",
}
DRAWN: Final = 10
_SUMMARIES: Final = ("<h2>Tóm tắt", "<h2>Ghi nhớ")

Place = tuple[str, str, str]


@rule("exercise")
def _exercise(package: CoursePackage) -> Iterator[Place]:
    for lesson in package.lessons:
        if not any(block["type"] == "exercise" for block in lesson["body"]):
            yield f"lessons/{lesson['slug']}.json", "body", _("The lesson has no exercise.")


@rule("outcome")
def _outcome(package: CoursePackage) -> Iterator[Place]:
    for lesson in package.lessons:
        if not lesson["outcome"].strip():
            yield f"lessons/{lesson['slug']}.json", "outcome", _("The lesson names no outcome.")


@rule("summary")
def _summary(package: CoursePackage) -> Iterator[Place]:
    for lesson in package.lessons:
        texts = [block["value"] for block in lesson["body"] if block["type"] == "text"]
        last = texts[-1] if texts else ""
        after = next((last.partition(head)[2] for head in _SUMMARIES if head in last), "")
        if "<li>" not in after:
            said = _("The last text is no summary: a heading “Tóm tắt” or “Ghi nhớ” with a list.")
            yield f"lessons/{lesson['slug']}.json", "body", said


@rule("spoken-words")
def _spoken_words(package: CoursePackage) -> Iterator[Place]:
    """What is heard can be read: for who cannot hear it, for a room without loudspeakers, and for paper."""
    for lesson in package.lessons:
        file = f"lessons/{lesson['slug']}.json"
        for index, block in enumerate(lesson["body"]):
            if block["type"] in {"audio", "video"} and not plain_text(block["value"]["transcript"]):
                yield file, f"body[{index}].value.transcript", _("What is spoken does not stand in writing.")
            if block["type"] == "video" and not _has_lines(package, block["value"]["captions"]):
                yield file, f"body[{index}].value.captions", _("The film has no captions.")


def _has_lines(package: CoursePackage, captions: str | None) -> bool:
    """Whether there is a file of captions with a line in it."""
    return captions is not None and b"-->" in package.media[captions].read_bytes()


@rule("english")
def _english(package: CoursePackage) -> Iterator[Place]:
    for file, form in [("course.json", package.course), *((f"lessons/{o['slug']}.json", o) for o in package.lessons)]:
        for field in ("title", "summary"):
            if not form[field]["en"].strip():
                yield file, f"{field}.en", _("The English is missing.")


@rule("quiz")
def _quiz(package: CoursePackage) -> Iterator[Place]:
    if not package.course["quizzes"]:
        yield "course.json", "quizzes", _("The course has no quiz.")
    for number, quiz in enumerate(package.course["quizzes"]):
        place = f"quizzes[{number}]"
        for name, wanted in QUIZ.items():
            if quiz[name] != wanted:
                yield "course.json", f"{place}.{name}", _("%(wanted)s is asked for.") % {"wanted": wanted}
        if sum(draw["count"] for draw in quiz["draws"]) != DRAWN:
            yield "course.json", f"{place}.draws", _("%(count)d questions are to be drawn.") % {"count": DRAWN}


@rule("review-date")
def _review_date(package: CoursePackage) -> Iterator[Place]:
    if not package.course["legal_basis"]:
        yield "course.json", "legal_basis", _("The course names no legal basis with a review date.")
    for number, basis in enumerate(package.course["legal_basis"]):
        if basis["review_on"] <= basis["in_force_on"]:
            said = _("The review date is not after the day of entry into force.")
            yield "course.json", f"legal_basis[{number}].review_on", said
