"""The editor of rich text: what nobody touched comes back as it was, and what it cannot hold is typed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

import interop
from assessments.models import QuestionVersion
from assessments.question_types.rich_text import typed_of
from assessments.question_types.rich_text_area import RichTextArea, html_of_state, state_of
from committees.enums import Role
from tests.assessments.browser_form import form_of
from tests.assessments.builders import make_category, make_question
from tests.courses.builders import author

STARTER = Path(interop.__file__).parent / "starter"
STEM = "<p>Chọn <strong>một</strong> việc.</p>\n<ul><li>Không vội</li><li>Không <em>đoán</em></li></ul>"


def test_every_text_of_the_starter_courses_comes_back_letter_by_letter() -> None:
    texts = set()
    for file in STARTER.glob("*/questions.json"):
        for question in json.loads(file.read_text(encoding="utf-8")):
            scenes = [scene["text"] for scene in question.get("scenes", ())]
            texts |= {question["stem"], question["explanation"], *scenes}
    assert len(texts) > 500
    for text in texts:
        state = state_of(typed_of(text))
        assert state is not None and html_of_state(state) == text


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>Một<br>hai</p>",
        "<h2>Đầu</h2><p>1 &lt; 2 &amp; 3</p>",
        "<ol><li>a<ul><li>b</li></ul></li></ol>",
        '<p><a href="https://example.vn/" rel="noopener noreferrer">Nơi <strong>đọc</strong></a></p>',
    ],
)
def test_what_the_allow_list_knows_is_held(html: str) -> None:
    state = state_of(html)
    assert state is not None and html_of_state(state) == html


@pytest.mark.parametrize(
    "html", ["<li>lạc</li>", "<strong><p>a</p></strong>", "<ul><li><p>a</p></li></ul>", "<a>b</a>"]
)
def test_what_the_editor_would_change_is_typed(html: str) -> None:
    assert state_of(html) is None
    assert "data-draftail-input" not in RichTextArea().render("stem", html, {"id": "id_stem"})


@pytest.mark.parametrize("state", ["", "null", "{", "[]", "3", '{"blocks": 3}', '{"blocks": [{}]}'])
def test_what_is_no_text_of_an_editor_is_empty(state: str) -> None:
    assert html_of_state(state) == ""


def test_marks_and_pages_are_written_as_the_bank_keeps_them() -> None:
    text = "đậm nghiêng mã"
    styles = [{"style": style, "offset": at, "length": 3} for style, at in (("BOLD", 0), ("ITALIC", 4), ("CODE", 12))]
    assert html_of_state(_state(text, styles)) == "<p><strong>đậm</strong> <em>ngh</em>iêng mã</p>"
    assert html_of_state(_state("<script>alert(1)</script>")) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


@pytest.mark.django_db
def test_a_question_that_nobody_touched_in_the_editor_makes_no_version() -> None:
    owner = author(Role.TRAINER)
    guidance = "<p>Dòng một</p><p>Dòng hai</p>"
    question = make_question(make_category(owner=owner), "essay", stem=STEM, guidance=guidance).question
    client, url = Client(), reverse("assessments_edit_question", args=[question.uuid])
    client.force_login(owner)
    form = _with_scripts(client.get(url).content.decode())
    assert client.post(url, _sent(form)).status_code == 302
    for name in ("stem-editor", "set-guidance-editor"):
        # The editor gives its blocks other keys and may lay its JSON out otherwise.
        state = json.loads(form[name])
        form[name] = json.dumps(state | {"blocks": [block | {"key": "zzzzz"} for block in state["blocks"]]})
    assert client.post(url, _sent(form)).status_code == 302
    assert QuestionVersion.objects.get().stem == STEM
    form["explanation-editor"] = _state("Vì đã sửa.")
    assert client.post(url, _sent(form)).status_code == 302
    latest = question.versions.get(number=2)
    assert (latest.stem, latest.answer_key.explanation) == (STEM, "<p>Vì đã sửa.</p>")
    form["stem-editor"] = "null"
    reply = client.post(url, _sent(form))
    assert reply.status_code == 200 and "stem" in reply.context["form"].errors


def _state(text: str, styles: list[dict[str, Any]] | None = None) -> str:
    block = {"key": "abcde", "text": text, "type": "unstyled", "depth": 0, "entityRanges": [], "data": {}}
    return json.dumps({"blocks": [block | {"inlineStyleRanges": styles or []}], "entityMap": {}})


def _with_scripts(html: str) -> QueryDict:
    """The fields a browser with scripts has: none of those that are there for one without."""
    fields = form_of(html)
    for name in list(fields):
        if f"{name}-editor" in fields:
            del fields[name]
    assert "stem" not in fields and "stem-editor" in fields
    return fields


def _sent(form: QueryDict) -> dict[str, Any]:
    return {name: form.getlist(name) for name in form}
