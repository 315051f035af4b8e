"""A course copied for its new author: a draft with a bank of its own, by the way of the course package."""

from tempfile import TemporaryDirectory
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.text.vietnamese import UnsafeText, clean_line
from courses.domain.samples import can_copy_course
from courses.models import Course
from courses.rules import can_edit_course
from interop.domain.free_names import free_code, free_slug
from interop.domain.packages import export_package, import_package
from interop.formats.course_package import PackageError
from operations.domain.jobs import enqueue_job
from operations.models import Job

JOB: Final = "interop.copy_course"
_LONGEST_TITLE: Final = 200


@transaction.atomic
def request_copy(*, course: Course, title: str, actor: User) -> Job:
    """Have the course copied under a title of its own, by a job.

    Raises:
        PackageError: not allowed, or no title.
    """
    if not can_copy_course(actor, course):
        raise PackageError(_("This course belongs to someone else."))
    try:
        line = clean_line(title)
    except UnsafeText as error:
        raise PackageError(str(error)) from error
    if not line or len(line) > _LONGEST_TITLE:
        raise PackageError(_("Give the copy a title of at most %(most)d characters.") % {"most": _LONGEST_TITLE})
    return enqueue_job(
        kind=JOB,
        key=f"{course.uuid}:{actor.pk}",
        title=_("Copy: %(title)s") % {"title": line},
        parameters={"course": course.pk, "slug": free_slug(line), "code": free_code(course.code), "title": line},
        requested_by=actor,
    )


def copy_course(*, course: Course, slug: str, code: str, title: str, actor: User) -> Course:
    """The copy, made again to the same when it is there already.

    Who edits the course copies its draft; anybody else what is published of it, not what its authors have begun.

    Raises:
        PackageError: the course cannot be written as a package.
    """
    with TemporaryDirectory(prefix="sen-copy-") as folder:
        export_package(course, folder, reader=actor, as_served=not can_edit_course(actor, course))
        names = {"slug": slug, "code": code, "title": {"vi": title, "en": ""}}
        return import_package(folder, actor=actor, rename=lambda _head: names).course
