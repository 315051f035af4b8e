from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from common.http.ranges import serve_file

pytestmark = pytest.mark.no_database

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.mp4"
    file.write_bytes(CONTENT)
    return file


def get(path: Path, method: str = "GET", *, inline: bool = True, **headers: str) -> HttpResponseBase:
    request = RequestFactory().generic(method, "/", headers={k.replace("_", "-"): v for k, v in headers.items()})
    return serve_file(request, path, content_type="video/mp4", filename="Bài 1.mp4", inline=inline, etag="abc")


def body(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    return response.content  # type: ignore[attr-defined,no-any-return]


def test_whole_file_with_guarding_headers(path: Path) -> None:
    response = get(path, inline=False)

    assert (response.status_code, body(response)) == (200, CONTENT)
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''B%C3%A0i%201.mp4"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert response["Cache-Control"].startswith("private")
    assert (response["ETag"], response["Accept-Ranges"]) == ('"abc"', "bytes")


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=70000-", slice(70000, None)),
        ("bytes=-5", slice(-5, None)),
        ("bytes=10-999999999", slice(10, None)),
        ("bytes=-999999999", slice(0, None)),
        ("Bytes = 1 - 2", slice(1, 3)),
    ],
)
def test_one_range(path: Path, asked: str, part: slice) -> None:
    response = get(path, Range=asked)
    expected = CONTENT[part]
    first = range(len(CONTENT))[part].start

    assert (response.status_code, body(response)) == (206, expected)
    assert response["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{len(CONTENT)}"
    assert response["Content-Length"] == str(len(expected))


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,3-4", "items=0-1", "bytes=-", "bytes=5-1", "bytes=a-b", "bytes=" + "1" * 99]
)
def test_what_is_no_single_range_gets_the_whole(path: Path, asked: str) -> None:
    assert get(path, Range=asked).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-1000000", "bytes=-0"])
def test_beyond_the_end(path: Path, asked: str) -> None:
    response = get(path, Range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */256000")


def test_conditions(path: Path) -> None:
    assert get(path, If_None_Match='W/"abc", "x"').status_code == 304
    assert get(path, If_None_Match='"x"').status_code == 200
    assert get(path, If_None_Match="*", Range="bytes=0-1").status_code == 304
    assert get(path, Range="bytes=0-1", If_Range='"abc"').status_code == 206
    assert get(path, Range="bytes=0-1", If_Range='"old"').status_code == 200
    assert get(path, Range="bytes=0-1", If_Range='W/"abc"').status_code == 200


def test_head_has_the_headers_and_no_body(path: Path) -> None:
    response = get(path, "HEAD")
    assert (response.status_code, body(response), response["Content-Length"]) == (200, b"", "256000")


def test_stored_file_and_empty_file(tmp_path: Path) -> None:
    request = RequestFactory().get("/", headers={"Range": "bytes=1-2"})
    kind = {"content_type": "application/pdf", "filename": "a.pdf", "etag": "e"}
    response = serve_file(request, ContentFile(b"abcd", name="a"), inline=True, **kind)
    assert (response.status_code, body(response)) == (206, b"bc")
    assert "sandbox" not in response["Content-Security-Policy"]

    (tmp_path / "empty").touch()
    response = serve_file(RequestFactory().get("/"), tmp_path / "empty", inline=False, **kind)
    assert (response.status_code, body(response), response["Content-Length"]) == (200, b"", "0")
