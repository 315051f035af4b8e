"""What an author types is shown beside the form: not saved, not to others, and framed by this site alone."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from committees.enums import Role
from courses.models import LessonPage
from tests.courses.builders import author, draft_course, lesson_of

pytestmark = pytest.mark.django_db


def typed(lesson: LessonPage, text: str) -> dict[str, str]:
    block = {"blocks": [{"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
                         "entityRanges": [], "data": {}}], "entityMap": {}}  # fmt: skip
    return {
        "title": lesson.title,
        "slug": lesson.slug,
        "minutes": "7",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value": json.dumps(block),
        **{f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")},
    }


def address(lesson: LessonPage) -> str:
    return f"/quan-tri/pages/{lesson.pk}/edit/preview/"


def test_what_is_typed_is_shown_and_not_saved(client_for: Callable[[User], Client]) -> None:
    trainer = author(Role.TRAINER)
    lesson = lesson_of(draft_course(trainer))
    client = client_for(trainer)
    said = client.post(address(lesson), typed(lesson, "Chưa lưu lời này"))
    assert said.json() == {"is_valid": True, "is_available": True}
    shown = client.get(address(lesson), {"in_preview_panel": "true"})
    assert "Chưa lưu lời này" in shown.content.decode()
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'self'" in shown["Content-Security-Policy"].split("; ")
    assert "Chưa lưu" not in str(LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().body)


def test_another_trainer_finds_no_preview(client_for: Callable[[User], Client]) -> None:
    lesson = lesson_of(draft_course(author(Role.TRAINER)))
    client = client_for(author(Role.TRAINER, name="Lê Văn Soạn"))
    assert client.get(address(lesson)).status_code == 404
    assert client.post(address(lesson), typed(lesson, "Lời khác")).status_code == 404
