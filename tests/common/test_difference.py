"""Lines and words compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text.difference import compare_lines, compare_words

pytestmark = pytest.mark.no_database

LINES = st.lists(st.text("ab ,", max_size=12), max_size=6)


def _old(lines: list) -> list[str]:
    return ["".join(p.text for p in line.pieces if p.kind != "added") for line in lines if line.kind != "added"]


def _new(lines: list) -> list[str]:
    return ["".join(p.text for p in line.pieces if p.kind != "removed") for line in lines if line.kind != "removed"]


def test_one_word_in_a_long_line_is_the_only_thing_marked() -> None:
    old, new = "Gọi lại bằng số trong danh bạ cơ quan.", "Gọi ngay lại bằng số trong danh bạ cơ quan."
    (line,) = compare_lines([old], [new])
    assert line.kind == "changed"
    assert [(piece.kind, piece.text.strip()) for piece in line.pieces if piece.kind != "same"] == [("added", "ngay")]
    assert line.text == new


def test_words_beside_one_another_are_marked_together() -> None:
    marked = [(piece.kind, piece.text) for piece in compare_words("một hai ba bốn", "một năm sáu bốn")]
    assert marked == [("same", "một "), ("removed", "hai ba"), ("added", "năm sáu"), ("same", " bốn")]


def test_lines_that_have_little_in_common_are_shown_whole() -> None:
    lines = compare_lines(["Khóa máy khi rời bàn."], ["Thư lạ: không bấm."])
    assert [(line.kind, line.text) for line in lines] == [
        ("removed", "Khóa máy khi rời bàn."),
        ("added", "Thư lạ: không bấm."),
    ]


def test_only_what_stands_beside_a_change_is_shown() -> None:
    old = [f"Dòng số {number} của bài này" for number in range(9)]
    new = [*old[:2], "Dòng số hai của bài này", *old[3:8], "Dòng cuối của bài này"]
    kinds = [line.kind for line in compare_lines(old, new, around=1)]
    assert kinds == ["same", "changed", "same", "gap", "same", "changed"]
    assert compare_lines(old, old, around=1) == []
    assert [line.kind for line in compare_lines(old, old)] == ["same"] * 9


@given(old=LINES, new=LINES)
def test_both_texts_can_be_read_from_what_is_shown(old: list[str], new: list[str]) -> None:
    lines = compare_lines(old, new)
    assert (_old(lines), _new(lines)) == (old, new)


def test_very_many_lines_are_not_paired() -> None:
    old, new = ([f"dòng {number} của một bài học {word}" for number in range(40)] for word in ("cũ", "mới"))
    assert {line.kind for line in compare_lines(old[:9], new[:9])} == {"changed"}
    assert {line.kind for line in compare_lines(old, new)} == {"removed", "added"}
