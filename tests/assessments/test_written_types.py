"""Gaps to fill, words to select and essays: how they are read and marked, with every kind of half-right answer."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from assessments.errors import QuestionError
from assessments.question_types import question_type
from assessments.question_types.by_hand import MarkedByHand
from assessments.question_types.essay import MOST_CHARACTERS, clean_lines
from assessments.question_types.typed import clean_typed
from tests.assessments.samples import parsed, raw_question

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("filled", "hits"),
    [
        ({"a": "12", "b": "hoa binh", "c": "right"}, 3),
        ({"a": "12,5", "b": "HOÀ BÌNH", "c": "wrong"}, 2),
        ({"a": "13", "b": "Hòa", "c": "wrong"}, 0),
        ({"c": "right"}, 1),
        ({}, 0),
    ],
)
def test_every_gap_weighs_the_same(filled: dict[str, str], hits: int) -> None:
    spec, key = question_type("gaps"), parsed("gaps").key
    options = {"right": key["gaps"]["c"]["order"][0], "wrong": key["gaps"]["c"]["order"][1]}
    answer = {"gaps": {id_: options.get(value, value) for id_, value in filled.items()}}
    assert spec.mark(key, answer) == Decimal(hits) / 3


@pytest.mark.parametrize(
    ("chosen", "share"),
    [("ac", "1"), ("a", "0.5"), ("ab", "0"), ("abc", "0.5"), ("abcd", "0"), ("bd", "0"), ("", "0")],
)
def test_wrong_words_take_away_what_right_ones_earn(chosen: str, share: str) -> None:
    assert question_type("select_words").mark(parsed("select_words").key, {"chosen": list(chosen)}) == Decimal(share)


@given(st.integers(1, 8), st.integers(1, 8), st.data())
def test_selecting_all_words_or_half_of_each_kind_gains_nothing(right: int, wrong: int, data: st.DataObject) -> None:
    spec, names = question_type("select_words"), [str(number) for number in range(1, right + wrong + 1)]
    text = "<p>Câu " + " ".join(f"[[{name}]]" for name in names) + "</p>"
    flags = data.draw(st.permutations([True] * right + [False] * wrong))
    phrases = [
        {"id": name, "text": f"chữ {name}", "correct": flag, "reason": ""}
        for name, flag in zip(names, flags, strict=True)
    ]
    key = spec.parse(raw_question("select_words", text=text, phrases=phrases)).key
    assert spec.mark(key, {"chosen": sorted(key["correct"] + key["wrong"])}) == 0
    assert spec.mark(key, {"chosen": key["correct"]}) == 1
    picked = data.draw(st.lists(st.sampled_from(key["correct"] + key["wrong"]), unique=True))
    assert spec.mark(key, {"chosen": [*picked]}) >= spec.mark(key, {"chosen": [*{*picked, key["wrong"][0]}]})


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("gaps", {"text": "<p>Mật khẩu dài [[dai]] ký tự, [[tinh]].</p>"}, "viec"),
        ("gaps", {"text": "<p>[[dai]] [[dai]] [[tinh]] [[viec]] x</p>"}, "dai"),
        ("gaps", {"text": "<p>[[dai]] [[tinh]] [[viec]] [[la]] x</p>"}, "la"),
        ("gaps", {"text": "<p>[[dai]] [[tinh]] [[viec]]</p>"}, None),
        ("gaps", {"text": '<p>[[dai]] [[tinh]] [[viec]] <a href="/x">x</a></p>'}, None),
        ("gaps", {"text": None}, None),
        ("gaps", {"text": "<p>x</p>", "gaps": []}, None),
        ("gaps", {"text": "<p>x [[1]]</p>", "gaps": [{"id": "1", "kind": "x"}]}, "1"),
        ("gaps", {"text": "<p>x [[1]]</p>", "gaps": [{"id": "1", "kind": "number", "value": "1"}]}, "1"),
        ("gaps", {"text": "<p>x [[1]]</p>", "gaps": [{"id": "1", "kind": "menu", "right": "a", "others": []}]}, "1"),
        ("gaps", {"text": "<p>x [[1]]</p>", "gaps": [{"id": "1", "kind": "menu", "right": "a", "others": ["A"]}]}, "1"),
        (
            "gaps",
            {
                "text": "<p>x [[1]]</p>",
                "gaps": [{"id": "1", "kind": "number", "value": "1", "tolerance": "0", "others": []}],
            },
            "others",
        ),
        ("select_words", {"text": "<p>Thư [[hoi]] [[ten]] [[gap]]</p>"}, "noi"),
        ("select_words", {"phrases": []}, None),
        (
            "select_words",
            {
                "text": "<p>x [[1]] [[2]]</p>",
                "phrases": [{"id": i, "text": i, "correct": True, "reason": ""} for i in "12"],
            },
            None,
        ),
    ],
)
def test_a_faulty_marked_text_is_refused_and_the_place_named(
    kind: str, changes: dict[str, Any], words: str | None
) -> None:
    with pytest.raises(QuestionError, match=words):
        question_type(kind).parse(raw_question(kind, **changes))


def test_the_right_option_of_a_list_does_not_stand_where_the_author_put_it() -> None:
    """Options of a list keep their place whichever of them is right."""
    places = set()
    for right, *others in (("đổi", "giữ", "cho mượn"), ("giữ", "đổi", "cho mượn"), ("cho mượn", "giữ", "đổi")):
        gap = {"id": "1", "kind": "menu", "right": right, "others": others, "reason": ""}
        read = question_type("gaps").parse(raw_question("gaps", text="<p>Hãy [[1]].</p>", gaps=[gap]))
        assert read.key["gaps"]["a"]["order"][0] in {o["id"] for o in read.presentation["gaps"][0]["options"]}
        places.add(json.dumps(read.presentation))
    assert len(places) == 1


@pytest.mark.parametrize(
    ("levels", "share"),
    [({"a": 2, "b": 0}, "1"), ({"a": 1, "b": 1}, "0.375"), ({"a": 0, "b": 1}, "0"), ({"a": 0, "b": 0}, "0.25")],
)
def test_an_essay_earns_the_points_of_its_levels(levels: dict[str, int], share: str) -> None:
    spec = question_type("essay")
    assert isinstance(spec, MarkedByHand)
    assert spec.hand_share(parsed("essay").key, levels) == Decimal(share)


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.integers(-2, 4) | st.booleans() | st.none() | st.sampled_from(["0", "1"]),
    )
)
def test_levels_fit_the_rubric_or_are_refused(levels: dict[str, Any]) -> None:
    spec, key = question_type("essay"), parsed("essay").key
    assert isinstance(spec, MarkedByHand)
    fits = levels.keys() == {"a", "b"} and all(
        type(level) is int and 0 <= level < len(key["levels"][id_]) for id_, level in levels.items()
    )
    if fits:
        assert 0 <= spec.hand_share(key, levels) <= 1
        return
    with pytest.raises(QuestionError):
        spec.hand_share(key, levels)


@pytest.mark.parametrize(
    "changes",
    [
        {"criteria": []},
        {"criteria": [{"id": "a", "text": "x", "levels": [{"points": "1", "text": "một mức"}]}]},
        {
            "criteria": [
                {"id": "a", "text": "x", "levels": [{"points": "1", "text": "y"}, {"points": "1.0", "text": "z"}]}
            ]
        },
        {
            "criteria": [
                {"id": "a", "text": "x", "levels": [{"points": "-1", "text": "y"}, {"points": "1", "text": "z"}]}
            ]
        },
        {"criteria": [{"id": "a", "text": "x", "levels": [{"points": 0, "text": "y"}, {"points": 1, "text": "z"}]}]},
        {"criteria": [{"id": "a", "text": "x", "levels": [{"points": "0", "text": ""}, {"points": "1", "text": "z"}]}]},
        {"criteria": [{"id": "a", "text": "", "levels": [{"points": "0", "text": "y"}, {"points": "1", "text": "z"}]}]},
        {"guidance": '<p><a href="/x">x</a></p>'},
        {"guidance": 5},
    ],
)
def test_a_faulty_rubric_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        question_type("essay").parse(raw_question("essay", **changes))


@given(st.text())
def test_a_written_answer_is_cleaned_once_and_stays(typed: str) -> None:
    once = clean_lines(typed, MOST_CHARACTERS)
    assert clean_lines(once, MOST_CHARACTERS) == once
    line = clean_typed(typed)
    assert clean_typed(line) == line


UNSEEN = ("\u200b", "\ufeff", "\u00ad", "\u202e", "\u2060", "\u2800", "\x00", "\ue000")


@pytest.mark.parametrize("character", UNSEEN)
@pytest.mark.parametrize("place", [0, 3, 8])
def test_what_a_paste_brings_along_unseen_takes_nothing_away(character: str, place: int) -> None:
    typed = "hòa bình"[:place] + character + "hòa bình"[place:]
    posted = QueryDict(mutable=True)
    for name, value in (("q1", typed), ("q1-a", f"1{character}2"), ("q1-b", typed)):
        posted[name] = value
    for kind, kept in (
        ("short_text", {"text": "hòa bình"}),
        ("essay", {"text": "hòa bình"}),
        ("gaps", {"gaps": {"a": "12", "b": "hòa bình"}}),
    ):
        spec, read = question_type(kind), parsed(kind)
        assert spec.response_from_form(read.presentation, posted, "q1") == kept
        assert spec.is_response(read.presentation, kept)
    posted["q1"] = f"12,5{character}"
    assert question_type("numeric").response_from_form({"unit": "GB"}, posted, "q1") == {"text": "12,5"}
