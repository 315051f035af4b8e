"""A quiz tried out by its author: a whole paper, marked, and nothing of it kept."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import save_quiz
from assessments.models import Attempt, Marking, Paper, Quiz
from committees.enums import Role
from tests.assessments.builders import CANARY, TYPES, make_category, make_question
from tests.courses.builders import author

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def _quiz(owner: User, asked: int = 3) -> Quiz:
    category = make_category(owner=owner)
    for number, kind in enumerate(TYPES):
        make_question(category, kind, number)
    quiz = Quiz(bank=category.bank, slug="thu", title_vi="Bài thử", pass_mark_percent=50)
    return save_quiz(quiz=quiz, draws=[Draw(category, asked)], actor=owner)


def _url(quiz: Quiz, number: str = "") -> str:
    return reverse("assessments_try_quiz", args=[quiz.uuid]) + (f"?de={number}" if number else "")


def test_a_paper_is_drawn_marked_and_kept_nowhere(client_for: SignIn) -> None:
    owner = author()
    quiz = _quiz(owner)
    client = client_for(owner)
    page = client.get(_url(quiz)).content.decode()
    action = re.search(r'action="([^"]*\?de=\d+)"', page)
    assert action is not None and CANARY not in page
    marked = client.post(action[1], {})
    assert marked.context["tried"].result.max_score == Decimal(3)
    text = marked.content.decode()
    assert "Chưa đạt." in text and "Được 0 trên 3 điểm; cần 50%." in text and "Rút đề khác" in text
    assert not Attempt.objects.exists() and not Paper.objects.exists() and not Marking.objects.exists()


def test_the_same_number_draws_the_same_paper_and_another_one_another(client_for: SignIn) -> None:
    owner = author()
    quiz, client = _quiz(owner, asked=2), client_for(owner)

    def stems(number: str) -> list[str]:
        return [str(question.stem) for question in client.get(_url(quiz, number)).context["tried"].questions]

    assert stems("7") == stems("7")
    assert len({tuple(stems(str(number))) for number in range(12)}) > 1


def test_only_who_may_see_the_quiz_tries_it(client_for: SignIn) -> None:
    quiz = _quiz(author())
    assert client_for(author()).get(_url(quiz)).status_code == 404
    assert client_for(author(Role.PUBLISHER)).get(_url(quiz)).status_code == 200


def test_a_quiz_with_too_few_questions_says_so(client_for: SignIn) -> None:
    owner = author()
    quiz = _quiz(owner)
    quiz.draws.update(count=99)
    answer = client_for(owner).get(_url(quiz), follow=True)
    assert "99" in answer.content.decode() and answer.redirect_chain
