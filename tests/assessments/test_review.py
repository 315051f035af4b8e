"""What a learner sees of a paper, before and after it is marked."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from assessments.domain.answers import save_answers
from assessments.domain.attempts import submit_attempt
from assessments.domain.overdue import close_overdue
from assessments.domain.queries.attempts import attempt_for, paper_page, review_of
from assessments.models import Attempt
from assessments.signals import attempt_graded
from tests.assessments.builders import (
    CANARY,
    at,
    make_attempt,
    make_edition,
    position_of,
    right_responses,
    statements,
)

pytestmark = pytest.mark.django_db


def rendered(questions: Any) -> str:
    return "".join(render_to_string("components/question.html", {"question": question}) for question in questions)


def test_an_open_paper_shows_answers_and_no_key() -> None:
    attempt = make_attempt(edition=make_edition(per_page=0))
    save_answers(
        attempt_uuid=attempt.uuid, person=attempt.cadre, responses=right_responses(attempt), sequence=3, now=at(1)
    )
    attempt = attempt_for(attempt.cadre, attempt.uuid)
    page = paper_page(attempt, 1)
    html = rendered(page.questions)
    for text in (html, repr(page)):
        assert CANARY not in text
        assert "verdict" not in text
        assert "correct" not in text
        assert "tra-loi" not in text and "buoc" not in text and "dich" not in text
    assert html.count("checked") == 4
    assert html.count(" selected") == 4 + 3
    assert html.count("<fieldset") == html.count("<legend") == 5
    assert 'name="q1" value="b" checked' in html
    assert all(page.answered.values())
    assert page.last_sequence == 3
    assert review_of(attempt) is None


def test_pages_of_a_paper() -> None:
    attempt = make_attempt(edition=make_edition(per_page=2))
    page = paper_page(attempt, 3)
    assert ([q.number for q in page.questions], page.page_count, page.questions[0].name) == ([5], 3, "q5")
    assert page.answered == dict.fromkeys(range(1, 6), False)
    for absent in (0, -1, 4):
        with pytest.raises(Attempt.DoesNotExist):
            paper_page(attempt, absent)


@pytest.mark.parametrize(
    ("policy", "number", "right", "shown"),
    [
        ("after_submit", 1, False, True),
        ("after_submit", 3, True, True),
        ("after_pass_or_last", 1, False, False),
        ("after_pass_or_last", 1, True, True),
        ("after_pass_or_last", 3, False, True),
        ("never", 1, True, False),
        ("never", 3, False, False),
    ],
)
def test_the_policy_opens_the_answers(policy: str, number: int, right: bool, shown: bool) -> None:
    attempt = make_attempt(edition=make_edition(feedback=policy))
    Attempt.objects.filter(pk=attempt.pk).update(number=number)
    responses = right_responses(attempt) if right else {1: {"chosen": ["a"]}}
    assert review_of(attempt_for(attempt.cadre, attempt.uuid)) is None
    submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, responses=responses, now=at(2))
    review = review_of(attempt_for(attempt.cadre, attempt.uuid))
    assert review is not None
    assert (review.score, review.max_score, review.passed) == (5 if right else 0, 5, right)
    assert review.is_open_to_learner is shown
    assert (CANARY in repr(review)) is shown
    assert len(review.questions) == (5 if shown else 0)


def test_a_review_says_what_was_right_and_why() -> None:
    attempt = make_attempt(edition=make_edition(feedback="after_submit"))
    responses = right_responses(attempt)
    multiple, ordering, matching = (position_of(attempt, kind) for kind in ("multiple", "ordering", "matching"))
    responses[multiple] = {"chosen": ["a", "b"]}
    responses[ordering] = {"order": [None, *responses[ordering]["order"][1:]]}
    responses[matching] = {"pairs": {}}
    save_answers(attempt_uuid=attempt.uuid, person=attempt.cadre, responses=responses, sequence=1, now=at(1))
    close_overdue(now=at(60))
    review = review_of(attempt_for(attempt.cadre, attempt.uuid))
    assert review is not None
    by_number = {question.number: question for question in review.questions}
    assert [option.verdict for option in by_number[multiple].body.options] == ["right", "wrong", "missed", ""]
    assert [item.verdict for item in by_number[ordering].body.items] == ["wrong", "right", "right", "right"]
    assert {item.verdict for item in by_number[matching].body.items} == {"wrong"}
    html = rendered(review.questions)
    assert html.count("<fieldset") == html.count(" disabled>") == 5
    assert f"{CANARY} giải thích" in html
    assert "<p>" in html and "&lt;p&gt;" not in html


@pytest.mark.django_db(transaction=True)
def test_a_page_needs_no_question_statements_once_it_was_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt_graded, "receivers", [])  # what other rooms do with it, they count
    attempt = make_attempt(edition=make_edition(count=20))
    person, uuid = attempt.cadre, attempt.uuid
    paper_page(attempt_for(person, uuid), 1)
    assert statements(lambda: paper_page(attempt_for(person, uuid), 2)) == 2
    responses = right_responses(attempt)

    def submit() -> None:
        submit_attempt(attempt_uuid=uuid, person=person, responses=responses, sequence=1, now=at(2))

    assert statements(submit) == 8  # lock, latest, insert, answers, keys, corrections, marking, attempt


def test_remembered_only_when_committed() -> None:
    attempt = make_attempt()
    paper_page(attempt, 1)
    assert statements(lambda: paper_page(attempt, 1)) == 2
