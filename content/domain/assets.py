"""Files kept under the hash of their bytes: the same bytes are one row and one file."""

import hashlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Final

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from common.text.svg import UnsafeSvg, clean_svg
from common.text.vietnamese import slug
from content.domain.kinds import EXTENSIONS, content_type_of
from content.errors import AssetRefused
from content.models import Asset

CHUNK: Final = 256 * 1024
SVG: Final = "image/svg+xml"
_LONGEST_NAME: Final = 100


def store_asset(*, data: bytes | File, name: str) -> Asset:
    """Keep a file for learners. What it is, is found from its bytes; an SVG is cleaned first.

    Not in a transaction of the caller where it can be avoided: a film takes its time to copy. A
    file without a row is harmless and found by the next call with the same bytes.

    Raises:
        AssetRefused: the file is of no kind that is shown to learners, or an SVG that is unsafe.
    """
    stream: IO[bytes] = BytesIO(data) if isinstance(data, bytes) else _opened(data)
    content_type = content_type_of(stream, name)
    if content_type is None:
        raise AssetRefused(_("“%(name)s” is not a kind of file that can be shown to learners.") % {"name": name})
    if content_type == SVG:
        stream = BytesIO(_cleaned(stream.read(), name))
    sha256, size = _measure(stream)
    known = Asset.objects.filter(sha256=sha256).first()
    if known is not None and default_storage.exists(str(known.file.name)):
        return known
    path = _keep(stream, sha256, EXTENSIONS[content_type])
    asset, _created = Asset.objects.get_or_create(
        sha256=sha256,
        defaults={"file": path, "name": safe_name(name, content_type), "content_type": content_type, "size": size},
    )
    return asset


def safe_name(name: str, content_type: str) -> str:
    """ASCII name with the extension of its kind: the last part of an address."""
    stem = slug(PurePosixPath(name.replace("\\", "/")).stem)[:_LONGEST_NAME].strip("-")
    return f"{stem or 'tep'}{EXTENSIONS[content_type]}"


def hash_of(file: File) -> str:
    """SHA-256 of a stored file, read in pieces."""
    with file.open("rb") as stream:
        return _measure(stream)[0]


def hash_when_kept(file: File) -> str:
    """The hash under which `store_asset` would keep a stored file: an unsafe SVG has none, and gives ""."""
    with file.open("rb") as stream:
        if content_type_of(stream, str(file.name)) != SVG:
            return _measure(stream)[0]
        stream.seek(0)
        try:
            return hashlib.sha256(clean_svg(stream.read())).hexdigest()
        except UnsafeSvg:
            return ""


def _opened(file: File) -> IO[bytes]:
    return file.open("rb")


def _cleaned(data: bytes, name: str) -> bytes:
    try:
        return clean_svg(data)
    except UnsafeSvg as error:
        raise AssetRefused(
            _("The picture “%(name)s” cannot be used: %(reason)s") % {"name": name, "reason": error}
        ) from error


def _measure(stream: IO[bytes]) -> tuple[str, int]:
    """Hash and size; leaves the stream at its start."""
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return digest.hexdigest(), size


def _keep(stream: IO[bytes], sha256: str, extension: str) -> str:
    """Write the file unless it is there whole; a half one left by a crash is replaced."""
    path = f"assets/{sha256[:2]}/{sha256}{extension}"
    if default_storage.exists(path):
        with default_storage.open(path) as kept:
            if _measure(kept)[0] == sha256:
                return path
        default_storage.delete(path)
    return default_storage.save(path, File(stream, name=path))
