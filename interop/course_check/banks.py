"""The bank as a whole: how many questions of which types, their reasons, explanations and codes."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.errors import QuestionError
from assessments.question_types import question_type
from common.text.html import plain_text
from common.text.vietnamese import fold
from interop.course_check.findings import rule
from interop.course_check.passages import QUESTIONS, syllables
from interop.formats.course_package import CoursePackage

COUNTED: Final = 30
TYPES: Final = 4
TIMES_DRAWN: Final = 2
SHORTEST_REASON: Final = 4
# Share of common words from which on two texts say the same.
ALIKE: Final = 0.8
ALIKE_EXPLANATION: Final = 0.7
_WORD: Final = re.compile(r"\w+")

Place = tuple[str, str, str]


def counted(package: CoursePackage) -> list[tuple[int, dict[str, Any]]]:
    """Counted questions with their place in the file."""
    return [(index, question) for index, question in enumerate(package.questions) if not question["practice"]]


def reasons(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every reason below `value`, with its place."""
    if isinstance(value, dict):
        for name, entry in value.items():
            if name == "reason" and isinstance(entry, str):
                yield f"{place}.reason", entry
            else:
                yield from reasons(entry, f"{place}.{name}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from reasons(entry, f"{place}[{index}]")


def likeness(one: str, other: str) -> float:
    """Share of common words (Jaccard), 0 to 1."""
    here, there = _words(one), _words(other)
    return len(here & there) / max(len(here | there), 1)


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


@rule("question")
def _question(package: CoursePackage) -> Iterator[Place]:
    for index, question in enumerate(package.questions):
        try:
            question_type(question["type"]).read(_with_kept_picture(question))
        except QuestionError as error:
            yield QUESTIONS, f"[{index}]", f"{question['code']}: {error}"


def _with_kept_picture(question: dict[str, Any]) -> dict[str, Any]:
    """The import keeps the picture before the question is read; here a stand-in takes its place."""
    if "picture" not in question:
        return question
    kept = {"image": 1, "asset": f"{'0' * 64}/hinh.svg", "width": 640, "height": 480}
    return question | {"picture": kept | {"alt": question["picture"]["alt"]}}


@rule("bank-size")
def _bank_size(package: CoursePackage) -> Iterator[Place]:
    questions = [question for _index, question in counted(package)]
    if len(questions) < COUNTED:
        said = _("%(count)d counted questions; at least %(least)d are asked for.")
        yield QUESTIONS, "", said % {"count": len(questions), "least": COUNTED}
    types = {question["type"] for question in questions}
    if len(types) < TYPES:
        said = _("Counted questions of %(count)d types; at least %(least)d are asked for.")
        yield QUESTIONS, "", said % {"count": len(types), "least": TYPES}


@rule("draws")
def _draws(package: CoursePackage) -> Iterator[Place]:
    questions = [question for _index, question in counted(package)]
    for number, quiz in enumerate(package.course["quizzes"]):
        for place, draw in enumerate(quiz["draws"]):
            there = sum(
                question["category"] == draw["category"] and draw["difficulty"] in {None, question["difficulty"]}
                for question in questions
            )
            if there < TIMES_DRAWN * draw["count"]:
                said = _("“%(category)s”: %(count)d drawn out of %(there)d; at least twice as many are asked for.")
                words = {"category": draw["category"], "count": draw["count"], "there": there}
                yield "course.json", f"quizzes[{number}].draws[{place}]", said % words


@rule("reasons")
def _reasons(package: CoursePackage) -> Iterator[Place]:
    for index, question in enumerate(package.questions):
        given = list(reasons(question, f"[{index}]"))
        for place, reason in given:
            if syllables(reason) < SHORTEST_REASON:
                yield QUESTIONS, place, _("%(code)s: a reason that teaches is missing.") % {"code": question["code"]}
        for (_place, one), (place, other) in combinations(given, 2):
            if one.strip() and likeness(one, other) >= ALIKE:
                said = _("%(code)s: two reasons say the same.")
                yield QUESTIONS, place, said % {"code": question["code"]}


@rule("explanations")
def _explanations(package: CoursePackage) -> Iterator[Place]:
    seen: list[tuple[str, str]] = []
    for index, question in enumerate(package.questions):
        said = plain_text(question["explanation"])
        place = f"[{index}].explanation"
        if not said:
            yield QUESTIONS, place, _("%(code)s has no explanation.") % {"code": question["code"]}
            continue
        known = next((code for code, other in seen if likeness(said, other) >= ALIKE_EXPLANATION), None)
        if known:
            words = {"code": question["code"], "other": known}
            yield QUESTIONS, place, _("%(code)s: the explanation of %(other)s again.") % words
        seen.append((question["code"], said))


@rule("codes")
def _codes(package: CoursePackage) -> Iterator[Place]:
    start = f"{package.course['code']}-"
    for index, question in enumerate(package.questions):
        code = question["code"]
        if not code.startswith(start) or question["practice"] != code.startswith(f"{start}TH"):
            words = {"code": code, "start": start}
            said = _("%(code)s: counted questions are named %(start)s01, practice questions %(start)sTH1.")
            yield QUESTIONS, f"[{index}].code", said % words


@rule("true-or-false")
def _true_or_false(package: CoursePackage) -> Iterator[Place]:
    """About half the statements are true; from four on it can be told."""
    given = [question for _index, question in counted(package) if question["type"] == "true_false"]
    right = Counter(option["id"] for question in given for option in question["options"] if option["correct"])
    if len(given) >= TYPES and max(right.values()) > 0.75 * len(given):
        yield QUESTIONS, "", _("Nearly all true-or-false statements have the same answer.")
