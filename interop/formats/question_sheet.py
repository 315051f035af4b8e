"""Questions as rows of a sheet with Vietnamese headers, both ways. Pure: it knows no database.

A row holds what a clerk can type: codes, words and letters. `read_sheet` gives the package form of
each question without ids; `cells_of` gives the row of a question, or says why it does not fit one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from common.text.vietnamese import fold, nfc
from interop.formats.question_sheet_types import LETTERS, PARTS, BadCell, sheet_type

__all__ = ["COLUMNS", "FIELDS", "BadCell", "BadQuestionSheet", "QuestionRow", "cells_of", "read_sheet"]

MOST_QUESTIONS: Final = 5000
HEADER_SEARCHED_ROWS: Final = 20
# Field, header, width in characters. The headers are also what an import recognises, folded.
COLUMNS: Final = (
    ("code", "Mã câu hỏi", 14),
    ("category", "Nhóm câu hỏi", 26),
    ("type", "Loại câu hỏi", 18),
    ("practice", "Mục đích", 14),
    ("stem", "Nội dung câu hỏi", 60),
    *((f"part_{letter}", f"Phương án {letter}", 30) for letter in LETTERS),
    ("answer", "Đáp án", 14),
    *((f"reason_{letter}", f"Lý do {letter}", 30) for letter in LETTERS),
    ("explanation", "Giải thích", 50),
    ("difficulty", "Độ khó", 12),
    ("competences", "Mã năng lực", 18),
    ("tags", "Thẻ", 22),
    ("language", "Ngôn ngữ", 12),
    ("basis", "Căn cứ pháp lý", 36),
    ("review_on", "Ngày rà soát", 14),
    ("scoring", "Cách tính điểm", 24),
    ("tolerance", "Sai số", 10),
    ("unit", "Đơn vị đo", 12),
    ("matters", "Có phân biệt", 24),
)
PROBLEM_HEADER: Final = "Lý do không nhận"
FIELDS: Final = tuple(name for name, _header, _width in COLUMNS)
_BY_HEADER: Final = {fold(header): name for name, header, _width in COLUMNS}

PRACTICE: Final = {"tính điểm": False, "thực hành": True}
DIFFICULTIES: Final = {"dễ": 1, "trung bình": 2, "khó": 3}
LANGUAGES: Final = {"tiếng Việt": "vi", "tiếng Anh": "en"}
_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class BadQuestionSheet(Exception):
    """The table cannot be read as a list of questions; the text is meant for the author."""


@dataclass(slots=True)
class QuestionRow:
    """One row: `number` as the sheet counts, `cells` by field as typed, `raw` the question read from them.

    `raw` has the package form, but its options, items and targets have no ids yet; `text` and
    `explanation` are as typed. It is None where something is wrong, told in `problems`.
    """

    number: int
    cells: dict[str, str]
    raw: dict[str, Any] | None = None
    problems: list[str] = field(default_factory=list)


def read_sheet(rows: Sequence[Sequence[str]]) -> list[QuestionRow]:
    """Find the header and read every row below it that has a code or a text.

    Raises:
        BadQuestionSheet: no header, nothing below it, or too many rows.
    """
    place, columns = _find_header(rows)
    read = []
    for number, cells in enumerate(rows[place + 1 :], start=place + 2):
        values = {name: nfc(cells[index]) if index < len(cells) else "" for name, index in columns.items()}
        if values.get("code") or values.get("stem"):
            read.append(_read_row(number, {name: values.get(name, "") for name in FIELDS}))
    if not read:
        raise BadQuestionSheet(_("There is no question below the header."))
    if len(read) > MOST_QUESTIONS:
        raise BadQuestionSheet(_("The file holds more than %(most)d questions.") % {"most": MOST_QUESTIONS})
    _mark_repeated(read)
    return read


def cells_of(raw: Mapping[str, Any], typed: Callable[[str], str]) -> dict[str, str]:
    """The row of a question in the package form. `typed` gives rich text as an author types it.

    Raises:
        BadCell: the question does not fit a row; the text says why.
    """
    kind = sheet_type(raw["type"])
    if kind is None:
        raise BadCell(_("Questions of this type do not fit a row. Write them in the question bank."))
    basis = raw.get("legal_basis") or {}
    day = basis.get("review_on") or ""
    return dict.fromkeys(FIELDS, "") | {
        "code": raw["code"],
        "category": raw["category"],
        "type": kind.word,
        "practice": _word(PRACTICE, raw["practice"]),
        "stem": typed(raw["stem"]),
        "explanation": typed(raw["explanation"]),
        "difficulty": _word(DIFFICULTIES, raw["difficulty"]),
        "competences": ", ".join(raw["competences"]),
        "tags": ", ".join(raw.get("tags", ())),
        "language": _word(LANGUAGES, raw.get("language", "vi")),
        "basis": basis.get("text", ""),
        "review_on": "/".join(reversed(day.split("-"))) if day else "",
        **kind.write(raw),
    }


def _find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    for place, cells in enumerate(rows[:HEADER_SEARCHED_ROWS]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            name = _BY_HEADER.get(fold(cell).strip(" :*"))
            if name and name not in columns:
                columns[name] = index
        if {"code", "type", "stem"} <= columns.keys():
            return place, columns
    raise BadQuestionSheet(
        _(
            "No header row was found. It must name “Mã câu hỏi”, “Loại câu hỏi” and “Nội dung câu hỏi”, "
            "as the template does."
        )
    )


def _read_row(number: int, cells: dict[str, str]) -> QuestionRow:
    row = QuestionRow(number, cells)
    raw: dict[str, Any] = {}
    readers: tuple[Callable[[dict[str, str]], dict[str, Any]], ...] = (_head, _choices, _about, _parts)
    for reader in readers:
        try:
            raw |= reader(cells)
        except BadCell as error:
            row.problems.append(str(error))
    if not row.problems:
        row.raw = raw
    return row


def _head(cells: dict[str, str]) -> dict[str, Any]:
    for name, header, _width in COLUMNS[:2] + COLUMNS[4:5]:
        if not cells[name]:
            raise BadCell(_("“%(column)s” is empty.") % {"column": header})
    return {"code": cells["code"], "category": cells["category"], "stem": cells["stem"]}


def _choices(cells: dict[str, str]) -> dict[str, Any]:
    return {
        "practice": _chosen("Mục đích", PRACTICE, cells["practice"] or "tính điểm"),
        "difficulty": _chosen("Độ khó", DIFFICULTIES, cells["difficulty"] or "trung bình"),
        "language": _chosen("Ngôn ngữ", LANGUAGES, cells["language"] or "tiếng Việt"),
    }


def _about(cells: dict[str, str]) -> dict[str, Any]:
    day = _DAY.fullmatch(cells["review_on"]) if cells["review_on"] else None
    if cells["review_on"] and day is None:
        raise BadCell(_("“Ngày rà soát” is not a day such as 30/06/2027."))
    review_on = f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}" if day else None
    return {
        "explanation": cells["explanation"],
        "competences": [code.upper() for code in _listed(cells["competences"])],
        "tags": _listed(cells["tags"]),
        "legal_basis": {"text": cells["basis"], "review_on": review_on} if cells["basis"] or review_on else None,
    }


def _parts(cells: dict[str, str]) -> dict[str, Any]:
    word = fold(cells["type"])
    kind = next((kind for kind in PARTS if fold(kind.word) == word), None)
    if kind is None:
        words = ", ".join(one.word for one in PARTS)
        raise BadCell(_("“Loại câu hỏi” must be one of: %(words)s.") % {"words": words})
    return {"type": kind.name, **kind.read(cells)}


def _mark_repeated(rows: list[QuestionRow]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        code = row.cells["code"]
        if code and first.setdefault(code, row.number) != row.number:
            row.problems.append(_("The code stands in row %(number)d as well.") % {"number": first[code]})
            row.raw = None


def _chosen(header: str, words: Mapping[str, Any], typed: str) -> Any:
    found = next((value for word, value in words.items() if fold(word) == fold(typed)), None)
    if found is None:
        raise BadCell(_("“%(column)s” must be one of: %(words)s.") % {"column": header, "words": ", ".join(words)})
    return found


def _word(words: Mapping[str, Any], value: Any) -> str:
    return next(word for word, meant in words.items() if meant == value)


def _listed(text: str) -> list[str]:
    return [part for part in map(str.strip, re.split(r"[,;\n]", text)) if part]
