"""Real papers with invented answers, marked by the same function as everybody's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from assessments.domain import remembered
from assessments.domain.marking import Result, mark_paper
from assessments.domain.papers import draw_paper
from assessments.models import QuizEdition

Answers = dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sitting:
    """A paper as answered: `answers` by position, `result` as it will be marked again at any time."""

    items: list[dict[str, Any]]
    answers: Answers
    result: Result


def remember_questions(editions: Iterable[QuizEdition]) -> None:
    """Read all questions once, outside a transaction: in one they are read again for every paper."""
    versions = {version for edition in editions for draw in edition.pool for version in draw["versions"]}
    remembered.questions.get(versions)
    remembered.keys.get(versions)


def invent_sitting(edition: QuizEdition, *, passes: bool, rng: Random) -> Sitting:
    """Draw a paper and answer it so that it is passed, or not."""
    items = draw_paper(edition, rng)
    pass_mark = int(edition.rules["pass_mark_percent"])
    right = _right_answers(items)
    order = list(right)
    rng.shuffle(order)
    wanted = rng.randint(pass_mark, 100) if passes else rng.randint(pass_mark // 3, max(1, pass_mark - 10))
    count = len(order) * wanted // 100
    while True:
        answers = {p: right[p] if p in order[:count] else _wrong_answer(right[p], items[p - 1]) for p in sorted(order)}
        result = mark_paper(items, answers, pass_mark_percent=pass_mark)
        if result.passed is passes:
            return Sitting(items, answers, result)
        # Half points for half-right answers may tip the sum: one more right, or one less.
        count += 1 if passes else -1


def _right_answers(items: list[dict[str, Any]]) -> Answers:
    keys = remembered.keys.get([item["version"] for item in items])
    return {position: _response(keys[item["version"]].key) for position, item in enumerate(items, start=1)}


def _response(key: Mapping[str, Any]) -> dict[str, Any]:
    match key:
        case {"correct": correct}:
            return {"chosen": list(correct)}
        case {"pairs": pairs}:
            return {"pairs": dict(pairs)}
        case {"true": true, "ids": ids}:
            return {"marks": {ours: "true" if ours in true else "false" for ours, _authors in ids}}
        case {"value": value}:
            return {"text": str(value).replace(".", ",")}
        case {"accepted": [first, *_others]}:
            return {"text": first}
    return {"order": list(key["order"])}


def _wrong_answer(right: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """The parts turned by one; one option that is not right; nothing where no such part is left."""
    match right:
        case {"chosen": chosen}:
            others = [option for option in item["order"] if option not in chosen]
            return {"chosen": others[:1]}
        case {"pairs": pairs}:
            targets = list(pairs.values())
            return {"pairs": dict(zip(pairs, [*targets[1:], targets[0]], strict=True))}
        case {"marks": marks}:
            return {"marks": {ours: "false" if mark == "true" else "true" for ours, mark in marks.items()}}
        case {"text": _text}:
            return {"text": "không rõ"}
    return {"order": [*right["order"][1:], right["order"][0]]}
