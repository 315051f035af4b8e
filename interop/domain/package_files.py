"""Files of a package in Wagtail's libraries, found again by name and content."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtailmedia.models import get_media_model

from accounts.models import User
from common.text.svg import UnsafeSvg, clean_svg
from content.domain.assets import hash_of
from content.domain.kinds import EXTENSIONS, content_type_of
from courses.domain.preparation import course_collection
from courses.models import Course
from interop.formats.course_package import CoursePackage
from interop.formats.course_package_shape import Where

_SUFFIXES = {".jpeg": ".jpg"}


class FileKeeper:
    """Keeps the files of one import; `undo` removes what it wrote when the import fails."""

    def __init__(self, actor: User | None) -> None:
        self.created: list[Any] = []
        self._actor = actor
        self._owner = actor
        self._is_there = False

    def check(self, package: CoursePackage) -> None:
        """Every file is what its name says, and no picture holds anything that could run.

        Raises:
            PackageError: names the file.
        """
        for name, path in package.media.items():
            suffix = _SUFFIXES.get(path.suffix, path.suffix)
            with path.open("rb") as stream:
                kind = content_type_of(stream, name)
            if kind is None or EXTENSIONS[kind] != suffix:
                raise Where(name).wrong(_("is not the kind of file its name says."))
            if suffix == ".svg":
                try:
                    clean_svg(path.read_bytes())
                except UnsafeSvg as error:
                    raise Where(name).wrong(str(error)) from error

    def keep(self, package: CoursePackage) -> dict[str, int]:
        """Row id of each file by its name in the package."""
        course = Course.objects.filter(slug=package.slug).select_related("created_by").first()
        self._is_there = course is not None
        self._owner = course.created_by if course else self._actor
        return {name: self._find_or_keep(name, path) for name, path in package.media.items()}

    def undo(self) -> None:
        """The rows went with the transaction; their files are removed here."""
        for row in self.created:
            row.file.storage.delete(row.file.name)

    def _known(self, rows: QuerySet[Any]) -> list[Any]:
        """Those of the owner of the course first. What others keep serves a course that is there already, never a new
        one: its author would not find the files in the library, and others could change them."""
        if not self._is_there:
            rows = rows.filter(uploaded_by_user=self._owner)
        return sorted(rows, key=lambda row: (row.uploaded_by_user_id != (self._owner and self._owner.pk), row.pk))

    def _find_or_keep(self, name: str, path: Path) -> int:
        model, more = _library(path)
        title, collection = path.name, course_collection()
        wanted = hashlib.sha256(path.read_bytes()).hexdigest()
        for known in self._known(model.objects.filter(title=title, collection=collection)):
            if known.file.storage.exists(known.file.name) and hash_of(known.file) == wanted:
                return int(known.pk)
        with path.open("rb") as stream:
            row = _described(model, name, title=title, file=File(stream, name=title), **more)
            row.collection, row.uploaded_by_user = collection, self._actor
            row.save()
        self.created.append(row)
        return int(row.pk)


def _described(model: Any, name: str, **columns: Any) -> Any:
    """A row with the columns that Wagtail's upload forms fill; an unreadable picture is refused."""
    try:
        row = model(**columns)
        if hasattr(row, "file_size"):
            row.file_size = row.file.size
        if row._meta.model_name == "image" and not (row.width and row.height):
            raise ValueError("no size")
    except (ValueError, OSError) as error:
        raise Where(name).wrong(_("the picture cannot be read.")) from error
    return row


def _library(path: Path) -> tuple[Any, dict[str, Any]]:
    match path.suffix:
        case ".svg" | ".png" | ".jpg" | ".jpeg" | ".webp":
            return get_image_model(), {}
        case ".mp4" | ".webm":
            return get_media_model(), {"type": "video"}
        case ".mp3":
            return get_media_model(), {"type": "audio"}
    return get_document_model(), {}
