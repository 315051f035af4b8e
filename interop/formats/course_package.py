"""Course packages as files: reading with suspicion, writing always the same way (docs/course-package.md)."""

import json
import os
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from interop.formats.course_package_shape import (
    FORMATS,
    LESSON,
    PackageError,
    Where,
    manifest,
    newer_field,
    questions_shape,
)
from interop.formats.course_package_whole import activities, check_readable, check_together, slug_of

__all__ = ["CoursePackage", "PackageError", "opened_package", "slug_of", "write_package"]

MAX_FILES: Final = 1000
MAX_JSON_BYTES: Final = 5_000_000
MAX_BYTES: Final = 400_000_000
_CHUNK: Final = 256 * 1024
_NAMES: Final = re.compile(
    r"course\.json|questions\.json|lessons/[a-z0-9]+(?:-[a-z0-9]+)*\.json|media/[a-z0-9][a-z0-9_.-]{0,90}"
)
_FOLDERS: Final = frozenset({"lessons/", "media/"})
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class CoursePackage:
    """A package whose every field has been checked; lessons in the order of the outline.

    `files` maps every name to a file that is readable while the package is open; `media` those of `media/`.
    """

    course: dict[str, Any]
    lessons: tuple[dict[str, Any], ...]
    questions: list[dict[str, Any]]
    files: dict[str, Path]

    @property
    def media(self) -> dict[str, Path]:
        return {name: file for name, file in self.files.items() if name.startswith("media/")}

    @property
    def slug(self) -> str:
        return str(self.course["slug"])


@contextmanager
def opened_package(path: Path) -> Iterator[CoursePackage]:
    """A directory or ZIP file, read and checked.

    Raises:
        PackageError: anything unknown, missing, unsafe or too large.
    """
    if path.is_dir():
        yield _read(_files_of(path))
        return
    with TemporaryDirectory(prefix="sen-package-") as folder:
        _unpack(path, Path(folder))
        yield _read(_files_of(Path(folder)))


def write_package(
    path: Path, *, course: dict[str, Any], lessons: list[dict[str, Any]], questions: list[Any], media: Mapping[str, Any]
) -> None:
    """Write a ZIP file, or a directory where `path` is one that is empty.

    The same content gives the same bytes, in the oldest format that holds it. `media` maps names to openable files.

    Raises:
        PackageError: what would be written could not be read again; then nothing is.
    """
    course = {**course, "format": FORMATS[newer_field(course, questions) is not None]}
    texts = {"course.json": course, "questions.json": questions}
    texts |= {f"lessons/{lesson['slug']}.json": lesson for lesson in lessons}
    check_readable(course, lessons, questions, [*texts, *media])
    if path.is_dir():
        if any(path.iterdir()):
            raise PackageError(_("The directory “%(path)s” is not empty.") % {"path": path})
        for name, content in texts.items():
            _target(path, name).write_bytes(_json(content))
        for name, file in media.items():
            with file.open("rb") as source, _target(path, name).open("wb") as target:
                _copy(source, target)
        return
    with NamedTemporaryFile(dir=path.parent, prefix=".sen-package-", delete=False) as temporary:
        try:
            _write_zip(temporary, texts, media)
            os.replace(temporary.name, path)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise


def _write_zip(stream: IO[bytes], texts: Mapping[str, Any], media: Mapping[str, Any]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted([*texts, *media]):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            if name in texts:
                archive.writestr(entry, _json(texts[name]))
                continue
            with media[name].open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                _copy(source, target)


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _target(folder: Path, name: str) -> Path:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _copy(source: Any, target: Any) -> None:
    while chunk := source.read(_CHUNK):
        target.write(chunk)


def _files_of(folder: Path) -> dict[str, Path]:
    """Name to file. Links are refused: they could lead anywhere."""
    files: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise Where(name).wrong(_("links are not allowed in a package."))
        if path.is_dir():
            if f"{name}/" not in _FOLDERS:
                raise Where(name).wrong(_("does not belong into a package."))
            continue
        _check_name(name)
        files[name] = path
    if len(files) > MAX_FILES:
        raise PackageError(_("The package holds more than %(most)d files.") % {"most": MAX_FILES})
    if sum(file.stat().st_size for file in files.values()) > MAX_BYTES:
        raise PackageError(_("The package is too large."))
    return files


def _unpack(path: Path, folder: Path) -> None:
    """Unpack with every name checked and every byte counted, whatever the ZIP says of its sizes."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename not in _FOLDERS]
            if len(entries) > MAX_FILES:
                raise PackageError(_("The package holds more than %(most)d files.") % {"most": MAX_FILES})
            repeated = [name for name, times in Counter(e.filename for e in entries).items() if times > 1]
            if repeated:
                raise Where(repeated[0]).wrong(_("stands in the package twice."))
            left = MAX_BYTES
            for entry in entries:
                _check_name(entry.filename)
                left -= _unpack_entry(archive, entry, _target(folder, entry.filename), left)
    except FileNotFoundError:
        raise PackageError(_("There is no file “%(path)s”.") % {"path": path}) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise PackageError(_("The file is not a readable ZIP file.")) from error
    except OSError as error:
        raise PackageError(_("The file cannot be read.")) from error


def _unpack_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int) -> int:
    limit = min(left, MAX_JSON_BYTES) if entry.filename.endswith(".json") else left
    size = 0
    with archive.open(entry) as source, target.open("wb") as kept:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise Where(entry.filename).wrong(_("is too large."))
            kept.write(chunk)
    return size


def _check_name(name: str) -> None:
    if not _NAMES.fullmatch(name) or ".." in name:
        raise Where(name[:100]).wrong(_("does not belong into a package."))


def _read(files: dict[str, Path]) -> CoursePackage:
    course = _load(files, "course.json")
    manifest(course, Where("course.json"))
    questions = _load(files, "questions.json")
    questions_shape(questions, Where("questions.json"))
    lessons = tuple(_lesson(files, entry["lesson"]) for entry in activities(course) if "lesson" in entry)
    package = CoursePackage(course=course, lessons=lessons, questions=questions, files=files)
    check_together(course, lessons, questions, files)
    return package


def _lesson(files: dict[str, Path], slug: str) -> dict[str, Any]:
    name = f"lessons/{slug}.json"
    lesson: dict[str, Any] = _load(files, name)
    LESSON(lesson, Where(name))
    if lesson["slug"] != slug:
        raise Where(name, "slug").wrong(_("differs from the name of the file."))
    return lesson


def _load(files: dict[str, Path], name: str) -> Any:
    where = Where(name)
    if name not in files:
        raise where.wrong(_("is missing in the package."))
    if files[name].stat().st_size > MAX_JSON_BYTES:
        raise where.wrong(_("is too large."))
    try:
        text = unicodedata.normalize("NFC", files[name].read_bytes().decode())
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise where.wrong(_("is not valid JSON in UTF-8 (%(reason)s).") % {"reason": str(error)[:100]}) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)
