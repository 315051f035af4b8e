"""Course packages by the screens: an own course goes out as a file, a file comes in as a draft of one's own."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Course
from courses.rules import can_edit_course, is_author
from interop.domain.free_names import free_code, free_slug
from interop.domain.packages import export_package, import_package
from interop.formats.course_package import PackageError
from operations.domain.files import FOLDER
from operations.domain.jobs import JobRun, enqueue_job
from operations.models import Job

EXPORT: Final = "interop.export_course"
IMPORT: Final = "interop.import_course"
MOST_BYTES: Final = 100 * 1024 * 1024
_LONGEST_NAME: Final = 100


@transaction.atomic
def request_export(*, course: Course, actor: User) -> Job:
    """Have the draft of a course written as a package, by a job whose file the actor may fetch.

    Raises:
        PackageError: not allowed.
    """
    if not can_edit_course(actor, course):
        raise PackageError(_("This course belongs to someone else."))
    return enqueue_job(
        kind=EXPORT,
        key=f"{course.uuid}:{actor.pk}",
        title=_("Package: %(title)s") % {"title": course.title_vi[:150]},
        parameters={"course": course.pk},
        requested_by=actor,
    )


def write_export(run: JobRun) -> None:
    """The work of the job.

    Raises:
        PackageError: the right has ended, or the course cannot be written as a package.
    """
    course = Course.objects.get(pk=run.parameters["course"])
    if run.job.requested_by is None or not can_edit_course(run.job.requested_by, course):
        raise PackageError(_("This course belongs to someone else."))
    with TemporaryDirectory(prefix="sen-export-") as folder:
        path = Path(folder) / "goi.zip"
        export_package(course, path, reader=run.job.requested_by)
        run.store_file(path, f"{course.slug}.zip")


def request_import(*, file: UploadedFile, actor: User) -> Job:
    """Keep the file until a job has read it.

    It lies beside the files of jobs, without a row of its own: what no job takes is swept away after a day.

    Raises:
        PackageError: not allowed, too large, no ZIP file, or an earlier one is still being read.
    """
    if not is_author(actor):
        raise PackageError(_("This is not allowed."))
    if (file.size or 0) > MOST_BYTES:
        raise PackageError(_("The package is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    if not zipfile.is_zipfile(file):
        raise PackageError(_("The file is not a readable ZIP file."))
    file.seek(0)
    kept = default_storage.save(f"{FOLDER}/packages/{uuid4().hex}.zip", file)
    try:
        with transaction.atomic():
            job = enqueue_job(
                kind=IMPORT,
                key=str(actor.pk),
                title=_("Course package: %(name)s") % {"name": (file.name or "")[-_LONGEST_NAME:]},
                parameters={"file": kept},
                requested_by=actor,
            )
            if job.parameters["file"] != kept:
                raise PackageError(_("A package you sent before is still being read. Wait until it is done."))
    except BaseException:
        default_storage.delete(kept)
        raise
    return job


def read_import(run: JobRun) -> Course:
    """The work of the job: a new course of who sent the file, whatever stands under the names in it.

    Raises:
        PackageError: with file, field and reason; nothing has been written.
    """
    actor, kept = run.job.requested_by, run.parameters["file"]
    if actor is None or not is_author(actor):
        default_storage.delete(kept)
        raise PackageError(_("This is not allowed."))
    if not default_storage.exists(kept):
        if made := _made_before(run):
            return made
        raise PackageError(_("The file is no longer there. Please send it again."))
    with TemporaryDirectory(prefix="sen-import-") as folder:
        path = Path(folder) / "goi.zip"
        with default_storage.open(kept) as source, path.open("wb") as target:
            for chunk in source.chunks():
                target.write(chunk)
        try:
            course = import_package(path, actor=actor, rename=lambda head: _names_for(run, head)).course
        except PackageError:
            default_storage.delete(kept)
            raise
    default_storage.delete(kept)
    return course


def _names_for(run: JobRun, head: Mapping[str, Any]) -> dict[str, Any]:
    """Address and code that nothing here has; kept with the job, so that a second run finds the same course."""
    if "names" not in run.parameters:
        names = {"slug": free_slug(head["slug"]), "code": free_code(head["code"])}
        run.job.parameters = {**run.parameters, "names": names}
        Job.objects.filter(pk=run.job.pk).update(parameters=run.job.parameters)
    return dict(run.parameters["names"])


def _made_before(run: JobRun) -> Course | None:
    """What a run made that broke off before it could say so."""
    slug = run.parameters.get("names", {}).get("slug", "")
    return Course.objects.filter(slug=slug, created_by=run.job.requested_by).first()
