"""A draft may be unfinished; what is submitted, published or taken out may not, and each gap is named."""

from typing import Any

import pytest

from committees.enums import Role
from content.rendering import render_body
from courses.domain.bodies import exercise_of
from courses.domain.drafts import draft_of
from courses.domain.preparing import problems_of
from courses.domain.publishing import publish_edition, submit_for_review
from courses.errors import CourseIncomplete
from courses.models import Edition
from interop.domain.package_transfer import request_export
from operations.domain.jobs import run_job
from operations.enums import JobState
from tests.courses.builders import author, draft_course, lesson_of, library_picture

pytestmark = pytest.mark.django_db

_NO_QUESTION = {"type": "exercise", "value": {"question": None}}
_TEXT = {"type": "text", "value": "<p>Nội dung.</p>"}


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (_NO_QUESTION, "khối thứ 2 (Bài thực hành) chưa hoàn chỉnh, còn thiếu: Câu hỏi thực hành."),
        (_block("exercise", {"question": "khong-phai-ma"}), "còn thiếu: Câu hỏi thực hành."),
        (_block("text", "<p> </p>"), "khối thứ 2 (Nội dung) còn trống."),
        (_block("callout", {"kind": "tip", "title": "", "text": ""}), "(Khung lưu ý) chưa hoàn chỉnh, còn thiếu: Nội"),
        (_block("picture", {"image": None, "alt": " ", "caption": ""}), "Hình ảnh, Mô tả hình bằng lời."),
        (_block("steps", {"title": "", "steps": [""]}), "khối thứ 2 (Các bước) chưa hoàn chỉnh, còn thiếu: Các bước."),
        (_block("steps", {"title": "Gửi thư", "steps": ["Một", ""]}), "chưa hoàn chỉnh, còn thiếu: Các bước."),
        (_block("picture", {"image": None, "alt": "Màn hình", "caption": ""}), "chưa hoàn chỉnh, còn thiếu: Hình ảnh."),
        (_block("accordion", {"parts": []}), "còn thiếu: Các phần."),
        (_block("pair", {"do": ["Nên"], "dont": [""]}), "còn thiếu: Không nên."),
        (_block("definition", {"term": "Từ", "text": ""}), "còn thiếu: Giải nghĩa."),
        (_block("accordion", {"parts": [{"title": "", "text": "<p>Đáp.</p>"}]}), "còn thiếu: Tên."),
        (_block("download", {"document": None, "title": "Bảng"}), "còn thiếu: Tệp."),
        (
            _block("table", {"caption": "", "header": ["A", ""], "rows": [["", ""]]}),
            "còn thiếu: Tên bảng, Tiêu đề cho mỗi cột, Ít nhất một hàng.",
        ),
    ],
    ids=lambda given: given["type"] if isinstance(given, dict) else "",
)
def test_an_unfinished_block_is_named_and_stops_the_submission(block: dict[str, Any], told: str) -> None:
    trainer = author()
    course = draft_course(trainer, body=[_TEXT, block])
    with pytest.raises(CourseIncomplete) as refused:
        submit_for_review(course=course, actor=trainer)
    [problem] = refused.value.problems
    assert problem.startswith("“Bài một”: khối thứ 2 (") and told in problem


def test_a_finished_lesson_has_no_gaps() -> None:
    trainer = author()
    picture = _block("picture", {"image": library_picture().pk, "alt": "Hình", "caption": ""})
    table = _block("table", {"caption": "Bảng", "header": ["A", "B"], "rows": [["1", ""]]})
    draft = draft_of(draft_course(trainer, body=[_TEXT, picture, table]))
    assert draft is not None and problems_of(draft) == []


def test_each_gap_is_told_and_what_came_to_be_unfinished_later_is_not_published() -> None:
    trainer = author()
    course = draft_course(trainer)
    submit_for_review(course=course, actor=trainer)
    lesson = lesson_of(course).get_latest_revision_as_object()
    lesson.body = [_NO_QUESTION, _TEXT, _NO_QUESTION]
    lesson.save_revision(user=trainer)
    with pytest.raises(CourseIncomplete) as refused:
        publish_edition(course=course, actor=author(Role.PUBLISHER))
    assert [problem.split(" (")[0] for problem in refused.value.problems] == [
        "“Bài một”: khối thứ 1",
        "“Bài một”: khối thứ 3",
    ]
    assert not Edition.objects.exists()


def test_an_exercise_without_a_question_shows_nothing() -> None:
    course = draft_course(author(), body=[_NO_QUESTION])
    body = lesson_of(course).get_latest_revision_as_object().body
    rendered = render_body(body, asset_url=lambda file: "", exercise_of=exercise_of)
    assert (rendered.html, rendered.plain, rendered.exercises) == ("", "", [])


def test_taking_an_unfinished_course_out_says_what_is_unfinished() -> None:
    trainer = author()
    course = draft_course(trainer, body=[_NO_QUESTION, _block("picture", {"image": None, "alt": "x", "caption": ""})])
    job = request_export(course=course, actor=trainer)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "“Bài một”: khối thứ 1 (Bài thực hành)" in job.message and "khối thứ 2 (Hình ảnh)" in job.message
