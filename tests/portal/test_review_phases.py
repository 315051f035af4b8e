"""What may be seen of a paper, in every phase, of every type of question, at every address: the whole table."""

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any, Final

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assessments.domain.blueprint import draws_of
from assessments.domain.manual_marking import mark_by_hand
from assessments.domain.quizzes import save_quiz
from assessments.models import Attempt, Quiz
from assessments.question_types.by_hand import HandMark
from courses.domain.publishing import publish_by_system
from tests.assessments.browser_form import form_of
from tests.assessments.builders import make_marker
from tests.assessments.samples import CANARY, PARTS
from tests.kept import made_once
from tests.learning.builders import World, assign, make_world
from tests.portal.test_no_key_before_release import (
    ESSAY,
    NUMBER,
    QUIZ,
    SECRET,
    around,
    fields,
    package_of_every_type,
    questions_in,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
BY_MACHINE: Final = [number for number, kind in enumerate(PARTS, start=1) if kind != "essay"]
ALL: Final = set(range(1, len(PARTS) + 1))


kept_course = made_once(lambda folder: make_world(folder, package_of_every_type()))


@pytest.fixture
def course(kept_course: World, db: None) -> World:
    return deepcopy(kept_course)


def found(text: str) -> list[str]:
    """Words of keys. The scenes of a scenario are left out: the learner walks through some of them here."""
    return [word for word in SECRET if not word.startswith("cảnh") and word in text]


def publish(course: World, **rules: Any) -> None:
    """An edition with these rules, assigned to everybody. The quiz closes tomorrow."""
    quiz = Quiz.objects.get()
    for name, value in {"closes_at": timezone.now() + timedelta(days=1), **rules}.items():
        setattr(quiz, name, value)
    save_quiz(quiz=quiz, draws=draws_of(quiz), actor=None)
    publish_by_system(course=course.course)
    course.course.refresh_from_db()
    assign(course)


def rest_of(kind: str, number: int, page: str) -> dict[str, str]:
    """Answers for the parts that a type has besides the wrong one: only a whole answer can be checked."""
    names = list(dict.fromkeys(re.findall(rf'name="(q{number}-[a-z])"', page)))[1:]
    if kind == "ordering":
        return {name: str(place) for place, name in enumerate(names, start=2)}
    if kind == "gaps":
        lists = {name: re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL) for name in names}
        return {name: re.findall(r'value="([^"]+)"', found[0])[0] if found else "1" for name, found in lists.items()}
    return dict.fromkeys(names, "false" if kind == "true_false_matrix" else "b")


class Learner:
    """One attempt with a wrong answer to every question, looked at from all sides."""

    def __init__(self, browser: Client, person: User) -> None:
        self.browser = browser
        browser.post(f"{QUIZ}bat-dau/")
        self.attempt = Attempt.objects.get(cadre=person, state="open")
        self.paper = f"/lam-bai/{self.attempt.uuid}/"

    def answer(self) -> None:
        page = self.browser.get(self.paper).content.decode()
        form = form_of(page)
        for number, kind in enumerate(PARTS, start=1):
            # A scenario goes on with one step after the other.
            form |= {name: value for name, value in fields(kind, f"q{number}").items() if name != "go"}
            form |= rest_of(kind, number, page)
        form.pop("sequence")
        for number, kind in enumerate(PARTS, start=1):
            if kind == "scenario":
                assert self.browser.post(self.paper, form | {"go": f"q{number}"}).status_code == 302
        assert self.browser.post(self.paper, form | {"go": "1"}).status_code == 302

    def check(self, number: int) -> None:
        form = form_of(self.browser.get(self.paper).content.decode())
        form.pop("sequence")
        assert self.browser.post(self.paper, form | {"go": f"check-{number}"}).status_code == 302

    def hand_in(self) -> None:
        answer = self.browser.post(f"{self.paper}nop/")
        assert answer.status_code == 302 and not found(self._all_of(answer))
        hand = HandMark({"a": 0, "b": 1}, f"{CANARY} nhận xét")
        mark_by_hand(attempt_uuid=self.attempt.uuid, marks={ESSAY: hand}, actor=make_marker())

    def leaks(self) -> set[int]:
        """Positions whose keys can be seen; a word of a key anywhere else fails at once."""
        assert not [(url, words) for url, page in around(self.browser) if (words := found(page))]
        saved = self.browser.post(f"{self.paper}luu/", {"q1": "a", "positions": "1", "sequence": "999"})
        assert not found(self._all_of(saved))
        seen: set[int] = set()
        for url in (self.paper, f"{self.paper}nop/", f"{self.paper}ket-qua/"):
            answer = self.browser.get(url)
            assert not found(str(answer.headers))
            frame, *asked = answer.content.decode().split('<fieldset class="question"')
            assert not found(frame)
            seen |= {number for number, part in enumerate(asked, start=1) if found(part)}
        return seen

    def _all_of(self, answer: HttpResponse) -> str:
        return f"{answer.headers}{answer.content.decode()}"


def close() -> None:
    Quiz.objects.update(closes_at=timezone.now() - timedelta(minutes=1))


# By policy: what is seen once question 1 was checked, once the attempt was handed in, once the quiz has closed.
TABLE: Final = {
    "after_each": ({1}, ALL, ALL),
    "after_submit": (set(), ALL, ALL),
    "after_pass_or_last": (set(), set(), ALL),
    "after_close": (set(), set(), ALL),
    "never": (set(), set(), set()),
}


@pytest.mark.parametrize("policy", TABLE)
def test_a_policy_opens_keys_in_its_phase_and_in_no_other(course: World, client_for: SignIn, policy: str) -> None:
    publish(course, feedback=policy)
    learner = Learner(client_for(course.cadre), course.cadre)
    checked, handed_in, closed = TABLE[policy]
    assert learner.leaks() == set()
    learner.answer()
    assert learner.leaks() == set()
    learner.check(1)
    assert learner.leaks() == checked
    learner.hand_in()
    assert learner.leaks() == handed_in
    close()
    assert learner.leaks() == closed


def test_each_type_is_explained_when_it_was_checked_and_no_other_is(course: World, client_for: SignIn) -> None:
    publish(course, feedback="after_each")
    learner = Learner(client_for(course.cadre), course.cadre)
    learner.answer()
    for done, number in enumerate(BY_MACHINE, start=1):
        learner.check(number)
        assert learner.leaks() == set(BY_MACHINE[:done])
    learner.check(ESSAY)  # the essay waits for a person
    assert learner.leaks() == set(BY_MACHINE)


@pytest.mark.parametrize("flags", [[], ["answer"], ["answer", "verdict", "marks"]], ids=str)
def test_without_the_right_answer_no_type_tells_it(course: World, client_for: SignIn, flags: list[str]) -> None:
    publish(course, feedback="after_submit", review={"after": flags, "closed": flags})
    learner = Learner(client_for(course.cadre), course.cadre)
    learner.answer()
    learner.hand_in()
    assert learner.leaks() == set()
    result = learner.browser.get(f"{learner.paper}ket-qua/").content.decode()
    assert len(questions_in(result)) == (len(PARTS) if flags else 0)
    # One verdict on the whole of each question, none on its parts: those would tell.
    assert result.count('<p class="verdict') == (len(PARTS) if "verdict" in flags else 0)
    assert ("/1 điểm" in result) is ("marks" in flags)
    close()
    assert learner.leaks() == set()


def test_the_right_answer_can_be_shown_without_its_explanation(course: World, client_for: SignIn) -> None:
    publish(course, feedback="after_submit", review={"after": ["answer", "verdict", "right_answer"]})
    learner = Learner(client_for(course.cadre), course.cadre)
    learner.answer()
    learner.hand_in()
    result = learner.browser.get(f"{learner.paper}ket-qua/").content.decode()
    essay = questions_in(result)[ESSAY - 1]
    assert f"{CANARY} giải thích" not in result
    assert CANARY not in result.replace(essay, "")
    assert NUMBER in result.replace(".", "")


def test_moving_on_with_nothing_chosen_is_no_empty_step(course: World, client_for: SignIn) -> None:
    publish(course, feedback="after_submit", per_page=1)
    learner = Learner(client_for(course.cadre), course.cadre)
    page = learner.browser.post(learner.paper, {"go": "next"}, follow=True).content.decode()
    assert "trang=2" in page and "Chưa chọn phương án nào" not in page
