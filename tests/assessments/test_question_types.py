"""The types of question: what they read, what they show, what they take and how they mark."""

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.remembered import StoredKey, StoredQuestion
from assessments.domain.showing import review_question, show_question
from assessments.errors import BadResponse, QuestionError
from assessments.question_types import is_blank, question_type, question_types
from assessments.question_types.by_hand import MarkedByHand
from assessments.question_types.numeric import readings
from assessments.question_types.shown import Response
from tests.assessments.browser_form import form_of
from tests.assessments.samples import CANARY, PARTS, TYPES, parsed, raw_question, right_response

pytestmark = pytest.mark.no_database

EVERY = tuple(PARTS)
AUTOMATIC = tuple(kind for kind in PARTS if not isinstance(question_type(kind), MarkedByHand))
STARTER = Path(__file__).resolve().parents[2] / "interop/starter/lua-dao-ma-doc/questions.json"


@pytest.mark.parametrize(
    ("kind", "response", "share"),
    [
        ("single", {"chosen": ["b"]}, 1),
        ("single", {"chosen": ["a"]}, 0),
        ("single", {"chosen": []}, 0),
        ("single", {}, 0),
        ("multiple", {"chosen": ["a", "c"]}, 1),
        ("multiple", {"chosen": ["a"]}, 0),
        ("multiple", {"chosen": ["a", "b", "c"]}, 0),
        ("multiple", {"chosen": ["a", "b", "c", "d"]}, 0),
        ("true_false", {"chosen": ["b"]}, 1),
        ("true_false", {"chosen": ["a"]}, 0),
    ],
)
def test_choices_are_marked_whole(kind: str, response: dict[str, Any], share: int) -> None:
    assert question_type(kind).mark(parsed(kind).key, response) == share


@pytest.mark.parametrize(
    ("scoring", "chosen", "share"),
    [
        ("partial", ["a"], "0.5"),
        ("partial", ["a", "b"], "0.5"),
        ("partial", ["a", "b", "c", "d"], "1"),
        ("partial_with_limit", ["a"], "0.5"),
        ("partial_with_limit", ["a", "b"], "0.5"),
        ("partial_with_limit", ["a", "b", "c"], "0.5"),
        ("partial_with_limit", ["a", "b", "d"], "0"),
        ("partial_with_limit", ["a", "b", "c", "d"], "0"),
        ("partial_with_limit", ["a", "c"], "1"),
        ("partial_with_penalty", ["a"], "0.5"),
        ("partial_with_penalty", ["a", "b"], "0"),
        ("partial_with_penalty", ["a", "b", "c"], "0.5"),
        ("partial_with_penalty", ["b", "d"], "0"),
        ("partial_with_penalty", ["a", "c"], "1"),
        ("all_or_nothing", ["a"], "0"),
    ],
)
def test_several_options_are_marked_as_the_question_says(scoring: str, chosen: list[str], share: str) -> None:
    spec = question_type("multiple")
    read = spec.parse(raw_question("multiple", scoring=scoring))
    assert spec.mark(read.key, {"chosen": chosen}) == Decimal(share)
    assert spec.parse(spec.raw(read.presentation, read.key, read.reasons)) == read


@pytest.mark.parametrize(
    ("scoring", "words"),
    [
        ("partial_with_penalty", "takes away a right one"),
        ("partial_with_limit", "too many takes away"),
        ("partial", "earns its share"),
        ("all_or_nothing", "Choose all that are right."),
    ],
)
def test_learners_are_told_what_a_wrong_tick_costs(scoring: str, words: str) -> None:
    spec = question_type("multiple")
    read = spec.parse(raw_question("multiple", scoring=scoring))
    question = StoredQuestion(1, 1, "multiple", SafeString("<p>?</p>"), read.presentation)
    with override("en"):
        order = spec.draw_order(read.presentation, Random(1), shuffle=False)
        assert words in str(show_question(question, order, {}, name="q1", position=1, total=1).hint)


@given(st.permutations([("Một", True), ("Hai", False), ("Ba", True), ("Bốn", False), ("Năm", False)]))
def test_letters_do_not_follow_the_order_of_the_author(options: list[tuple[str, bool]]) -> None:
    """Whoever writes the right one first gives it no letter of its own; what is shown keeps the author's order."""
    raw = [{"id": f"x{n}", "text": text, "correct": right, "reason": ""} for n, (text, right) in enumerate(options)]
    read = question_type("multiple").parse(raw_question("multiple", options=raw))
    shown = read.presentation["options"]
    assert [option["text"] for option in shown] == [text for text, _right in options]
    letters = {o["text"]: o["id"] for o in shown}
    assert letters == {
        o["text"]: o["id"]
        for o in question_type("multiple")
        .parse(raw_question("multiple", options=sorted(raw, key=lambda o: str(o["text"]))))
        .presentation["options"]
    }


def test_letters_of_choices_in_a_scene_follow_their_texts() -> None:
    def letters(turned: bool) -> dict[str, str]:
        scenes = [dict(s, choices=s["choices"][::-1] if turned else s["choices"]) for s in PARTS["scenario"]["scenes"]]
        shown = question_type("scenario").parse(raw_question("scenario", scenes=scenes)).presentation["scenes"]
        return {choice["text"]: choice["id"] for scene in shown for choice in scene["choices"]}

    assert letters(False) == letters(True)


def test_an_unknown_scoring_is_refused() -> None:
    with pytest.raises(QuestionError):
        question_type("multiple").parse(raw_question("multiple", scoring="half"))


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("12,5", ["12.5", "125"]),
        ("12.5", ["12.5"]),
        ("1.250", ["1.250", "1250"]),
        ("1.250,75", ["1250.75"]),
        ("1,250.75", ["1250.75"]),
        ("1 250", ["1250"]),
        ("−3", ["-3"]),
        ("+3", ["3"]),
        ("1,250,000", ["1250000"]),
        ("", []),
        ("mười hai", []),
        ("12 GB", []),
        ("1..2", []),
    ],
)
def test_a_number_is_read_as_it_is_written_here(typed: str, numbers: list[str]) -> None:
    found = readings(typed)
    assert Decimal(numbers[0]) in found if numbers else not found
    assert set(found) <= {Decimal(number) for number in numbers}


@pytest.mark.parametrize(("typed", "share"), [("12,5", 1), ("12", 1), ("13.0", 1), ("13,01", 0), ("11.9", 0), ("", 0)])
def test_a_number_may_be_off_by_the_tolerance(typed: str, share: int) -> None:
    assert question_type("numeric").mark(parsed("numeric").key, {"text": typed}) == share


@pytest.mark.parametrize(
    ("unit", "typed", "share"),
    [
        ("%", "12,5%", 1),
        ("%", "12,5 %", 1),
        ("%", "12,5", 1),
        ("GB", "12,5gb", 1),
        ("triệu đồng", "12,5 Triệu đồng", 1),
        ("%", "%", 0),
        ("%", "12,5 GB", 0),
        ("%", "% 12,5", 0),
        ("", "12,5 %", 0),
    ],
)
def test_a_number_may_be_typed_with_its_unit(unit: str, typed: str, share: int) -> None:
    spec = question_type("numeric")
    read = spec.parse(raw_question("numeric", value="12.5", tolerance="0", unit=unit))
    assert spec.mark(read.key, {"text": typed}) == share


@pytest.mark.parametrize(
    ("typed", "strict", "share"),
    [
        ("Hòa Bình", (), 1),
        ("HOA  BINH", (), 1),
        ("hoabinh", (), 1),
        ("Hoa", (), 0),
        ("hòa bình", ("match_case",), 0),
        ("Hoa Binh", ("match_diacritics",), 0),
        ("HoàBình", ("match_spacing", "match_diacritics"), 0),
        ("hoà bình", ("match_diacritics",), 1),
        ("HOÀ BÌNH", ("match_diacritics",), 1),
        ("Hoà Bình", ("match_case", "match_diacritics", "match_spacing"), 1),
        ("hoá bình", ("match_diacritics",), 0),
        ("hòa binh", ("match_diacritics",), 0),
        ("Hòa Bình", ("match_case", "match_diacritics", "match_spacing"), 1),
        ("Đội", (), 0),
    ],
)
def test_a_short_answer_is_compared_as_strictly_as_the_author_says(
    typed: str, strict: tuple[str, ...], share: int
) -> None:
    spec = question_type("short_text")
    rules = {rule: rule in strict for rule in ("match_case", "match_diacritics", "match_spacing")}
    key = spec.parse(raw_question("short_text", accepted=["Hòa Bình"], **rules)).key
    assert spec.mark(key, {"text": typed}) == share


def test_the_matrix_is_marked_by_statements_judged_rightly() -> None:
    spec, key = question_type("true_false_matrix"), parsed("true_false_matrix").key
    assert key["true"] == ["a", "c"]
    assert spec.mark(key, {"marks": {"a": "true", "b": "true", "c": "true"}}) == Decimal("0.5")
    assert spec.mark(key, {"marks": dict.fromkeys("abcd", "false")}) == Decimal("0.5")


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("numeric", {"value": 12}),
        ("numeric", {"value": "12,5"}),
        ("numeric", {"tolerance": "-1"}),
        ("short_text", {"accepted": []}),
        ("short_text", {"accepted": ["Hòa", "hoa"]}),
        ("short_text", {"match_case": None}),
        ("true_false_matrix", {"statements": []}),
        ("true_false_matrix", {"statements": [{"id": i, "text": i, "true": "yes"} for i in "ab"]}),
    ],
)
def test_a_faulty_question_of_the_newer_types_is_refused(kind: str, changes: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        question_type(kind).parse(raw_question(kind, **changes))


def test_ordering_is_marked_by_items_in_their_place() -> None:
    spec, right = question_type("ordering"), parsed("ordering").key["order"]
    first, second, third, fourth = right
    for order, share in [
        (right, "1"),
        ([second, first, third, fourth], "0.5"),
        ([fourth, first, second, third], "0"),
        ([first, None, None, None], "0.25"),
        ([], "0"),
    ]:
        assert spec.mark({"order": right}, {"order": order}) == Decimal(share)


@pytest.mark.parametrize(
    ("places", "order", "shared"),
    [
        ({"a": "1", "b": "1", "c": "3", "d": "4"}, [None, None, "c", "d"], {"a": 1, "b": 1}),
        ({"a": "2", "b": "2", "c": "2"}, [], {"a": 2, "b": 2, "c": 2}),
        ({"a": "1", "b": "1", "c": "4", "d": "4"}, [], {"a": 1, "b": 1, "c": 4, "d": 4}),
    ],
)
def test_two_items_in_one_place_stay_as_chosen_and_do_not_count(
    places: dict[str, str], order: list[str | None], shared: dict[str, int]
) -> None:
    spec, read = question_type("ordering"), parsed("ordering")
    form = QueryDict(mutable=True)
    form.update({f"q1-{id_}": place for id_, place in places.items()})
    response = spec.response_from_form(read.presentation, form, "q1")
    assert response == {"order": order, "shared": shared}
    assert spec.is_response(read.presentation, response) and not is_blank(response)
    assert not spec.is_answered(read.presentation, response)
    assert spec.mark({"order": ["a", "b", "c", "d"]}, response) == Decimal(len([id_ for id_ in order if id_])) / 4
    page = asked("ordering", response)
    assert spec.response_from_form(read.presentation, form_of(page), "q1") == response
    assert "data-sen-shared" in page and "data-sen-shared" not in asked("ordering", {"order": list("abcd")})
    assert "Có mục khác cũng được xếp vào vị trí này." in answered("ordering", response)


@pytest.mark.parametrize(
    "response",
    [
        {"order": [], "shared": {}},
        {"order": [], "shared": {"a": 1}},
        {"order": [], "shared": {"a": 1, "b": 2}},
        {"order": [], "shared": {"a": 1, "z": 1}},
        {"order": [], "shared": {"a": True, "b": True}},
        {"order": [], "shared": {"a": 5, "b": 5}},
        {"order": ["a", None, None, None], "shared": {"a": 2, "b": 2}},
        {"order": ["c", None, None, None], "shared": {"a": 1, "b": 1}},
        {"shared": {"a": 1, "b": 1}},
    ],
)
def test_no_form_gives_such_an_order(response: dict[str, Any]) -> None:
    assert not question_type("ordering").is_response(parsed("ordering").presentation, response)


def test_matching_is_marked_by_right_pairs() -> None:
    spec, pairs = question_type("matching"), parsed("matching").key["pairs"]
    assert spec.mark({"pairs": pairs}, {"pairs": pairs}) == 1
    one = dict.fromkeys(pairs) | {"a": pairs["a"]}
    assert spec.mark({"pairs": pairs}, {"pairs": one}) == Decimal(1) / 3
    assert spec.mark({"pairs": pairs}, {"pairs": {}}) == 0


@pytest.mark.parametrize("raw", json.loads(STARTER.read_text(encoding="utf-8")), ids=lambda raw: raw["code"])
def test_the_starter_bank_is_read_and_written_back(raw: dict[str, Any]) -> None:
    spec = question_type(raw["type"])
    if "picture" in raw:
        raw = raw | {"picture": PARTS["hot_spots"]["picture"] | {"alt": raw["picture"]["alt"]}}
    read = spec.parse(raw)
    written = spec.raw(read.presentation, read.key, read.reasons)
    assert written == {name: raw[name] for name in written}
    assert spec.parse(written) == read


@pytest.mark.parametrize("kind", EVERY)
def test_nothing_shown_gives_the_answer_away(kind: str) -> None:
    """Neither words of the key nor the author's ids, some of which say what is right, reach a browser."""
    spec, read = question_type(kind), parsed(kind)
    order = spec.draw_order(read.presentation, Random(4), shuffle=False)
    shown = repr(spec.shown(read.presentation, order, right_response(read.key), "q1"))
    for text in (json.dumps(read.presentation), json.dumps(order), shown):
        assert CANARY not in text
        for word in ("correct", "right", "reason", "key", "pairs", "buoc", "dich", "tra-loi"):
            assert word not in text


def test_parts_never_stand_in_the_order_that_is_the_answer() -> None:
    ordering, matching = parsed("ordering"), parsed("matching")
    assert [item["id"] for item in ordering.presentation["items"]] != ordering.key["order"]
    spec = question_type("matching")
    order = spec.draw_order(matching.presentation, Random(1), shuffle=False)
    assert [matching.key["pairs"][id_] for id_ in order["order"]] != order["targets"]


@pytest.mark.parametrize("kind", TYPES)
def test_a_paper_shows_every_part_once(kind: str) -> None:
    spec, read = question_type(kind), parsed(kind)
    for seed in range(20):
        order = spec.draw_order(read.presentation, Random(seed), shuffle=True)
        for field, name in (("order", "options" if "options" in read.presentation else "items"), ("targets",) * 2):
            if field in order:
                assert sorted(order[field]) == sorted(part["id"] for part in read.presentation[name])
    if kind == "true_false":
        assert order["order"] == ["a", "b"]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("single", {"options": []}),
        ("single", {"options": "abc"}),
        ("single", {"options": [{"id": "a", "text": "Một", "correct": True}]}),
        ("single", {"options": [{"id": "a", "text": "Một", "correct": True}] * 2}),
        ("single", {"options": [{"id": i, "text": i, "correct": True} for i in "ab"]}),
        ("single", {"options": [{"id": i, "text": i, "correct": 1} for i in "ab"]}),
        ("single", {"options": [{"id": i, "text": " ", "correct": i == "a"} for i in "ab"]}),
        ("single", {"options": [{"id": i, "text": "x" * 501, "correct": i == "a"} for i in "ab"]}),
        ("single", {"options": [{"id": i, "text": "a\u202eb", "correct": i == "a"} for i in "ab"]}),
        ("single", {"options": [{"id": f"{i}!", "text": i, "correct": i == "a"} for i in "ab"]}),
        ("single", {"options": [{"id": f"x{i}", "text": "x", "correct": i == 1} for i in range(13)]}),
        ("multiple", {"options": [{"id": i, "text": i, "correct": False} for i in "ab"]}),
        ("true_false", {"options": [{"id": i, "text": i, "correct": i == "a"} for i in "abc"]}),
        ("ordering", {"items": [{"id": "a", "text": "Một"}]}),
        ("matching", {"targets": []}),
        ("matching", {"items": [{"id": i, "text": i, "target": "không có"} for i in "ab"]}),
        ("matching", {"items": [{"id": i, "text": i, "target": ["dich1"]} for i in "ab"]}),
    ],
)
def test_a_faulty_question_is_refused(kind: str, changes: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        question_type(kind).parse(raw_question(kind, **changes))


@pytest.mark.parametrize("name", ["tu_luan", "", None, ["single"]])
def test_an_unknown_type_is_refused(name: Any) -> None:
    with pytest.raises(QuestionError):
        question_type(name)


def stored(kind: str) -> StoredQuestion:
    return StoredQuestion(1, 1, kind, SafeString("<p>?</p>"), parsed(kind).presentation)


def asked(kind: str, response: Response, seed: int = 3) -> str:
    """The form of the question with the answer in it, as the page shows it."""
    question = stored(kind)
    order = question.spec.draw_order(question.presentation, Random(seed), shuffle=True)
    shown = show_question(question, order, response, name="q1", position=1, total=1)
    return render_to_string("components/question.html", {"question": shown})


def answered(kind: str, response: Response) -> str:
    """The same with verdicts and reasons."""
    question, read = stored(kind), parsed(kind)
    key = StoredKey(1, kind, read.key, read.reasons, SafeString("<p>Vì vậy.</p>"))
    order = question.spec.draw_order(question.presentation, Random(3), shuffle=False)
    score = question.spec.mark(read.key, response)
    shown = review_question(question, key, order, response, score=score, name="q1", position=1, total=1)
    return render_to_string("components/question.html", {"question": shown})


@pytest.mark.parametrize("kind", EVERY)
def test_the_form_brings_back_what_was_shown(kind: str) -> None:
    spec, read = question_type(kind), parsed(kind)
    response = right_response(read.key)
    assert spec.response_from_form(read.presentation, form_of(asked(kind, response)), "q1") == response
    assert spec.is_answered(read.presentation, response)
    blank = spec.response_from_form(read.presentation, QueryDict(), "q1")
    assert is_blank(blank)
    assert spec.response_from_form(read.presentation, form_of(asked(kind, blank)), "q1") == blank
    assert not spec.is_answered(read.presentation, blank)


@pytest.mark.parametrize("kind", AUTOMATIC)
def test_the_full_answer_earns_all_and_a_blank_one_nothing(kind: str) -> None:
    spec, read = question_type(kind), parsed(kind)
    assert spec.mark(read.key, right_response(read.key)) == 1
    assert spec.mark(read.key, {}) == 0
    assert spec.mark(read.key, spec.response_from_form(read.presentation, QueryDict(), "q1")) == 0


@pytest.mark.parametrize("kind", EVERY)
def test_a_review_gives_reasons_and_a_form_none(kind: str) -> None:
    read = parsed(kind)
    for response in ({}, right_response(read.key)):
        assert CANARY not in asked(kind, response)
        assert CANARY in answered(kind, response)


@pytest.mark.parametrize("kind", EVERY)
def test_the_package_form_comes_back(kind: str) -> None:
    spec, raw = question_type(kind), raw_question(kind)
    read = spec.parse(raw)
    # As a database gives it back: through JSON, with the names in another order.
    presentation, key, reasons = (
        json.loads(json.dumps(part, sort_keys=True)) for part in (read.presentation, read.key, read.reasons)
    )
    written = spec.raw(presentation, key, reasons)
    assert list(written) == list(spec.fields)
    assert json.dumps(written) == json.dumps({name: raw[name] for name in spec.fields})
    assert spec.parse(written) == read


@pytest.mark.parametrize("kind", EVERY)
def test_the_key_on_paper_stands_apart(kind: str) -> None:
    spec, read = question_type(kind), parsed(kind)
    order = spec.draw_order(read.presentation, Random(1), shuffle=False)
    assert CANARY not in repr(spec.printed(read.presentation, order))
    assert CANARY in repr(spec.key_lines(read.presentation, read.key, read.reasons))


_names = st.sampled_from(["q1", "q1-a", "q1-b", "q1-c", "q1-d", "q1-sent", "go", "q2", "correct", "score"])
_TYPED: Final = (
    "", "a", "b", "c", "d", "1", "2", "4", "99", "None", "true", "false", "12,5", "q1", "a1", "a2", "b1", "c2", "d1",
)  # fmt: skip
_values = st.one_of(st.sampled_from(_TYPED), st.text(max_size=60))


@given(st.sampled_from(EVERY), st.lists(st.tuples(_names, _values), max_size=40))
def test_whatever_is_posted_is_an_answer_the_form_could_give(kind: str, fields: list[tuple[str, str]]) -> None:
    spec, read = question_type(kind), parsed(kind)
    form = QueryDict(mutable=True)
    for name, value in fields:
        form.appendlist(name, value)
    try:
        response = spec.response_from_form(read.presentation, form, "q1")
    except BadResponse:
        return
    assert spec.is_response(read.presentation, response)
    assert 0 <= spec.mark(read.key, response) <= 1
    assert len(json.dumps(response, ensure_ascii=False)) < 500


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "b", "zz"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "chosen"]), inner),
    max_leaves=8,
)


@given(
    st.sampled_from(EVERY),
    st.dictionaries(
        st.sampled_from(["chosen", "order", "pairs", "sent", "marks", "text", "gaps", "score", "shared"]), _json
    ),
)
def test_a_response_that_passes_the_check_can_be_marked(kind: str, response: dict[str, Any]) -> None:
    spec, read = question_type(kind), parsed(kind)
    if spec.is_response(read.presentation, response):
        assert 0 <= spec.mark(read.key, response) <= 1
        assert isinstance(spec.is_answered(read.presentation, response), bool)


def test_every_type_has_a_sample_here() -> None:
    assert [spec.name for spec in question_types()] == list(EVERY)
