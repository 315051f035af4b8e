"""The course on paper: made by a job, for who may read the course, without a key of the final quiz."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import typst
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from accounts.models import User
from assessments.models import Question, QuestionKey
from common.pdf.coverage import FONT_FOLDER
from content.domain.assets import store_asset
from courses.domain.booklets import TEMPLATE, booklet_contents, booklet_of, request_missing_booklets
from courses.domain.publishing import publish_by_system
from courses.models import Edition, EditionAsset, EditionBooklet
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.models import Job
from tests.courses.builders import SVG
from tests.learning.builders import World, assign

pytestmark = pytest.mark.django_db


def _make() -> Job:
    job = Job.objects.get(kind="courses.booklet", state=JobState.QUEUED)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_who_takes_the_course_gets_the_booklet_and_nobody_else(
    world: World, client_for: Callable[[User], Client]
) -> None:
    assign(world)
    learner = client_for(world.cadre)
    assert "trên giấy" not in learner.get("/khoa-hoc/khoa-thu/").content.decode()
    assert _make().state == JobState.DONE
    asset = booklet_of(world.outline.edition_id)
    assert asset is not None
    address = f"/tep/{asset.sha256}/{asset.name}"
    assert f'href="{address}"' in learner.get("/khoa-hoc/khoa-thu/").content.decode()
    reply = learner.get(address)
    assert reply.status_code == 200 and reply["Content-Type"] == "application/pdf"
    assert b"".join(reply).startswith(b"%PDF-")  # type: ignore[arg-type]
    assert client_for(world.far).get(address).status_code == 404


def test_practice_is_in_it_with_its_key_and_the_quiz_is_not(world: World) -> None:
    edition = Edition.objects.get(pk=world.outline.edition_id)
    words = json.dumps(booklet_contents(edition, lambda: None), ensure_ascii=False, default=str)
    assert '"Luật mẫu", "in_force_on": "2026-07-01", "review_on": "2027-06-30"' in words
    codes = {
        is_practice: {f"Câu hỏi {question.code} " for question in Question.objects.filter(is_practice=is_practice)}
        for is_practice in (True, False)
    }
    assert codes[True] and codes[False]
    assert all(code in words for code in codes[True])
    assert not any(code in words for code in codes[False])
    for key in QuestionKey.objects.filter(version__question__is_practice=True):
        assert all(json.dumps(reason, ensure_ascii=False)[1:-1] in words for reason in key.reasons.values() if reason)


def test_it_is_made_once_for_each_edition_and_again_only_on_request(world: World) -> None:
    _make()
    request_missing_booklets()
    assert not Job.objects.filter(kind="courses.booklet", state=JobState.QUEUED).exists()
    publish_by_system(course=world.course)
    _make()
    assert EditionBooklet.objects.count() == 2
    EditionBooklet.objects.all().delete()
    request_missing_booklets()
    assert _make().parameters == {"edition": world.course.editions.latest("number").pk}


def test_the_words_of_drawings_are_set_in_our_fonts(world: World) -> None:
    edition = Edition.objects.get(pk=world.outline.edition_id)
    words = b"".join(
        b'<text y="9" %s>Sen</text>' % face
        for face in (b'font-family="sans-serif"', b'style="font-family: monospace"', b'font-family="serif"')
    )
    drawing = SVG.replace(b"</svg>", words + b"</svg>")
    asset = store_asset(data=ContentFile(drawing), name="chu.svg")
    EditionAsset.objects.create(edition=edition, asset=asset)
    shown = booklet_contents(edition, lambda: None)["pictures"][f"/tep/{asset.sha256}/chu.svg"]["data"]
    assert 'font-family="Liberation Sans"' in shown
    assert "font-family:Liberation Sans" in shown
    assert 'font-family="Liberation Serif"' in shown


def test_what_a_lesson_leaves_of_its_last_sheet_is_for_notes_and_costs_no_sheet(world: World, tmp_path: Path) -> None:
    edition = Edition.objects.get(pk=world.outline.edition_id)
    inputs = {"data": json.dumps(booklet_contents(edition, lambda: None), default=str)}
    bare = tmp_path / "bare.typ"
    bare.write_text(TEMPLATE.read_text(encoding="utf-8").replace("    notes\n", ""), encoding="utf-8")
    with_notes, without = (
        typst.compile(str(file), format="png", ppi=30, font_paths=[str(FONT_FOLDER)], sys_inputs=inputs)
        for file in (TEMPLATE, bare)
    )
    assert len(with_notes) == len(without)
    # Of the title and the keys nothing is said.
    assert any(_lower_half_is_white(sheet) for sheet in without[1:-1]), "the control"
    assert not any(_lower_half_is_white(sheet) for sheet in with_notes[1:-1])


def _lower_half_is_white(sheet: bytes) -> bool:
    """But for the foot, which every sheet has."""
    picture = Image.open(BytesIO(sheet)).convert("L")
    lower = picture.crop((0, picture.height // 2, picture.width, picture.height * 9 // 10))
    return bool(lower.getextrema()[0] == 255)
