"""Files to a browser: byte ranges, revalidation, and headers that let nothing in the file run.

Source: RFC 9110 sections 13 (conditions) and 14 (ranges).
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags, quote_etag

CHUNK: Final = 64 * 1024
_RANGE: Final = re.compile(r"bytes=([0-9]*)-([0-9]*)", re.IGNORECASE)
_LONGEST_RANGE_HEADER: Final = 60
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_PDF_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
"""Browsers do not show a PDF in a sandboxed document."""


def serve_file(
    request: HttpRequest,
    file: "Path | File[Any]",
    *,
    content_type: str,
    filename: str,
    inline: bool,
    etag: str,
) -> HttpResponseBase:
    """The file, the range of it that was asked for, or 304.

    Who may have it is for the caller to decide, and so is ``inline``: only for kinds of files a
    browser shows without running them (pictures, sound, video, PDF).

    Args:
        file: a path or an open or openable ``File``; closed at the end of the response.
        content_type: as stored, never as guessed from the sender's name.
        filename: name offered for saving.
        inline: shown in the browser, otherwise saved.
        etag: changes with the content (its hash), without quotes.

    Returns:
        200, 206 for one range (several ranges get the whole), 304, or 416 beyond the end.
    """
    tag = quote_etag(etag)
    size = file.stat().st_size if isinstance(file, Path) else file.size
    if _is_known(request, tag):
        return _with_headers(HttpResponseNotModified(), tag)
    part = _requested_range(request, tag, size)
    response: HttpResponseBase
    if part is not None and part.start >= part.stop:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return _with_headers(response, tag)
    body = part or range(size)
    status = 200 if part is None else 206
    if request.method == "HEAD":
        response = HttpResponse(status=status)
    else:
        response = StreamingHttpResponse(_chunks(file, body), status=status)
    if part is not None:
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    response["Content-Type"] = content_type
    response["Content-Length"] = str(len(body))
    disposition = content_disposition_header(not inline, filename)
    response["Content-Disposition"] = disposition or ("inline" if inline else "attachment")
    is_pdf = inline and content_type == "application/pdf"
    response["Content-Security-Policy"] = _PDF_POLICY if is_pdf else _POLICY
    return _with_headers(response, tag)


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    if not response.has_header("Content-Security-Policy"):
        response["Content-Security-Policy"] = _POLICY
    return response


def _is_known(request: HttpRequest, etag: str) -> bool:
    """If-None-Match compares weakly."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}


def _requested_range(request: HttpRequest, etag: str, size: int) -> range | None:
    """Bytes asked for; empty when beyond the end; None when the whole is to be sent.

    A range that is not understood is ignored, as is one for another version of the file.
    """
    header = request.headers.get("Range", "")
    condition = request.headers.get("If-Range", etag)
    if len(header) > _LONGEST_RANGE_HEADER or condition != etag or request.method != "GET":
        return None
    match = _RANGE.fullmatch(header.replace(" ", ""))
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size) if int(last) else range(0)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return None
    return range(int(first), stop) if int(first) < size else range(0)


def _chunks(file: "Path | File[Any]", part: range) -> Iterator[bytes]:
    stream: IO[bytes] | Any = file.open("rb")
    with stream:
        stream.seek(part.start, os.SEEK_SET)
        left = len(part)
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
