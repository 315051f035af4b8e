"""Files kept by the hash of their bytes, and what they are found to be."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from content.domain.assets import hash_of, store_asset
from content.domain.kinds import content_type_of
from content.errors import AssetRefused
from content.models import Asset
from tests.courses.builders import SVG, png

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _office(*members: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return stream.getvalue()


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (png(), "a.exe", "image/png"),
        (SVG, "a.svg", "image/svg+xml"),
        (SVG, "a.txt", None),
        (b"%PDF-1.7", "a.pdf", "application/pdf"),
        (b"WEBVTT\n", "a.vtt", "text/vtt"),
        (b"<html><script>x()</script>", "a.svg", None),
        (b"<html>", "a.txt", None),
        (b"MZ\x90\x00", "a.pdf", None),
        ("Tên,Số".encode(), "a.csv", "text/csv"),
        ("Tên".encode("utf-16"), "a.txt", None),
        (b"text", "a.html", None),
        (_office("word/document.xml"), "a.docx", WORD),
        (_office("word/document.xml", "word/vbaProject.bin"), "a.docx", None),
        (_office("x.txt"), "a.docx", None),
        (b"PK\x03\x04broken", "a.docx", None),
        (b"", "a.pdf", None),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, name: str, kind: str | None) -> None:
    assert content_type_of(BytesIO(data), name) == kind


@pytest.mark.django_db
def test_the_same_bytes_are_one_row_and_one_file() -> None:
    first = store_asset(data=png(), name="Hình Một.png")
    second = store_asset(data=ContentFile(png(), name="khac.png"), name="khac.png")
    assert first == second and Asset.objects.count() == 1
    assert (first.name, first.size) == ("hinh-mot.png", len(png()))
    assert hash_of(first.file) == first.sha256


@pytest.mark.django_db
def test_a_picture_with_a_script_is_refused_and_an_honest_one_is_cleaned() -> None:
    with pytest.raises(AssetRefused):
        store_asset(data=SVG.replace(b"<rect", b"<script>x()</script><rect"), name="a.svg")
    with pytest.raises(AssetRefused):
        store_asset(data=b"<html><script>", name="a.png")
    kept = store_asset(data=SVG.replace(b"<rect", b"<!-- x --><metadata>x</metadata><rect"), name="a.svg")
    with kept.file.open("rb") as stream:
        assert b"metadata" not in stream.read()


@pytest.mark.django_db
def test_a_half_written_file_is_replaced() -> None:
    asset = store_asset(data=png(), name="a.png")
    name = asset.file.name
    Asset.objects.all().delete()
    default_storage.delete(name)
    default_storage.save(name, ContentFile(png()[:10]))
    assert hash_of(store_asset(data=png(), name="a.png").file) == asset.sha256
