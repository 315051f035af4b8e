"""The starter courses in an installation: they travel unchanged, are loaded once, and note their files."""

from pathlib import Path

import pytest
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import ReferenceIndex

from assessments.models import Question
from courses.domain.preparation import prepare_authoring
from courses.models import Course, Edition, LessonPage
from interop.domain import starter
from interop.domain.packages import export_package, import_package
from interop.domain.starter import STARTER, load_starter_courses
from tests.courses.builders import tiny_package, write_package

pytestmark = pytest.mark.django_db

MAIN = "lua-dao-ma-doc"


@pytest.fixture(autouse=True)
def _shelf() -> None:
    prepare_authoring()


@pytest.mark.parametrize("name", sorted(path.name for path in STARTER.iterdir()))
def test_a_starter_course_is_exported_as_it_came(tmp_path: Path, name: str) -> None:
    _import_and_export(STARTER / name, tmp_path / "out")
    assert _files(tmp_path / "out") == _files(STARTER / name)


def test_a_course_goes_from_one_installation_to_the_next(tmp_path: Path) -> None:
    """Exported, imported where nothing is, exported again."""
    _import_and_export(STARTER / MAIN, tmp_path / "first")
    assert not Course.objects.exists() and not Question.objects.exists() and not Image.objects.exists()
    _import_and_export(tmp_path / "first", tmp_path / "second")
    assert _files(tmp_path / "first") == _files(tmp_path / "second")


def _import_and_export(source: Path, target: Path) -> None:
    """In an installation of its own: nothing of it stays."""
    target.mkdir()
    with transaction.atomic():
        export_package(import_package(source, actor=None).course, target, reader=None)
        transaction.set_rollback(True)


def test_starter_courses_are_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two of them: loading all takes long, and the browser tests do it."""
    for slug in ("khoa-mot", "khoa-hai"):
        package = tiny_package()
        package["course.json"]["slug"] = slug
        write_package(tmp_path / slug, package)
    monkeypatch.setattr(starter, "STARTER", tmp_path)
    said: list[str] = []
    load_starter_courses(said.append)
    load_starter_courses(said.append)
    assert len(said) == Edition.objects.count() == Course.objects.filter(is_sample=True).count() == 2


def test_an_import_notes_which_page_uses_which_file(tmp_path: Path) -> None:
    course = import_package(write_package(tmp_path / "in", tiny_package()), actor=None, publish=True).course
    picture = Image.objects.get(title="hinh.png")
    lesson = LessonPage.objects.get(slug="bai-b")
    assert [row.object_id for row in ReferenceIndex.get_references_to(picture)] == [str(lesson.pk)]
    assert ReferenceIndex.get_references_to(course.page.specific.cover).exists()


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
