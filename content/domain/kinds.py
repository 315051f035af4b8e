"""What a file is, found from its bytes. Only kinds on this list are ever kept for learners.

The name of a file decides nothing but which of two text kinds it is; the sender's content type
decides nothing at all.
"""

import codecs
import zipfile
from pathlib import PurePosixPath
from typing import IO, Final

HEAD_BYTES: Final = 64 * 1024
_OFFICE: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OFFICE_MEMBERS: Final = 5000
EXTENSIONS: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "text/vtt": ".vtt",
    "text/plain": ".txt",
    "text/csv": ".csv",
    _OFFICE["word/document.xml"]: ".docx",
    _OFFICE["xl/workbook.xml"]: ".xlsx",
    _OFFICE["ppt/presentation.xml"]: ".pptx",
}
"""Content type to the extension a file of that kind is stored and offered with."""

# Shown by a browser in its place; everything else is saved.
SHOWN_IN_PLACE: Final = frozenset(
    kind for kind in EXTENSIONS if kind.split("/")[0] in {"image", "video", "audio"} or kind.endswith(("/pdf", "/vtt"))
)


def content_type_of(stream: IO[bytes], name: str) -> str | None:
    """The content type, or None for a kind that is not on the list. Leaves the stream at its start."""
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    found = _by_signature(head) or _by_text(head, PurePosixPath(name.lower()).suffix)
    if found is None and head.startswith(b"PK\x03\x04"):
        found = _office_kind(stream)
    stream.seek(0)
    return found


def _by_signature(head: bytes) -> str | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    if head.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "audio/mpeg"
    return None


def _by_text(head: bytes, suffix: str) -> str | None:
    text = _decode(head)
    if text is None:
        return None
    start = text.lstrip("\ufeff \t\r\n")
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        return "text/vtt"
    if start.startswith("<"):
        return "image/svg+xml" if suffix == ".svg" and "<svg" in text else None
    return {".txt": "text/plain", ".csv": "text/csv"}.get(suffix)


def _decode(head: bytes) -> str | None:
    """The text, without a letter that may be cut at the end; None for bytes that are no UTF-8 text."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _office_kind(stream: IO[bytes]) -> str | None:
    """Word, Excel or PowerPoint without macros."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if len(names) > _OFFICE_MEMBERS or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for member, kind in _OFFICE.items() if member in names), None)
