"""How the parts of a question lie in the columns of a row, type by type. Pure.

Options, items and accepted answers stand in “Phương án A” to “H”, their reasons in “Lý do A” to “H”.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.errors import QuestionError
from assessments.question_types.numeric import number_of_author
from common.text.vietnamese import fold

LETTERS: Final = "ABCDEFGH"
ARROW: Final = "=>"
SCORING: Final = {
    "đúng hết mới có điểm": "all_or_nothing",
    "từng phần": "partial",
    "từng phần, có trừ": "partial_with_penalty",
    "từng phần, tối đa bằng số phương án đúng": "partial_with_limit",
}
_WORD_OF_SCORING: Final = {value: word for word, value in SCORING.items()}
MATTERS: Final = {"chữ hoa": "match_case", "dấu": "match_diacritics", "khoảng trắng": "match_spacing"}
_ANSWER: Final = re.compile(r"[\s,;.]+")

Cells = Mapping[str, str]
Raw = Mapping[str, Any]


class BadCell(Exception):
    """What is wrong with a row, or why a question does not fit one; a sentence for the author."""


@dataclass(frozen=True, slots=True)
class SheetType:
    """`name` of the question type, `word` in the sheet, how to read its columns and write them."""

    name: str
    word: str
    read: Callable[[Cells], dict[str, Any]]
    write: Callable[[Raw], dict[str, str]]


def _filled(cells: Cells) -> list[tuple[str, str, str]]:
    """Letter, text and reason of the parts that are there; no gap between them."""
    filled = [(letter, cells[f"part_{letter}"], cells[f"reason_{letter}"]) for letter in LETTERS]
    texts = [text for _letter, text, _reason in filled]
    last = max((place for place, text in enumerate(texts) if text), default=-1)
    if "" in texts[: last + 1]:
        raise BadCell(_("There is an empty “Phương án” between two others."))
    return filled[: last + 1]


def _letters(cells: Cells, known: str) -> set[str]:
    chosen = {word.upper() for word in _ANSWER.split(cells["answer"]) if word}
    if not chosen:
        raise BadCell(_("“Đáp án” is empty."))
    if not chosen <= set(known):
        raise BadCell(
            _("“Đáp án” must hold letters of the options that are there, such as A or A, C; it says “%(text)s”.")
            % {"text": cells["answer"][:40]}
        )
    return chosen


def _options(cells: Cells) -> dict[str, Any]:
    filled = _filled(cells)
    right = _letters(cells, "".join(letter for letter, _text, _reason in filled))
    return {"options": [{"text": text, "correct": letter in right, "reason": why} for letter, text, why in filled]}


def _write_options(raw: Raw) -> dict[str, str]:
    right = [letter for letter, option in zip(LETTERS, raw["options"], strict=False) if option["correct"]]
    return {**_lettered(raw["options"]), "answer": ", ".join(right)}


def _multiple(cells: Cells) -> dict[str, Any]:
    word = cells["scoring"]
    if not word:
        return _options(cells)
    found = next((value for known, value in SCORING.items() if fold(known) == fold(word)), None)
    if found is None:
        raise BadCell(_("“Cách tính điểm” must be one of: %(words)s.") % {"words": "; ".join(SCORING)})
    return {**_options(cells), **({"scoring": found} if found != "all_or_nothing" else {})}


def _write_multiple(raw: Raw) -> dict[str, str]:
    scoring = raw.get("scoring", "all_or_nothing")
    return {**_write_options(raw), "scoring": _WORD_OF_SCORING[scoring]}


def _true_false(cells: Cells) -> dict[str, Any]:
    """Without options: “Đúng” and “Sai”. The answer is a letter or the word itself."""
    given = dict(cells)
    if not given["part_A"] and not given["part_B"]:
        given["part_A"], given["part_B"] = "Đúng", "Sai"
    for letter in "AB":
        if fold(given["answer"]) == fold(given[f"part_{letter}"]):
            given["answer"] = letter
    return _options(given)


def _ordering(cells: Cells) -> dict[str, Any]:
    return {"items": [{"text": text, "reason": why} for _letter, text, why in _filled(cells)]}


def _matching(cells: Cells) -> dict[str, Any]:
    """Each cell is “item => target”; without an item in front the target is one too many."""
    targets: list[str] = []
    items = []
    for letter, text, why in _filled(cells):
        item, arrow, target = (part.strip() for part in text.partition(ARROW))
        if not arrow or not target:
            raise BadCell(
                _("“Phương án %(letter)s” of a matching question is written: item => target.") % {"letter": letter}
            )
        if target not in targets:
            targets.append(target)
        if item:
            items.append({"text": item, "target": target, "reason": why})
    return {"targets": [{"text": text} for text in targets], "items": items}


def _write_matching(raw: Raw) -> dict[str, str]:
    words = {target["id"]: target["text"] for target in raw["targets"]}
    if any(ARROW in text for text in (*words.values(), *(item["text"] for item in raw["items"]))):
        raise BadCell(_("A text holds “=>”, which parts the item from its target in the sheet."))
    if len(set(words.values())) != len(words):
        raise BadCell(_("Two targets have the same text."))
    pairs = [{**item, "text": f"{item['text']} {ARROW} {words[item['target']]}"} for item in raw["items"]]
    used = {item["target"] for item in raw["items"]}
    pairs += [{"text": f"{ARROW} {text}"} for id_, text in words.items() if id_ not in used]
    return _lettered(pairs)


def _short_text(cells: Cells) -> dict[str, Any]:
    matters = {fold(word) for word in re.split(r"[,;]", cells["matters"]) if word.strip()}
    known = {fold(word): name for word, name in MATTERS.items()}
    if not matters <= known.keys():
        raise BadCell(_("“Có phân biệt” may hold: %(words)s.") % {"words": ", ".join(MATTERS)})
    accepted = [text for _letter, text, _why in _filled(cells)]
    if not accepted:
        raise BadCell(_("The accepted answers stand in “Phương án A”, B and so on; there is none."))
    return {
        "accepted": accepted,
        **{name: word in matters for word, name in known.items()},
        "reason": cells["reason_A"],
    }


def _write_short_text(raw: Raw) -> dict[str, str]:
    matters = [word for word, name in MATTERS.items() if raw[name]]
    parts = _lettered([{"text": text} for text in raw["accepted"]])
    return {**parts, "matters": ", ".join(matters), "reason_A": raw["reason"]}


def _numeric(cells: Cells) -> dict[str, Any]:
    try:
        value, tolerance = (number_of_author("".join(cells[name].split())) for name in ("answer", "tolerance"))
    except QuestionError as error:
        raise BadCell(str(error)) from error
    return {
        "value": value,
        "tolerance": tolerance or "0",
        "unit": cells["unit"],
        "reason": cells["reason_A"],
    }


def _write_numeric(raw: Raw) -> dict[str, str]:
    return {
        "answer": raw["value"].replace(".", ","),
        "tolerance": raw["tolerance"].replace(".", ","),
        "unit": raw["unit"],
        "reason_A": raw["reason"],
    }


def _lettered(parts: list[dict[str, Any]]) -> dict[str, str]:
    if len(parts) > len(LETTERS):
        raise BadCell(_("It has more parts than the eight columns of the sheet."))
    found: dict[str, str] = {}
    for letter, part in zip(LETTERS, parts, strict=False):
        found |= {f"part_{letter}": part["text"], f"reason_{letter}": part.get("reason", "")}
    return found


PARTS: Final = (
    SheetType("single", "một lựa chọn", _options, _write_options),
    SheetType("multiple", "nhiều lựa chọn", _multiple, _write_multiple),
    SheetType("true_false", "đúng/sai", _true_false, _write_options),
    SheetType("short_text", "trả lời ngắn", _short_text, _write_short_text),
    SheetType("numeric", "điền số", _numeric, _write_numeric),
    SheetType("matching", "ghép cặp", _matching, _write_matching),
    SheetType("ordering", "sắp xếp thứ tự", _ordering, lambda raw: _lettered(raw["items"])),
)


def sheet_type(name: str) -> SheetType | None:
    return next((kind for kind in PARTS if kind.name == name), None)
