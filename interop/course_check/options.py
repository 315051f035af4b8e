"""The form of options: nothing but the matter may tell the right one from the others."""

import re
from collections.abc import Iterator, Sequence
from math import sqrt
from statistics import mean
from typing import Any, Final

from django.utils.translation import gettext as _

from interop.course_check.banks import counted
from interop.course_check.findings import rule
from interop.course_check.passages import QUESTIONS, unquoted
from interop.formats.course_package import CoursePackage

# The right option beside the mean of the wrong ones, and the longest beside the shortest. Lengths are in
# characters; options that all fit into a line, or differ by a few words, tell nothing by their length.
RIGHT_TO_WRONG: Final = (0.55, 1.5)
LONGEST_TO_SHORTEST: Final = 2.2
SHORT: Final = 30
NEAR: Final = 24
# Twice the standard deviation from chance: one honest bank in forty is refused, and then looked at again.
MARGIN: Final = 2.0
FEWEST: Final = 12
FEWEST_MULTIPLE: Final = 3
_ENDS: Final = ".;:?!…"
_SWEEPING: Final = re.compile(
    r"\b(?:tất cả|mọi|luôn luôn|luôn|không bao giờ|tuyệt đối|hoàn toàn|duy nhất)\b", re.IGNORECASE
)

Place = tuple[str, str, str]
Options = Sequence[dict[str, Any]]


def option_lists(question: dict[str, Any], place: str) -> Iterator[tuple[str, Options]]:
    """The lists of options from which one or several are chosen, each with `text` and `correct`."""
    if question["type"] in {"single", "multiple"}:
        yield f"{place}.options", question["options"]
    for number, scene in enumerate(question.get("scenes", ())):
        choices = [{"text": choice["text"], "correct": choice["right"]} for choice in scene["choices"]]
        yield f"{place}.scenes[{number}].choices", choices


def _bank(package: CoursePackage) -> list[Options]:
    """The options of the counted questions with one right answer."""
    return [question["options"] for _index, question in counted(package) if question["type"] == "single"]


@rule("option-length")
def _option_length(package: CoursePackage) -> Iterator[Place]:
    for index, question in enumerate(package.questions):
        for place, options in option_lists(question, f"[{index}]"):
            lengths = [len(option["text"]) for option in options]
            right = [len(option["text"]) for option in options if option["correct"]]
            wrong = [len(option["text"]) for option in options if not option["correct"]]
            if max(lengths) <= SHORT or max(lengths) - min(lengths) <= NEAR:
                continue
            words = {"code": question["code"], "right": mean(right or [0]), "wrong": mean(wrong or [0])}
            if question["type"] != "multiple" and max(lengths) > LONGEST_TO_SHORTEST * min(lengths):
                words |= {"longest": max(lengths), "shortest": min(lengths)}
                said = _("%(code)s: options of %(shortest)d and of %(longest)d characters.")
                yield QUESTIONS, place, said % words
            elif right and wrong and not RIGHT_TO_WRONG[0] <= mean(right) / mean(wrong) <= RIGHT_TO_WRONG[1]:
                said = _("%(code)s: the right option has %(right)d characters, the wrong ones %(wrong)d on average.")
                yield QUESTIONS, place, said % words


@rule("option-form")
def _option_form(package: CoursePackage) -> Iterator[Place]:
    for index, question in enumerate(package.questions):
        for place, options in option_lists(question, f"[{index}]"):
            texts = [unquoted(option["text"]) for option in options]
            if len({text[-1:] in _ENDS for text in texts}) > 1:
                said = _("%(code)s: some options end with a mark, some do not.")
                yield QUESTIONS, place, said % {"code": question["code"]}
            if _are_prose(texts) and len({text.lstrip("“(")[:1].islower() for text in texts}) > 1:
                said = _("%(code)s: some options begin with a capital letter, some do not.")
                yield QUESTIONS, place, said % {"code": question["code"]}
            if _stands_out(options):
                said = _("%(code)s: only the right option does not begin like the others.")
                yield QUESTIONS, place, said % {"code": question["code"]}


def _are_prose(texts: Sequence[str]) -> bool:
    """Not names of files, passwords or sums, whose first letter is what it is."""
    return all(len(text.split()) >= 4 for text in texts)


def _stands_out(options: Options) -> bool:
    """All wrong ones of four or more begin with the same two words, and the right one does not."""
    openings = {tuple(option["text"].lower().split()[:2]) for option in options if not option["correct"]}
    right = {tuple(option["text"].lower().split()[:2]) for option in options if option["correct"]}
    return len(options) >= 4 and len(openings) == 1 and len(right) == 1 and openings.isdisjoint(right)


@rule("right-length")
def _right_length(package: CoursePackage) -> Iterator[Place]:
    """What is never the longest can be guessed as well as what always is."""
    bank = _bank(package)
    for name, hits, where in _by_length(bank):
        words = {"rank": name, "hits": hits, "of": len(where)}
        if _is_too_often(hits, where):
            said = _("The right option is %(rank)s in %(hits)d of %(of)d questions, more often than by chance.")
            yield QUESTIONS, "", said % words
        if _is_too_seldom(hits, where):
            said = _("The right option is %(rank)s in %(hits)d of %(of)d questions, less often than by chance.")
            yield QUESTIONS, "", said % words


def _by_length(bank: Sequence[Options]) -> Iterator[tuple[str, float, Sequence[Options]]]:
    """The longest, second longest … and the shortest: how often the right one is it, and of which questions."""
    names = [_("the longest"), _("the second longest"), _("the third longest")]
    for rank, name in enumerate(names):
        where = [options for options in bank if len(options) > rank + 1]
        yield name, sum(_share(options, rank) for options in where), where
    yield _("the shortest"), sum(_share(options, len(options) - 1) for options in bank), bank


def _share(options: Options, rank: int) -> float:
    """1 where the right option alone has the length at this rank, a part of it where others have it too."""
    length = sorted((len(option["text"]) for option in options), reverse=True)[rank]
    alike = [option for option in options if len(option["text"]) == length]
    return sum(bool(option["correct"]) for option in alike) / len(alike)


@rule("right-count")
def _right_count(package: CoursePackage) -> Iterator[Place]:
    """Where all questions have as many right options, the number to tick is known beforehand."""
    bank = [question["options"] for _index, question in counted(package) if question["type"] == "multiple"]
    numbers = {sum(bool(option["correct"]) for option in options) for options in bank}
    if len(bank) >= FEWEST_MULTIPLE and len(numbers) == 1:
        said = _("All %(of)d questions with several right options have %(right)d of them.")
        yield QUESTIONS, "", said % {"of": len(bank), "right": min(numbers)}


@rule("right-place")
def _right_place(package: CoursePackage) -> Iterator[Place]:
    """Questions with one right answer, with several, and scenes: each kind by itself, for each has its own habit."""
    for bank in (_bank(package), *_other_lists(package)):
        for place in range(max((len(options) for options in bank), default=0)):
            where = [options for options in bank if len(options) > place]
            hits = sum(bool(options[place]["correct"]) for options in where)
            letter = "abcdefghijkl"[place : place + 1]
            if _is_too_often(hits, where):
                said = _("The right option is %(letter)s in %(hits)d of %(of)d questions, more often than by chance.")
                yield QUESTIONS, "", said % {"letter": letter, "hits": hits, "of": len(where)}
            if not hits and len(where) >= FEWEST:
                yield QUESTIONS, "", _("The right option is never %(letter)s.") % {"letter": letter}


def _other_lists(package: CoursePackage) -> tuple[list[Options], list[Options]]:
    """The options of questions with several right answers, and the choices of scenes, practice included."""
    lists = [
        (question["type"], options)
        for index, question in enumerate(package.questions)
        for _place, options in option_lists(question, f"[{index}]")
    ]
    return (
        [options for kind, options in lists if kind == "multiple"],
        [options for kind, options in lists if kind == "scenario"],
    )


@rule("sweeping-words")
def _sweeping_words(package: CoursePackage) -> Iterator[Place]:
    """*Always, all, never* in wrong options only: a reader learns to strike them out."""
    bank = [option for options in _bank(package) for option in options]
    rates = []
    for correct in (True, False):
        texts = [option["text"] for option in bank if option["correct"] is correct]
        rates.append(sum(bool(_SWEEPING.search(text)) for text in texts) / max(len(texts), 1))
    if rates[1] > 0.15 and rates[1] > 3 * rates[0]:
        said = _("Sweeping words (mọi, luôn…) stand in %(wrong)d%% of the wrong options, in %(right)d%% of the right.")
        yield QUESTIONS, "", said % {"wrong": 100 * rates[1], "right": 100 * rates[0]}


def _is_too_often(hits: float, bank: Sequence[Options]) -> bool:
    chance, deviation = _by_chance(bank)
    return len(bank) >= FEWEST and hits > chance + MARGIN * deviation


def _is_too_seldom(hits: float, bank: Sequence[Options]) -> bool:
    """Never, or hardly ever in a large bank."""
    chance, deviation = _by_chance(bank)
    return len(bank) >= FEWEST and hits < max(1, chance - MARGIN * deviation)


def _by_chance(bank: Sequence[Options]) -> tuple[float, float]:
    """How many hits chance gives, and their standard deviation."""
    chances = [sum(bool(option["correct"]) for option in options) / len(options) for options in bank]
    return sum(chances), sqrt(sum(chance * (1 - chance) for chance in chances))
