"""Questions that Moodle has too are marked as Moodle marks them, by the answers and marks of its own tests."""

import csv
from decimal import Decimal
from typing import Any, Final

import pytest

from assessments.question_types import question_type
from tests.assessments.samples import raw_question
from tests.common.conftest import Corpus

pytestmark = pytest.mark.no_database

NUMBERS: Final = ("One", "Two", "Three", "Four")
STRICT: Final = dict.fromkeys(("match_case", "match_diacritics", "match_spacing"), False)
ANIMALS: Final = {"frog": "amphibian", "cat": "mammal", "newt": "amphibian"}


def options(*right: str) -> dict[str, Any]:
    return {"options": [{"id": n, "text": n, "correct": n in right, "reason": ""} for n in NUMBERS]}


# The questions of Moodle's test helpers of the same names.
QUESTIONS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "shortanswer": ("short_text", {"accepted": ["frog"], **STRICT}),
    "numerical": ("numeric", {"value": "3.14", "tolerance": "0", "unit": ""}),
    "match": (
        "matching",
        {
            "targets": [{"id": t, "text": t} for t in ("amphibian", "mammal", "insect")],
            "items": [{"id": i, "text": i, "target": t, "reason": ""} for i, t in ANIMALS.items()],
        },
    ),
    "truefalse": (
        "true_false",
        {"options": [{"id": t, "text": t, "correct": t == "1", "reason": ""} for t in ("1", "0")]},
    ),
    "two_of_four": ("multiple", {**options("One", "Three"), "scoring": "partial"}),
    "one_of_four": ("single", options("One")),
    "twosubq": (
        "gaps",
        {
            "text": "<p>The [[1]] and the [[2]] went to sea.</p>",
            "gaps": [
                {"id": "1", "kind": "text", "accepted": ["Owl"], **STRICT, "reason": ""},
                {"id": "2", "kind": "menu", "right": "Pussy-cat", "others": ["Bow-wow", "Wiggly worm"], "reason": ""},
            ],
        },
    ),
}


def mark(question: str, answer: Any) -> Decimal:
    kind, parts = QUESTIONS[question]
    spec = question_type(kind)
    read = spec.parse(raw_question(kind, **parts))
    ours = {author: letter for letter, author in read.key.get("ids", ())}
    if kind in ("single", "multiple", "true_false"):
        chosen = [ours[name] for name in answer]
        response: dict[str, Any] = {"chosen": [o["id"] for o in read.presentation["options"] if o["id"] in chosen]}
    elif kind == "matching":
        targets = {author: letter for letter, author in read.key["target_ids"]}
        response = {"pairs": {ours[item]: targets.get(target) for item, target in answer.items()}}
        response = response if any(response["pairs"].values()) else {"pairs": {}}
    elif kind == "gaps":
        menu = {option["text"]: option["id"] for option in read.presentation["gaps"][1]["options"]}
        filled = {"a": answer[0], "b": menu.get(answer[1], "")}
        response = {"gaps": {gap: value for gap, value in filled.items() if value}}
    else:
        response = {"text": answer}
    assert spec.is_response(read.presentation, response)
    return spec.mark(read.key, response)


def answers_of(step: dict[str, str]) -> dict[int, tuple[str, Any]]:
    """By slot the question and the answer of one simulated student."""
    numbers = [n for n in NUMBERS if step[f"responses.5.{n}"] == "1"]
    single = [step["responses.6.answer"]] if step["responses.6.answer"] else []
    return {
        1: (step["randqs.1"], step["responses.1.answer"]),
        3: ("match", {animal: step[f"responses.3.{animal}"] for animal in ANIMALS}),
        4: ("truefalse", [step["responses.4.answer"]] if step["responses.4.answer"] else []),
        5: ("two_of_four", numbers),
        6: ("one_of_four", single),
        7: ("twosubq", (step["responses.7.1.answer"], step["responses.7.2.answer"])),
    }


@pytest.mark.parametrize(("folder", "students"), [("grading", 10), ("statistics", 25)])
def test_marks_are_those_of_moodle(corpus: Corpus, folder: str, students: int) -> None:
    found = {path.name: path for path in corpus("moodle-quiz-walkthrough") if path.parent.name == folder}
    steps, results = (
        list(csv.DictReader(found[name].read_text(encoding="utf-8").splitlines()))
        for name in ("steps00.csv", "results00.csv")
    )
    assert len(steps) == len(results) == students
    compared = 0
    for step, result in zip(steps, results, strict=True):
        for slot, (question, answer) in answers_of(step).items():
            if answer == "toad":
                continue  # worth 0.8 there: a variant that is nearly right has no place in our short answer
            expected = Decimal(result[f"slots.{slot}.mark"])
            assert abs(mark(question, answer) - expected) < Decimal("0.000001"), (step["quizattempt"], slot, answer)
            compared += 1
    assert compared >= 5 * students
