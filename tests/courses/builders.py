"""A small course with its authors, made through the acts of the product."""

import copy
import json
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.images.models import Image

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from courses.domain.preparation import course_collection, course_shelf, prepare_authoring
from courses.models import Course, CoursePage, LessonPage, ModulePage
from tests.factories import make_user

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20">'
    b'<rect width="40" height="20" fill="#0a6"/></svg>'
)


def author(role: str = Role.TRAINER, name: str = "Phạm Thị Giảng") -> User:
    """A person with an authoring role; the shelf and the groups are there afterwards."""
    prepare_authoring()
    user = make_user(full_name=name)
    grant_role(user=user, role=role, committee=None, actor=None, reason="test")
    return user


def draft_course(owner: User, slug: str = "an-toan", body: list[dict[str, Any]] | None = None) -> Course:
    """A course with one module and one lesson, saved as an author saves it in Wagtail."""
    page = CoursePage(title="An toàn thông tin", slug=slug, code="B1", owner=owner, live=False, is_sample=True)
    course_shelf().add_child(instance=page)
    page.save_revision(user=owner)
    module = ModulePage(title="Phần một", slug="phan-1", owner=owner, live=False)
    page.add_child(instance=module)
    module.save_revision(user=owner)
    lesson = LessonPage(title="Bài một", slug="bai-mot", owner=owner, live=False, minutes=7)
    lesson.body = body or [{"type": "text", "value": "<p>Nội dung đầu tiên.</p>"}]
    module.add_child(instance=lesson)
    lesson.save_revision(user=owner)
    return Course.objects.get(page=page)


def lesson_of(course: Course) -> LessonPage:
    return LessonPage.objects.descendant_of(course.page).get()


def edit_lesson(course: Course, html: str, user: User) -> LessonPage:
    """Change the text as Wagtail's editor does: a new revision, nothing published."""
    lesson = lesson_of(course).get_latest_revision_as_object()
    lesson.body = [{"type": "text", "value": html}]
    lesson.save_revision(user=user)
    return lesson


def library_picture(data: bytes = b"", name: str = "hinh.png") -> Image:
    image = Image(title=name, collection=course_collection(), file=ContentFile(data or png(), name=name))
    image.file_size = image.file.size
    image.save()
    return image


def png() -> bytes:
    stream = BytesIO()
    Picture.new("RGB", (4, 3), "teal").save(stream, "PNG")
    return stream.getvalue()


def write_package(folder: Path, package: dict[str, Any]) -> Path:
    """Write `{name: JSON or bytes}` as files of a package."""
    for name, content in package.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else as_json(content))
    return folder


def as_json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def tiny_package() -> dict[str, Any]:
    """A fresh copy of a package with every kind of block and question."""
    return copy.deepcopy(_TINY)


def guided_package() -> dict[str, Any]:
    """The same with a document, a live session and something learned elsewhere, all before the quiz."""
    package = tiny_package()
    head = package["course.json"]
    head["format"] = "sen-course/2"
    head["activities"] = [
        {"slug": slug, "kind": kind, "title": _words(title), "minutes": 20, "guidance": "Dòng một.\n\nDòng <hai>."}
        for kind, slug, title in (
            ("document", "quy-che", "Quy chế"),
            ("session", "buoi-trao-doi", "Buổi trao đổi"),
            ("outside", "lop-khac", "Lớp ở nơi khác"),
        )
    ]
    head["activities"][0]["file"] = "media/bang.csv"
    head["modules"][0]["activities"] += [
        {"document": "quy-che", "requires": ["bai-b"]},
        {"session": "buoi-trao-doi"},
        {"outside": "lop-khac"},
    ]
    return package


def _words(text: str) -> dict[str, str]:
    return {"vi": text, "en": ""}


def _question(code: str, kind: str, practice: bool, **parts: Any) -> dict[str, Any]:
    return {
        "code": code,
        "type": kind,
        "practice": practice,
        "category": "Nhóm một",
        "difficulty": 1,
        "competences": ["TT02:4"],
        "stem": "<p>Câu hỏi " + code + ' <a href="https://example.vn/">nguồn</a>?</p>',
        **parts,
        "explanation": "<p>Vì vậy.</p>",
    }


_OPTIONS = [
    {"id": "dung", "text": "Đúng", "correct": True, "reason": "Phải."},
    {"id": "sai", "text": "Sai", "correct": False, "reason": "Không phải."},
]
_TINY: dict[str, Any] = {
    "course.json": {
        "format": "sen-course/1",
        "slug": "khoa-thu",
        "code": "T1",
        "title": _words("Khóa thử"),
        "summary": _words("Tóm tắt"),
        "track": "B",
        "level": "basic",
        "minutes": 33,
        "competences": ["TT02:4"],
        "legal_basis": [{"text": "Luật mẫu", "in_force_on": "2026-07-01", "review_on": "2027-06-30"}],
        "cover": "media/bia.svg",
        "sample": True,
        "self_enrolment": True,
        "modules": [
            {"title": _words("Phần A"), "activities": [{"lesson": "bai-b"}, {"lesson": "bai-a"}]},
            {"title": _words("Phần B"), "activities": [{"quiz": "kiem-tra"}]},
        ],
        "quizzes": [
            {
                "slug": "kiem-tra",
                "title": _words("Kiểm tra"),
                "draws": [{"category": "Nhóm một", "count": 2, "difficulty": None}],
                "time_limit_minutes": 10,
                "pass_mark_percent": 50,
                "attempts": 2,
                "wait_hours": 0,
                "per_page": 1,
                "shuffle": True,
                "feedback": "after_submit",
            }
        ],
    },
    "lessons/bai-a.json": {
        "slug": "bai-a",
        "title": _words("Bài A"),
        "summary": _words(""),
        "outcome": "Biết được.",
        "minutes": 5,
        "competences": [],
        "body": [
            {"type": "text", "value": '<p>Xem <a href="https://example.vn/a">trang</a> &amp; đọc.</p>'},
            {
                "type": "accordion",
                "value": {
                    "parts": [{"title": "Hỏi", "text": "<p>Đáp.</p>"}, {"title": "Lại hỏi", "text": "<p>Lại đáp.</p>"}]
                },
            },
            {"type": "audio", "value": {"file": "media/loi.mp3", "title": "Lời", "transcript": "<p>Nghe.</p>"}},
        ],
    },
    "lessons/bai-b.json": {
        "slug": "bai-b",
        "title": _words("Bài B"),
        "summary": {"vi": "Tóm tắt bài", "en": "Summary"},
        "outcome": "",
        "minutes": 6,
        "competences": ["TT02:4"],
        "body": [
            {"type": "text", "value": "<h2>Đầu</h2><p>Chữ <strong>đậm</strong>.</p><ul><li>một</li></ul>"},
            {"type": "callout", "value": {"kind": "law", "title": "Luật", "text": "<p>Điều 1.</p>"}},
            {"type": "picture", "value": {"file": "media/hinh.png", "alt": "Hình", "caption": ""}},
            {"type": "table", "value": {"caption": "Bảng", "header": ["A", "B"], "rows": [["1", "<2>"], ["3", ""]]}},
            {"type": "steps", "value": {"title": "", "steps": ["Bước một", "Bước hai"]}},
            {"type": "pair", "value": {"do": ["Nên"], "dont": ["Không nên"]}},
            {"type": "definition", "value": {"term": "Từ", "text": "Nghĩa"}},
            {
                "type": "video",
                "value": {
                    "file": "media/phim.mp4",
                    "title": "Phim",
                    "captions": "media/phim.vtt",
                    "transcript": "<p>Lời.</p>",
                },
            },
            {"type": "download", "value": {"file": "media/bang.csv", "title": "Bảng"}},
            {"type": "exercise", "value": {"question": "TH-1"}},
        ],
    },
    "questions.json": [
        _question("Z-2", "single", False, options=_OPTIONS),
        _question(
            "TH-1",
            "matching",
            True,
            targets=[{"id": "t1", "text": "Đích một"}, {"id": "t2", "text": "Đích hai"}],
            items=[
                {"id": "m1", "text": "Mục một", "target": "t2", "reason": "Vì."},
                {"id": "m2", "text": "Mục hai", "target": "t1", "reason": "Vì."},
            ],
        ),
        _question(
            "A-1",
            "ordering",
            False,
            items=[{"id": "x", "text": "Trước", "reason": "Trước."}, {"id": "a", "text": "Sau", "reason": "Sau."}],
        ),
    ],
    "media/bia.svg": SVG,
    "media/hinh.png": png(),
    "media/phim.mp4": b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64,
    "media/loi.mp3": b"ID3\x04" + b"\x00" * 64,
    "media/phim.vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nA\n",
    "media/bang.csv": "Tên,Số\nAn,1\n".encode(),
}
