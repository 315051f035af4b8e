"""No word of a key reaches a learner before its time: every type of question, in every phase, at every address."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import User
from assessments.domain.manual_marking import mark_by_hand
from assessments.models import Attempt
from assessments.question_types.by_hand import HandMark
from tests.assessments.browser_form import form_of
from tests.assessments.builders import make_marker
from tests.assessments.samples import CANARY, PARTS
from tests.courses.builders import tiny_package
from tests.kept import made_once
from tests.learning.builders import World, assigned_world

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LESSON: Final = "/khoa-hoc/khoa-thu/bai-b/"
QUIZ: Final = "/khoa-hoc/khoa-thu/kiem-tra/"
NUMBER: Final = "98765432"
# Words that stand only in keys: reasons and explanations, numbers and variants, the author's ids, scenes not reached.
SECRET: Final = (CANARY, NUMBER, "tra-loi-", "buoc1", "dich1", "cảnh sua", "cảnh hai", "cảnh cuoi")
# Nobody marks exercises.
PRACTICE: Final = [kind for kind in PARTS if kind != "essay"]
# Every scene of a practice exchange, for the printer; nothing says which way is right.
ON_PAPER: Final = re.compile(r'<div class="exercise__paper print-only">(.*?)</div>', re.DOTALL)
# Its position on the paper, which holds one question of each type in the order of the samples.
ESSAY: Final = [*PARTS].index("essay") + 1
# An answer with something wrong, by the ends of the names of its fields.
WRONG: Final[dict[str, dict[str, str]]] = {
    "single": {"": "a"},
    "multiple": {"": "b"},
    "true_false": {"": "a"},
    "ordering": {"-a": "1"},
    "matching": {"-a": "b"},
    "scenario": {"-sent": "a2", "": "b2"},
    "hot_spots": {"": "a"},
    "true_false_matrix": {"-a": "false"},
    "numeric": {"": "1"},
    "short_text": {"": "khác"},
    "gaps": {"-a": "1"},
    "select_words": {"": "b"},
    "essay": {"": "Tôi gọi lại."},
}


def code_of(kind: str, practice: bool) -> str:
    """Numbered, so that a paper that is not shuffled asks in the order of the samples."""
    return f"{'P' if practice else 'C'}-{[*PARTS].index(kind):02}-{kind}"


def question(kind: str, practice: bool) -> dict[str, Any]:
    parts = dict(PARTS[kind])
    if "picture" in parts:
        parts["picture"] = {"file": "media/hinh.png", "alt": "Bàn"}
    if kind == "numeric":
        parts["value"] = NUMBER
    return {
        "code": code_of(kind, practice),
        "type": kind,
        "practice": practice,
        "category": "Nhóm một",
        "difficulty": 1,
        "competences": [],
        "stem": f"<p>Câu {kind}?</p>",
        **parts,
        "explanation": f"<p>{CANARY} giải thích</p>",
    }


def package_of_every_type() -> dict[str, Any]:
    package = tiny_package()
    package["questions.json"] = [question(kind, False) for kind in PARTS] + [question(kind, True) for kind in PRACTICE]
    body = [block for block in package["lessons/bai-b.json"]["body"] if block["type"] != "exercise"]
    exercises = [{"type": "exercise", "value": {"question": code_of(kind, True)}} for kind in PRACTICE]
    package["lessons/bai-b.json"]["body"] = body + exercises
    quiz = package["course.json"]["quizzes"][0]
    quiz |= {"per_page": 0, "shuffle": False, "feedback": "after_pass_or_last", "pass_mark_percent": 100}
    quiz["draws"][0]["count"] = len(PARTS)
    return package


kept_course = made_once(lambda folder: assigned_world(folder, package_of_every_type()))


@pytest.fixture
def course(kept_course: World, db: None) -> World:
    return deepcopy(kept_course)


def test_every_type_is_tried() -> None:
    assert WRONG.keys() == PARTS.keys()


def found(text: str) -> list[str]:
    return [word for word in SECRET if word in text]


def questions_in(page: str) -> list[str]:
    return page.split('<fieldset class="question"')[1:]


def fields(kind: str, name: str) -> dict[str, str]:
    sent = {f"{name}{end}": value for end, value in WRONG[kind].items()}
    return sent | ({"go": name} if kind == "scenario" else {})


def assert_each_is_explained(asked: dict[str, str]) -> None:
    """Whoever may read why an option is right or wrong reads it of every option, chosen or not."""
    for kind, page in asked.items():
        reasons = [option["reason"] for option in PARTS[kind].get("options", ())]
        reasons += [region["reason"] for region in PARTS[kind].get("regions", ())]
        reasons += [f"{CANARY} {name}" for name in ("dung1", "sai1") if kind == "scenario"]
        assert [reason for reason in reasons if not re.search(rf"{reason}\b", page)] == [], kind


def around(browser: Client) -> Iterator[tuple[str, str]]:
    """Every learner's address that says something of the course, and what stands there."""
    for url in ("/", "/khoa-hoc/", "/khoa-hoc/khoa-thu/", LESSON, QUIZ, "/tim-kiem/?q=giai+thich", "/thong-bao/"):
        answer = browser.get(url)
        assert answer.status_code == 200, url
        page = answer.content.decode()
        yield url, ON_PAPER.sub("", page) if url == LESSON else page


def test_a_quiz_keeps_its_keys_until_the_policy_opens_them(course: World, client_for: SignIn) -> None:
    browser = client_for(course.cadre)
    assert not [(url, words) for url, page in around(browser) if (words := found(page))]
    for last in (False, True):
        browser.post(f"{QUIZ}bat-dau/")
        attempt = Attempt.objects.select_related("paper").get(cadre=course.cadre, state="open")
        paper, submit = f"/lam-bai/{attempt.uuid}/", f"/lam-bai/{attempt.uuid}/nop/"
        page = browser.get(paper).content.decode()
        assert len(questions_in(page)) == len(PARTS) and not found(page)
        # Enter in a field presses the first button, which must not send the step of a scenario.
        assert re.findall(r'name="go" value="(\w+)"', page)[:2] == ["1", f"q{[*PARTS].index('scenario') + 1}"]
        saved = browser.post(f"{paper}luu/", {"q1": "a", "positions": "1", "sequence": "1"})
        assert saved.json()["saved_sequence"] == 1 and not found(saved.content.decode())
        form = form_of(page)
        for number, kind in enumerate(PARTS, start=1):
            for name, value in fields(kind, f"q{number}").items():
                if name not in ("go", f"q{number}-sent"):
                    form[name] = value
        form["go"] = "submit"
        form.pop("sequence")
        assert browser.post(paper, form).status_code == 302
        for url in (paper, submit):
            assert not found(browser.get(url).content.decode())
        # The essay waits: nothing is open yet, whatever the policy, and no other attempt can begin.
        waiting = browser.post(submit, follow=True).content.decode()
        assert "chờ chấm" in waiting and not found(waiting) and not questions_in(waiting)
        assert not [(url, words) for url, page in around(browser) if (words := found(page))]
        assert browser.post(f"{QUIZ}bat-dau/")["Location"] == QUIZ
        comment = f"{CANARY} nhận xét"
        mark_by_hand(
            attempt_uuid=attempt.uuid,
            marks={ESSAY: HandMark({"a": 0, "b": 1}, comment)},
            actor=make_marker(f"cham-{attempt.number}"),
        )
        result = browser.get(f"/lam-bai/{attempt.uuid}/ket-qua/").content.decode()
        assert (comment in result) is last
        # The control: the same words are found as soon as they may be read.
        asked = questions_in(result)
        assert len(asked) == (len(PARTS) if last else 0)
        assert [CANARY in part for part in asked] == [True] * len(asked)
        assert (NUMBER in result.replace(".", "")) is last
        if last:
            assert_each_is_explained({kind: asked[place] for place, kind in enumerate(PARTS)})
        else:
            assert not found(result)


def test_an_exercise_is_explained_after_its_answer_and_no_other_is(course: World, client_for: SignIn) -> None:
    browser = client_for(course.cadre)
    lesson = browser.get(LESSON).content.decode()
    (paper,) = ON_PAPER.findall(lesson)
    assert all(f"cảnh {name}" in paper for name in ("sua", "hai", "cuoi")) and CANARY not in paper
    assert not found(ON_PAPER.sub("", lesson))
    for number, kind in enumerate(PRACTICE, start=1):
        url = f"{LESSON}thuc-hanh/{number}/"
        assert not found(ON_PAPER.sub("", browser.post(url, {}).content.decode()))
        asked = questions_in(browser.post(url, fields(kind, f"b{number}")).content.decode())
        assert [CANARY in part for part in asked] == [at == number for at in range(1, len(PRACTICE) + 1)], kind
        assert_each_is_explained({kind: asked[number - 1]})
