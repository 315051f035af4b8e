"""I9: whichever column names a file, its loss is found; whichever folder keeps one, what nothing names is found."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition
from wagtailmedia.models import Media

from content.domain.assets import store_asset
from content.models import Asset
from interop.models import ChangeSet, QuestionSheet
from operations.domain.files import walk
from operations.domain.stored_files import file_columns
from tests.committees.builders import reference_centre
from tests.courses.builders import png
from tests.factories import make_user
from tests.operations.integrity import asked_integrity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def broken() -> tuple[int, list[str]]:
    """The exit code of the command, and what I9 found."""
    code, found = asked_integrity()
    return code, [finding["object"] for finding in found["I9"]]


def picture() -> Image:
    return Image.objects.create(title="Hoa", width=1, height=1, file=ContentFile(png(), name="hoa.png"))


def rendition() -> Rendition:
    made: Rendition = picture().get_rendition("width-1|format-png")
    return made


def document() -> Document:
    return Document.objects.create(title="Văn bản", file=ContentFile(b"x", name="van-ban.txt"))


def media() -> Media:
    file = ContentFile(b"x", name="phim.mp4")
    return Media.objects.create(title="Phim", type="video", duration=1, file=file)


def asset() -> Asset:
    return store_asset(data=png(), name="hoa.png")


def list_of_people() -> ChangeSet:
    return ChangeSet.objects.create(
        committee=reference_centre(),
        uploaded_by=make_user(),
        file=ContentFile(b"x", name="ds.xlsx"),
        sha256="0" * 64,
    )


def sheet_of_questions() -> QuestionSheet:
    return QuestionSheet.objects.create(
        uploaded_by=make_user(), file=ContentFile(b"x", name="cau-hoi.xlsx"), sha256="0" * 64
    )


@pytest.mark.parametrize("make", [picture, rendition, document, media, asset, list_of_people, sheet_of_questions])
def test_a_row_whose_file_is_gone_is_found(make: Callable[[], Model]) -> None:
    row: Any = make()
    assert broken() == (0, [])
    name = row.file.name
    default_storage.delete(name)
    assert broken() == (1, [f"{row._meta.label_lower} {row.pk}, {name}"])


@pytest.mark.parametrize(
    "folder",
    [
        "assets/ab",
        "certificates/2026",
        "documents",
        "images",
        "imports/2026/11",
        "jobs/2026/11",
        "jobs/packages",
        "media",
        "original_images",
        "anything",
    ],
)
def test_a_file_without_a_row_is_found_after_a_day(folder: str) -> None:
    name = default_storage.save(f"{folder}/x.bin", ContentFile(b"x"))
    assert broken() == (0, [])
    path = Path(default_storage.path(name))
    a_day_ago = time.time() - 25 * 3600
    os.utime(path, (a_day_ago, a_day_ago))
    assert broken() == (1, [name])


def test_an_old_file_with_a_row_is_no_orphan() -> None:
    for make in (rendition, document, media, asset, list_of_people):
        make()
    for name in list(walk(default_storage, "")):
        os.utime(Path(settings.MEDIA_ROOT) / name, (0, 0))
    assert broken() == (0, [])


def test_no_column_for_files_lies_outside_the_storage_that_is_walked() -> None:
    """Else its files would be called strays, or its strays not be seen."""
    assert file_columns()
    assert [
        f"{model.__name__}.{field.name}" for model, field in file_columns() if field.storage != default_storage
    ] == []
