"""An exchange in steps: marked along the way taken, shown only as far as it has come, never taken back."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from assessments.domain.answers import save_answers, save_form, save_page
from assessments.domain.attempts import submit_attempt
from assessments.domain.blueprint import Draw
from assessments.domain.practice import exercise_of
from assessments.domain.queries.attempts import attempt_for, current_answers, paper_page
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.errors import QuestionError
from assessments.models import Attempt, Quiz
from assessments.question_types import question_type
from assessments.question_types.shown import Response
from assessments.question_types.steps import is_step_empty, keep_steps
from tests.assessments.browser_form import form_of
from tests.assessments.builders import at, make_attempt, make_category, make_question
from tests.assessments.samples import PARTS, choice, parsed, raw_question, scene

SPEC = question_type("scenario")


def way(*choices: str, chosen: str = "") -> Response:
    return {"sent": list(choices), "chosen": chosen}


@pytest.mark.parametrize(
    ("response", "share"),
    [
        (way("a1", "d1", "e1"), "1"),
        # A choice that is marked but not sent counts as well: nothing that was given is lost.
        (way("a1", "d1", chosen="e1"), "1"),
        # The longer way: a wrong choice at first, then four right ones.
        (way("a2", "b1", "c1", "d1", "e1"), Decimal(4) / 5),
        # Ended at once by a wrong choice: the right way has three choices.
        (way("a1", "d2"), Decimal(1) / 3),
        (way("a2", "b2"), "0"),
        # Left in the middle: what is missing to the end counts.
        (way("a1"), Decimal(1) / 3),
        (way("a2", "b1"), Decimal(1) / 5),
        (way(), "0"),
        ({}, "0"),
    ],
)
def test_the_mark_is_the_share_of_right_choices_on_the_way(response: Response, share: Any) -> None:
    assert SPEC.mark(parsed("scenario").key, response) == Decimal(share)


def test_right_ways_of_different_length_both_earn_all() -> None:
    raw = raw_question(
        "scenario",
        scenes=[
            scene("dau", choice("ngan", True, None), choice("dai", True, "hai"), choice("sai", False, None)),
            scene("hai", choice("dung", True, None), choice("nham", False, None)),
        ],
    )
    key = SPEC.parse(raw).key
    ours = {author: letter for letter, author in key["choice_ids"]}

    def mark(*path: str) -> Decimal:
        return SPEC.mark(key, way(*(ours[name] for name in path)))

    assert mark("ngan") == mark("dai", "dung") == 1
    assert mark("dai") == Decimal(1) / 2
    assert mark("sai") == 0


class Counted(dict[str, Any]):
    asked = 0

    def __getitem__(self, name: str) -> Any:
        self.asked += 1
        return super().__getitem__(name)


def test_many_right_choices_to_one_scene_are_followed_once() -> None:
    scenes = [
        scene(f"canh{n}", *(choice(f"chon{n}-{m}", True, f"canh{n + 1}" if n < 12 else None) for m in range(3)))
        for n in range(1, 13)
    ]
    key = SPEC.parse(raw_question("scenario", scenes=scenes)).key
    key["ways"] = ways = Counted(key["ways"])
    assert SPEC.mark(key, way("a1")) == Decimal(1) / 12
    # One for the choice made, 11 from the second scene to the end, 12 from the first; not three to the power of 11.
    assert ways.asked == 24


@pytest.mark.parametrize(
    ("before", "new", "kept"),
    [
        ({}, way(chosen="a1"), way(chosen="a1")),
        (way(chosen="a1"), way(chosen="a2"), way(chosen="a2")),
        (way(chosen="a1"), way("a2"), way("a2")),
        (way("a1"), way("a1", chosen="d1"), way("a1", chosen="d1")),
        # Never another choice where the next scene has been shown, never back, never two steps at once.
        (way("a1"), way("a2"), way("a1")),
        (way("a1", chosen="d1"), way(chosen="a2"), way("a1", chosen="d1")),
        (way("a1"), way(), way("a1")),
        ({}, way("a1", "d1", "e1"), way("a1")),
        (way("a1"), way("a1", "d1", "e1"), way("a1", "d1")),
        ({"chosen": ["a"]}, {"chosen": ["b"]}, {"chosen": ["b"]}),
    ],
)
def test_a_step_that_was_sent_stays(before: Response, new: Response, kept: Response) -> None:
    assert keep_steps(before, new) == kept


def test_the_button_sends_the_step() -> None:
    presentation = parsed("scenario").presentation
    form = QueryDict("q1-sent=a1&q1=d2")
    assert SPEC.response_from_form(presentation, form, "q1") == way("a1", chosen="d2")
    form = QueryDict("q1-sent=a1&q1=d2&go=q1")
    assert SPEC.response_from_form(presentation, form, "q1") == way("a1", "d2")
    assert SPEC.response_from_form(presentation, QueryDict("q1=a1&go=q2"), "q1") == way(chosen="a1")
    # What belongs to no scene on the way is no choice.
    assert SPEC.response_from_form(presentation, QueryDict("q1-sent=d1&q1=e1&go=q1"), "q1") == way()


@pytest.mark.parametrize(
    "changes",
    [
        {"medium": "fax"},
        {"scenes": []},
        {"scenes": [scene("dau", choice("dung", True, None))]},
        {"scenes": [scene("dau", choice("mot", False, None), choice("hai", False, None))]},
        {"scenes": [scene("dau", choice("mot", True, "dau"), choice("hai", False, None))]},
        {"scenes": [scene("dau", choice("mot", True, "khong-co"), choice("hai", False, None))]},
        {"scenes": [scene("dau", choice("mot", True, None), choice("mot", False, None))]},
        {"scenes": [scene("dau", choice("mot", True, None), choice("hai", False, None), subject="")]},
        {"medium": "chat"},
        {"scenes": [*PARTS["scenario"]["scenes"], scene("le", choice("mot", True, None), choice("hai", False, None))]},
        {
            "scenes": [
                {**scene("dau", choice("mot", True, None), choice("hai", False, None)), "text": "<p></p>"},
            ]
        },
        {
            "scenes": [
                {
                    **scene("dau", choice("mot", True, None), choice("hai", False, None)),
                    "text": '<p><a href="https://gia-mao.example/">Bấm</a></p>',
                },
            ]
        },
        {"scenes": [{**scene("dau", choice("mot", True, None), choice("hai", False, None)), "la": 1}]},
    ],
)
def test_a_faulty_scenario_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        SPEC.parse(raw_question("scenario", **changes))


def make_scenario_attempt(per_page: int) -> Attempt:
    category = make_category()
    make_question(category, "scenario", 1)
    make_question(category, "single", 2)
    quiz = Quiz(bank="lua-dao", slug="tinh-huong", title_vi="Tình huống", shuffle=False, per_page=per_page)
    save_quiz(quiz=quiz, draws=[Draw(category, 2)], actor=None)
    return make_attempt(edition=freeze_quiz(quiz=quiz, actor=None))


def page_of(attempt: Attempt) -> str:
    questions = paper_page(attempt_for(attempt.cadre, attempt.uuid), 1).questions
    return "".join(render_to_string("components/question.html", {"question": question}) for question in questions)


@pytest.mark.django_db
@pytest.mark.parametrize("per_page", [0, 1])
def test_an_attempt_without_scripts_goes_step_by_step(per_page: int) -> None:
    attempt = make_scenario_attempt(per_page)

    def send(name: str) -> None:
        form = form_of(page_of(attempt), press=("go", "q1"))
        form.appendlist("q1", name)
        save_page(attempt_uuid=attempt.uuid, person=attempt.cadre, form=form, page=1, sequence=None)

    html = page_of(attempt)
    assert "cảnh dau" in html
    for unreached in ("sua", "hoi", "hai", "cuoi"):
        assert f"cảnh {unreached}." not in html
    send("a1")
    html = page_of(attempt)
    assert "cảnh hai." in html and 'value="a1"' in html
    assert 'value="a2"' not in html and "cảnh sua." not in html
    send("d1")
    send("e1")
    assert current_answers(attempt)[1] == way("a1", "d1", "e1")
    assert "đã kết thúc" in page_of(attempt)
    assert 'type="radio" name="q1"' not in page_of(attempt)


@pytest.mark.django_db
def test_a_script_saves_the_mark_and_takes_no_step() -> None:
    attempt = make_scenario_attempt(0)
    for sequence, name in enumerate(("a1", "a2"), start=1):
        save_form(
            attempt_uuid=attempt.uuid,
            person=attempt.cadre,
            form=QueryDict(f"q1={name}"),
            positions=[1],
            sequence=sequence,
            now=at(1),
        )
    assert current_answers(attempt) == {1: way(chosen="a2")}
    assert "cảnh sua." not in page_of(attempt)
    # The script has saved all; the button still sends the step of its question.
    form = QueryDict("q1=a2&go=q1&positions=")
    save_page(attempt_uuid=attempt.uuid, person=attempt.cadre, form=form, page=1, sequence=3, changed=[])
    assert current_answers(attempt) == {1: way("a2")}
    assert "cảnh sua." in page_of(attempt)


@pytest.mark.django_db
def test_the_server_keeps_a_step_whatever_comes_later() -> None:
    attempt = make_scenario_attempt(0)
    who: dict[str, Any] = {"attempt_uuid": attempt.uuid, "person": attempt.cadre, "now": at(1)}
    save_answers(**who, responses={1: way("a2")}, sequence=1)
    for sequence, response in enumerate((way("a1"), way(), way(chosen="a1"), way("a1", "d1", "e1")), start=2):
        save_answers(**who, responses={1: response}, sequence=sequence)
        assert current_answers(attempt)[1] == way("a2")
    closed = submit_attempt(
        attempt_uuid=attempt.uuid, person=attempt.cadre, responses={1: way("a1", "d1", "e1")}, now=at(2)
    )
    assert closed.score == 0


@pytest.mark.django_db
def test_an_exercise_goes_on_and_is_explained_at_the_end() -> None:
    version = make_question(make_category(), "scenario", practice=True)
    exercise = exercise_of(version.question.uuid)
    assert exercise.is_left_open(exercise.response_from_form(QueryDict("go=b1"), "b1"))
    assert exercise.goes_on(exercise.response_from_form(QueryDict("b1=a1&go=b1"), "b1"))
    assert not exercise.goes_on(exercise.response_from_form(QueryDict("b1-sent=a1&b1=d2&go=b1"), "b1"))


def test_a_step_sent_with_nothing_marked_is_known() -> None:
    assert is_step_empty(QueryDict("b1-sent=a1&go=b1"), "b1")
    assert not is_step_empty(QueryDict("b1-sent=a1&b1=d2&go=b1"), "b1")
    assert not is_step_empty(QueryDict("b1-sent=a1&go=b2"), "b1")
