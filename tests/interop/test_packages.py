"""Course packages: what comes in goes out again, and nothing unsafe or half comes in."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from wagtail.images.models import Image
from wagtail.models import Page, Revision

from assessments.domain.bank import ensure_category, save_question
from assessments.enums import QuestionState
from assessments.models import Question, QuestionPicture, QuestionVersion, Quiz
from committees.enums import Role
from courses.domain.editions import ExerciseRef, body_parts, edition_outline
from courses.domain.preparation import prepare_authoring
from courses.models import Course, LessonPage
from interop.course_check import check_course
from interop.domain.packages import PackageError, export_package, import_package
from interop.formats.course_package import opened_package
from operations.models import AuditEntry
from tests.assessments.samples import PARTS, raw_question
from tests.courses.builders import SVG, author, guided_package, tiny_package, write_package

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shelf() -> None:
    prepare_authoring()


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _counts() -> list[int]:
    return [model.objects.count() for model in (Page, Revision, Question, QuestionVersion, Quiz, Image, AuditEntry)]


def test_export_gives_the_files_that_were_imported(tmp_path: Path) -> None:
    source = write_package(tmp_path / "in", tiny_package())
    course = import_package(source, actor=None).course
    (tmp_path / "out").mkdir()
    export_package(course, tmp_path / "out", reader=None)
    assert _files(tmp_path / "out") == _files(source)


def test_documents_sessions_and_what_comes_first_make_the_round_trip(tmp_path: Path) -> None:
    package = guided_package()
    source = write_package(tmp_path / "in", package)
    course = import_package(source, actor=None, publish=True).course
    (tmp_path / "out").mkdir()
    export_package(course, tmp_path / "out", reader=None)
    assert _files(tmp_path / "out") == _files(source)
    assert import_package(tmp_path / "out", actor=None).changes == 0


def test_what_comes_first_has_to_stand_before(tmp_path: Path) -> None:
    package = guided_package()
    package["course.json"]["modules"][0]["activities"][0]["requires"] = ["quy-che"]
    with pytest.raises(PackageError, match="quy-che"):
        import_package(write_package(tmp_path / "in", package), actor=None)


@pytest.mark.parametrize("kind", PARTS)
def test_every_type_of_question_makes_the_round_trip(tmp_path: Path, kind: str) -> None:
    package = tiny_package()
    common = {name: package["questions.json"][0][name] for name in ("category", "difficulty", "competences", "stem")}
    picture = {"picture": {"file": "media/hinh.png", "alt": "Bàn"}} if "picture" in PARTS[kind] else {}
    question = {"code": "M-1", "type": kind, "practice": False, **common, **PARTS[kind], **picture}
    package["questions.json"].append(question | {"explanation": "<p>Vì vậy.</p>"})
    source = write_package(tmp_path / "in", package)
    course = import_package(source, actor=None, publish=True).course
    (tmp_path / "out").mkdir()
    export_package(course, tmp_path / "out", reader=None)
    assert _files(tmp_path / "out") == _files(source)
    assert import_package(source, actor=None).changes == 0
    package["questions.json"][-1]["la"] = 1
    with pytest.raises(PackageError, match=r"“\[3\]\.la”"):
        import_package(write_package(tmp_path / "unknown", package), actor=None)


def test_every_faulty_question_is_named_by_its_code(tmp_path: Path) -> None:
    package = tiny_package()
    first, *_others, last = package["questions.json"]
    first["la"], last["difficulty"] = 1, "khó"
    source = write_package(tmp_path / "shape", package)
    with pytest.raises(PackageError) as refused:
        import_package(source, actor=None)
    assert len(refused.value.problems) == 2 and str(refused.value).startswith("2 lỗi:\n")
    assert all(f"“{one['code']}”" in str(refused.value) for one in (first, last))
    assert [finding.message for finding in check_course(source)] == list(refused.value.problems)
    del first["la"]
    last["difficulty"] = 1
    for question in (first, last):
        question["competences"] = ["tt02"]
    with pytest.raises(PackageError) as refused:
        import_package(write_package(tmp_path / "content", package), actor=None)
    assert all(f"“{one['code']}”" in text for one, text in zip((first, last), refused.value.problems, strict=True))
    assert not Question.objects.exists()


def _bank_package() -> dict[str, Any]:
    """What version 2 brought: a tree of categories, and what describes a question."""
    package = tiny_package()
    package["course.json"]["format"] = "sen-course/2"
    package["course.json"]["categories"] = [
        {"name": "Cả khóa", "parent": None},
        {"name": "Nhóm một", "parent": "Cả khóa"},
        {"name": "Nhóm trống", "parent": "Nhóm một"},
    ]
    told = {
        "tags": ["Email", "Lừa đảo"],
        "language": "en",
        "legal_basis": {"text": "Luật mẫu, Điều 3", "review_on": "2027-06-30"},
    }
    question = package["questions.json"][0]
    names = list(question)
    place = names.index("competences") + 1
    package["questions.json"][0] = {
        **{name: question[name] for name in names[:place]},
        **told,
        **{name: question[name] for name in names[place:]},
    }
    return package


def test_the_tree_and_what_describes_a_question_make_the_round_trip(tmp_path: Path) -> None:
    source = write_package(tmp_path / "in", _bank_package())
    course = import_package(source, actor=None).course
    for name in ("out", "again"):
        (tmp_path / name).mkdir()
    export_package(course, tmp_path / "out", reader=None)
    assert _files(tmp_path / "out") == _files(source)
    before = _counts()
    assert import_package(tmp_path / "out", actor=None).changes == 0
    assert _counts() == before
    export_package(course, tmp_path / "again", reader=None)
    assert _files(tmp_path / "again") == _files(source)
    # What the package no longer says is no longer so, and then any installation can read it.
    assert import_package(write_package(tmp_path / "old", tiny_package()), actor=None).changes > 0
    (tmp_path / "plain").mkdir()
    export_package(course, tmp_path / "plain", reader=None)
    assert json.loads((tmp_path / "plain" / "course.json").read_text())["format"] == "sen-course/1"


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (lambda p: p["course.json"].update(format="sen-course/1"), ["categories", "sen-course/2"]),
        (
            lambda p: (p["course.json"].update(format="sen-course/1"), p["course.json"].pop("categories")),
            ["questions.json", "[0].tags"],
        ),
        (lambda p: p["course.json"].update(format="sen-course/3"), ["course.json", "format"]),
        (lambda p: p["course.json"]["categories"].reverse(), ["categories[0].parent"]),
        (lambda p: p["course.json"]["categories"].append({"name": "Cả khóa", "parent": None}), ["categories[3].name"]),
        (lambda p: p["questions.json"][0].update(language="fr"), ["[0].language"]),
        (lambda p: p["questions.json"][0]["legal_basis"].pop("text"), ["[0].legal_basis.text"]),
        (lambda p: p["questions.json"][0].update(competences=["tt02"]), ["questions.json", "Z-2", "tt02"]),
    ],
)
def test_a_wrong_word_about_the_bank_is_named(tmp_path: Path, spoil: "Spoil", names: list[str]) -> None:
    package = _bank_package()
    spoil(package)
    with pytest.raises(PackageError) as refused:
        import_package(write_package(tmp_path / "in", package), actor=None)
    assert all(name in str(refused.value) for name in names), str(refused.value)
    assert not Question.objects.exists()


def test_the_picture_of_a_question_belongs_to_the_edition(tmp_path: Path) -> None:
    package = tiny_package()
    package["media/ban.svg"] = SVG.replace(b"#0a6", b"#a06")
    parts = {**PARTS["hot_spots"], "picture": {"file": "media/ban.svg", "alt": "Bàn"}}
    for question in package["questions.json"][1:]:
        question.update(type="hot_spots", **parts)
        for name in ("targets", "items"):
            question.pop(name, None)
    edition = import_package(write_package(tmp_path / "in", package), actor=None, publish=True).edition
    assert edition is not None
    (asset,) = {picture.asset for picture in QuestionPicture.objects.all()}
    assert asset.name == "ban.svg"
    assert edition.asset_links.filter(asset=asset).exists()
    image = Image.objects.get(title="ban.svg")
    image.file.storage.delete(image.file.name)
    image.file.storage.save(image.file.name, ContentFile(SVG))
    for out in ("changed", "gone"):
        (tmp_path / out).mkdir()
        export_package(edition.course, tmp_path / out, reader=None)
        assert b"#a06" in _files(tmp_path / out)["media/ban.svg"], out
        Image.objects.filter(title="ban.svg").delete()


def test_the_same_package_again_changes_nothing(tmp_path: Path) -> None:
    source = write_package(tmp_path / "in", tiny_package())
    assert import_package(source, actor=None).changes > 0
    before = _counts()
    assert import_package(source, actor=None).changes == 0
    assert _counts() == before


def test_a_zip_is_the_same_each_time_and_reads_like_the_directory(tmp_path: Path) -> None:
    source = write_package(tmp_path / "in", tiny_package())
    course = import_package(source, actor=None).course
    export_package(course, tmp_path / "a.zip", reader=None)
    export_package(course, tmp_path / "b.zip", reader=None)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert import_package(tmp_path / "a.zip", actor=None).changes == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_changed_package_changes_what_differs_and_the_edition_stays(tmp_path: Path) -> None:
    source = write_package(tmp_path / "in", tiny_package())
    edition = import_package(source, actor=None, publish=True).edition
    assert edition is not None
    package = tiny_package()
    package["lessons/bai-a.json"]["body"][0]["value"] = "<p>Mới.</p>"
    package["course.json"]["modules"][0]["activities"].reverse()
    package["course.json"]["modules"][0]["title"]["vi"] = "Phần mới"
    package["questions.json"].pop()
    package["course.json"]["quizzes"][0]["draws"][0]["count"] = 1
    changed = write_package(tmp_path / "changed", package)
    result = import_package(changed, actor=None, publish=True)
    assert result.edition is None
    (tmp_path / "out").mkdir()
    export_package(result.course, tmp_path / "out", reader=None)
    assert _files(tmp_path / "out") == _files(changed)
    outline = edition_outline(edition.pk)
    assert [activity.slug for activity in outline.activities] == ["bai-b", "bai-a", "kiem-tra"]
    assert "trang" in str(body_parts(outline.activities[1]))


def test_a_lesson_that_left_the_package_leaves_the_draft_but_not_the_edition(tmp_path: Path) -> None:
    edition = import_package(write_package(tmp_path / "in", tiny_package()), actor=None, publish=True).edition
    package = tiny_package()
    del package["lessons/bai-a.json"], package["media/loi.mp3"]
    package["course.json"]["modules"][0]["activities"].pop()
    course = import_package(write_package(tmp_path / "less", package), actor=None).course
    assert [page.slug for page in LessonPage.objects.descendant_of(course.page)] == ["bai-b"]
    assert edition is not None
    assert edition.activities.get(slug="bai-a").revision is not None


def test_published_by_the_system_it_is_served_and_stays_a_sample(tmp_path: Path) -> None:
    imported = import_package(write_package(tmp_path / "in", tiny_package()), actor=None, publish=True)
    course = imported.course
    assert (course.is_sample, course.minutes, course.cover.content_type) == (True, 33, "image/svg+xml")
    outline = edition_outline(course.current_edition_id)
    assert [module.title_vi for module in outline.modules] == ["Phần A", "Phần B"]
    parts = body_parts(outline.activities[0])
    version = QuestionVersion.objects.get(question__code="TH-1")
    assert parts[-1] == ExerciseRef(question=version.question.uuid, version_id=version.pk)
    html = "".join(part for part in parts if isinstance(part, str))
    assert "&lt;2&gt;" in html and "/tep/" in html and "tep-noi-bo" not in html


def test_real_material_is_not_published_without_review(tmp_path: Path) -> None:
    package = tiny_package()
    package["course.json"]["sample"] = False
    with pytest.raises(PackageError):
        import_package(write_package(tmp_path / "in", package), actor=None, publish=True)
    assert not Course.objects.exists()


def test_the_commands_import_and_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_package(tmp_path / "in", tiny_package())
    call_command("import_course", str(source))
    call_command("export_course", "khoa-thu", f"{tmp_path}/out/")
    assert _files(tmp_path / "out") == _files(source)


def test_a_trainer_does_not_import_over_the_course_of_another(tmp_path: Path) -> None:
    source = write_package(tmp_path / "in", tiny_package())
    import_package(source, actor=author())
    with pytest.raises(PackageError):
        import_package(source, actor=author())
    assert import_package(source, actor=author(Role.PUBLISHER)).changes == 0


def test_a_trainer_does_not_import_into_the_bank_of_another_that_has_no_course_yet(tmp_path: Path) -> None:
    source = write_package(tmp_path / "in", tiny_package())
    owner, other = author(), author()
    category = ensure_category(bank="khoa-thu", name="Của tôi", owner=owner, actor=owner)
    kept = save_question(category=category, code="K1", raw=raw_question(), is_practice=True, actor=owner).question
    with pytest.raises(PackageError, match="thuộc về người khác"):
        import_package(source, actor=other)
    kept.refresh_from_db()
    assert kept.state == QuestionState.DRAFT and not Course.objects.exists()
    assert import_package(source, actor=owner).changes


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (lambda p: p.update({"course.json": b"{"}), ["course.json"]),
        (lambda p: p.update({"course.json": b'{"a": 1, "a": 2}'}), ["course.json"]),
        (lambda p: p.update({"course.json": b"[" * 100_000}), ["course.json"]),
        (lambda p: p.update({"questions.json": b"\xff\xfe"}), ["questions.json"]),
        (lambda p: p["course.json"].update(owner="x"), ["course.json", "owner"]),
        (lambda p: p["course.json"].pop("track"), ["course.json", "track"]),
        (lambda p: p["course.json"].update(minutes=True), ["course.json", "minutes"]),
        (lambda p: p["course.json"].update(cover="media/../x.svg"), ["course.json", "cover"]),
        (lambda p: p["course.json"]["modules"][1]["activities"].clear(), ["course.json", "modules[1].activities"]),
        (lambda p: p["course.json"]["quizzes"].clear(), ["course.json", "quizzes"]),
        (lambda p: p["lessons/bai-a.json"].update(slug="khac"), ["lessons/bai-a.json", "slug"]),
        (
            lambda p: p["lessons/bai-b.json"]["body"][0].update(value="<p onclick='x()'>a</p>"),
            ["lessons/bai-b.json", "body[0].value"],
        ),
        (
            lambda p: p["lessons/bai-b.json"]["body"][3]["value"]["rows"].append(["1"]),
            ["lessons/bai-b.json", "rows[2]"],
        ),
        (lambda p: p["lessons/bai-b.json"]["body"].append({"type": "raw", "value": ""}), ["body[10].type"]),
        (
            lambda p: p["lessons/bai-b.json"]["body"][9]["value"].update(question="Z-2"),
            ["lessons/bai-b.json", "body[9].value.question"],
        ),
        (lambda p: p["questions.json"][0].update(code="A-1"), ["questions.json", "code"]),
        (lambda p: p["questions.json"][0]["options"][1].update(correct=True), ["questions.json", "Z-2"]),
        (lambda p: p["questions.json"][0].update(stem="<p>\ud800</p>"), ["questions.json", "stem"]),
        (lambda p: p.update({"media/thua.png": b"x"}), ["media/thua.png"]),
        (lambda p: p.pop("media/hinh.png"), ["media/hinh.png"]),
        (lambda p: p.update({"media/hinh.png": b"<html>"}), ["media/hinh.png"]),
        (lambda p: p.update({"media/hinh.png": b"\x89PNG\r\n\x1a\n"}), ["media/hinh.png"]),
        (
            lambda p: p.update({"media/bia.svg": SVG.replace(b"<rect", b"<script>x()</script><rect")}),
            ["media/bia.svg"],
        ),
        (lambda p: p.update({"README.md": b"x"}), ["README.md"]),
    ],
)
def test_a_wrong_package_is_named_and_writes_nothing(
    tmp_path: Path, spoil: Spoil, names: list[str], settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # of this test alone: others write at the same time
    package = tiny_package()
    spoil(package)
    package = {
        name: json.dumps(content).encode() if not isinstance(content, bytes) else content
        for name, content in package.items()
    }
    source = write_package(tmp_path / "in", package)
    before, stored = _counts(), _stored()
    with pytest.raises(PackageError) as refused:
        import_package(source, actor=None)
    assert all(name in str(refused.value) for name in names), str(refused.value)
    assert (_counts(), _stored()) == (before, stored)


def _stored() -> set[str]:
    return {
        f"{folder}/{name}"
        for folder in ("original_images", "documents", "media")
        if default_storage.exists(folder)
        for name in default_storage.listdir(folder)[1]
    }


@pytest.mark.parametrize("name", ["../thoat.json", "/etc/passwd", "lessons/../../x.json", "media/..", "media\\x.svg"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"{}")
    with pytest.raises(PackageError), opened_package(tmp_path / "a.zip"):
        pass
    assert not (tmp_path.parent / "thoat.json").exists()


def test_bombs_broken_zips_and_links_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("course.json", b" " * 50_000_000)
    (tmp_path / "broken.zip").write_bytes((tmp_path / "bomb.zip").read_bytes()[:-30])
    (tmp_path / "text.zip").write_bytes(b"not a zip")
    linked = write_package(tmp_path / "linked", tiny_package())
    (linked / "media" / "bia.svg").unlink()
    (linked / "media" / "bia.svg").symlink_to("/etc/passwd")
    for path in ("bomb.zip", "broken.zip", "text.zip", "linked", "absent.zip"):
        with pytest.raises(PackageError), opened_package(tmp_path / path):
            pass


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    """The header says ten bytes; fifty million come out."""
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("course.json", b" " * 50_000_000)
    data = path.read_bytes().replace((50_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(PackageError), opened_package(path):
        pass
