"""Questions side by side: none asks again what a learner has seen solved, and none hands over the answer of another."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final

from django.utils.translation import gettext as _

from common.text.html import plain_text
from common.text.vietnamese import fold
from interop.course_check.banks import ALIKE, counted, likeness, reasons
from interop.course_check.findings import rule
from interop.course_check.passages import QUESTIONS, syllables
from interop.formats.course_package import CoursePackage

# Parts say less than a stem, so fewer common words make them the same; names of a word or two recur honestly.
SAME_PART: Final = 0.7
SHORTEST_PART: Final = 4
SHORTEST_COPY: Final = 10
SHORTEST_REPEATED_REASON: Final = 6
# What nobody sees while answering: names and settings, keys, and what is said afterwards.
_UNSEEN: Final = frozenset(
    {"code", "type", "category", "competences", "tags", "language", "legal_basis", "id", "target", "next", "kind"}
    | {"file", "medium", "scoring", "reason", "explanation", "accepted", "value", "tolerance", "guidance", "levels"}
)
_MARKS: Final = " .,;:?!…“”"

Place = tuple[str, str, str]


@rule("apart")
def _apart(package: CoursePackage) -> Iterator[Place]:
    """A practice question shows its key, so a counted one must be another, with parts of its own."""
    practice = [(question, list(_parts(question))) for question in package.questions if question["practice"]]
    for index, question in counted(package):
        parts = list(_parts(question))
        for other, shown in practice:
            words = {"code": question["code"], "other": other["code"]}
            if likeness(_asked(question), _asked(other)) >= ALIKE:
                said = _("%(code)s asks what the practice question %(other)s asks.")
                yield QUESTIONS, f"[{index}].stem", said % words
            for text in parts:
                if any(_is_same_part(text, solved) for solved in shown):
                    said = _("%(code)s: “%(text)s” is judged in the practice question %(other)s already.")
                    yield QUESTIONS, f"[{index}]", said % (words | {"text": text})


@rule("asked-twice")
def _asked_twice(package: CoursePackage) -> Iterator[Place]:
    for (_first, one), (index, other) in combinations(counted(package), 2):
        if likeness(_asked(one), _asked(other)) >= ALIKE:
            words = {"code": other["code"], "other": one["code"]}
            yield QUESTIONS, f"[{index}].stem", _("%(code)s asks what %(other)s asks.") % words


@rule("given-away")
def _given_away(package: CoursePackage) -> Iterator[Place]:
    """What is to be typed stands nowhere else in the bank: both questions may be in one paper."""
    shown = [(index, question, fold(" \n ".join(_seen(question)))) for index, question in counted(package)]
    for _index, question, _text in shown:
        for index, other, text in shown:
            found = next((answer for answer in _typed(question) if _holds(text, answer)), None)
            if other is not question and found:
                said = _("%(other)s holds the answer of %(code)s, “%(answer)s”.")
                words = {"code": question["code"], "other": other["code"], "answer": found}
                yield QUESTIONS, f"[{index}]", said % words


@rule("repeated-reasons")
def _repeated_reasons(package: CoursePackage) -> Iterator[Place]:
    """A counted question explains its own case, not with a sentence written for another."""
    given = [
        (question, place, reason)
        for index, question in enumerate(package.questions)
        for place, reason in reasons(question, f"[{index}]")
        if syllables(reason) >= SHORTEST_REPEATED_REASON
    ]
    for (one, first, here), (other, second, there) in combinations(given, 2):
        if one is other or (one["practice"] and other["practice"]) or likeness(here, there) < ALIKE:
            continue
        (code, place), known = ((other["code"], second), one) if one["practice"] else ((one["code"], first), other)
        said = _("%(code)s: the reason of %(other)s again.")
        yield QUESTIONS, place, said % {"code": code, "other": known["code"]}


def _asked(question: dict[str, Any]) -> str:
    return plain_text(question["stem"])


def _parts(question: dict[str, Any]) -> Iterator[str]:
    """What is chosen, placed or judged: options, items, statements, phrases, and the choices of scenes."""
    for name in ("options", "items", "statements", "phrases"):
        yield from (part["text"] for part in question.get(name, ()))
    for scene in question.get("scenes", ()):
        yield from (choice["text"] for choice in scene["choices"])


def _is_same_part(one: str, other: str) -> bool:
    """Word for word and no mere name, or nearly so and long enough to tell."""
    here, there = fold(one).strip(_MARKS), fold(other).strip(_MARKS)
    if here == there:
        return len(here) >= SHORTEST_COPY
    return min(syllables(one), syllables(other)) >= SHORTEST_PART and likeness(one, other) >= SAME_PART


def _seen(value: Any) -> Iterator[str]:
    """The texts before the learner while answering."""
    if isinstance(value, str):
        yield plain_text(value)
    elif isinstance(value, list):
        for entry in value:
            yield from _seen(entry)
    elif isinstance(value, dict):
        for name, entry in value.items():
            if name not in _UNSEEN:
                yield from _seen(entry)


def _typed(question: dict[str, Any]) -> Iterator[str]:
    """The answers that are typed in words."""
    for part in (question, *question.get("gaps", ())):
        yield from part.get("accepted", ())


def _holds(text: str, answer: str) -> bool:
    """Whether the answer stands in the folded text as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(fold(answer))}(?!\w)", text) is not None
