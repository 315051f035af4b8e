"""A type of question is one class and one line: this one is known to no other file, and works everywhere."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django import forms
from django.template.loader import render_to_string
from django.urls import reverse

import assessments.question_types as registry
from assessments.domain.answers import save_form
from assessments.domain.attempts import submit_attempt
from assessments.domain.blueprint import Draw
from assessments.domain.practice import exercise_of, practice_feedback, practice_key
from assessments.domain.queries.attempts import attempt_for, paper_page, review_of
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.models import QuestionVersion, Quiz
from assessments.question_types.authoring import AuthorForm
from assessments.question_types.base import FULL, NOTHING, Key, Parsed, Presentation, Raw, Reasons
from assessments.question_types.reading import read_line
from assessments.question_types.shown import Response
from assessments.question_types.typed import TypedAnswer
from committees.enums import Role
from courses.domain.preparation import prepare_authoring
from interop.domain.packages import export_package, import_package
from tests.assessments.browser_form import form_of
from tests.assessments.builders import at, make_attempt, make_category
from tests.assessments.test_authoring import enter, filled, make_author
from tests.courses.builders import tiny_package, write_package

pytestmark = pytest.mark.django_db


class WordForm(forms.Form):
    word = forms.CharField(max_length=20)


class BackwardsForm(AuthorForm):
    settings: ClassVar = WordForm


class Backwards(TypedAnswer):
    """Type a word backwards. Presentation `{"word"}`, key `{}`: whoever reads it knows."""

    name = "backwards"
    label = "từ viết ngược"
    fields = ("word",)
    hint = "Viết ngược từ này."

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return BackwardsForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        word = read_line(raw.get("word"), 1, 20)
        return Parsed({"unit": word}, {"answer": word[::-1]}, {})

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        return {"word": presentation["unit"]}

    def right_answer(self, presentation: Presentation, key: Key) -> str:
        return str(key["answer"])

    def mark(self, key: Key, response: Response) -> Decimal:
        return FULL if response.get("text") == key["answer"] else NOTHING


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_specs", dict(registry._specs))
    registry.register(Backwards())
    yield


def test_it_is_written_drawn_answered_marked_and_explained() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    assert "từ viết ngược" in client.get(reverse("assessments_questions")).content.decode()
    url = reverse("assessments_add_question", args=["backwards"])
    for code, practice in (("N1", {}), ("N2", {"is_practice": "on"})):
        wanted = {"category": category.pk, "code": code, "stem": f"Viết ngược {code}?", "set-word": "sen", **practice}
        assert client.post(url, filled(client, url, **wanted)).status_code == 302
    counted, exercise = QuestionVersion.objects.order_by("pk")
    assert counted.get_type_display() == "từ viết ngược"

    quiz = Quiz(bank="lua-dao", slug="nguoc", title_vi="Ngược", feedback="after_submit")
    save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=None)
    attempt = make_attempt(edition=freeze_quiz(quiz=quiz, actor=None))
    (asked,) = paper_page(attempt_for(attempt.cadre, attempt.uuid), 1).questions
    html = render_to_string("components/question.html", {"question": asked})
    assert "Viết ngược từ này." in html and "nes" not in html.replace("lines", "")
    form = form_of(html)
    form["q1"] = "nes"
    save_form(attempt_uuid=attempt.uuid, person=attempt.cadre, form=form, positions=[1], sequence=1, now=at(1))
    assert submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, now=at(2)).score == 1
    review = review_of(attempt_for(attempt.cadre, attempt.uuid))
    assert review is not None
    assert "Đúng" in render_to_string("components/question.html", {"question": review.questions[0]})

    assert exercise_of(exercise.question.uuid).printed().options
    assert not practice_feedback(exercise.pk, {"text": "sen"}).is_right
    assert [line.text for line in practice_key(exercise.pk).lines] == ["nes"]


def test_it_travels_in_a_package(tmp_path: Path) -> None:
    prepare_authoring()
    package = tiny_package()
    question = package["questions.json"][0]
    del question["options"]
    del question["explanation"]
    question |= {"type": "backwards", "word": "sen", "explanation": ""}
    source = write_package(tmp_path / "in", package)
    course = import_package(source, actor=None).course
    (tmp_path / "out").mkdir()
    export_package(course, tmp_path / "out", reader=None)
    assert (tmp_path / "out/questions.json").read_bytes() == (source / "questions.json").read_bytes()
