"""What must always be true of editions; `verify_integrity` asks."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.domain.assets import hash_of
from content.models import Asset
from courses.domain.checksums import edition_checksum
from courses.models import Course, Edition
from operations.domain.integrity import Finding, register_invariant


def check_current_editions() -> Iterable[Finding]:
    """Each course serves an edition of its own."""
    strays = Course.objects.filter(current_edition__isnull=False).exclude(current_edition__course=F("pk"))
    for course in strays:
        yield Finding(_("The course serves an edition of another course."), f"course {course.pk}")


def check_checksums() -> Iterable[Finding]:
    """The stored texts still give the checksum of the edition."""
    editions = Edition.objects.order_by("pk").prefetch_related("activities__quiz_edition")
    for edition in editions.iterator(chunk_size=20):
        activities = sorted(edition.activities.all(), key=lambda activity: activity.position)
        if edition_checksum(edition, activities) != edition.checksum:
            yield Finding(_("The edition no longer matches its checksum."), f"edition {edition.pk}")


def check_files() -> Iterable[Finding]:
    """Every kept file has the bytes its name promises; whether it is there, I9 asks."""
    for asset in Asset.objects.order_by("pk").iterator():
        if default_storage.exists(str(asset.file.name)) and hash_of(asset.file) != asset.sha256:
            yield Finding(_("A file of a course was changed."), f"asset {asset.pk}")


def register() -> None:
    register_invariant("edition-current", gettext_lazy("Courses serve their own edition"), check_current_editions)
    register_invariant("edition-checksum", gettext_lazy("Editions match their checksum"), check_checksums)
    register_invariant("I9-course-files", gettext_lazy("Files of courses are whole"), check_files)
