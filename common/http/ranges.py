from pathlib import Path
from django.core.files import File
from django.http import HttpRequest
from django.http.response import HttpResponseBase


def serve_file(
    request: HttpRequest, file: Path | File, *, content_type: str, filename: str, inline: bool, etag: str
) -> HttpResponseBase:
    raise NotImplementedError
