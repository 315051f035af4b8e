"""A course copied for its new author: a draft with a bank of its own, by the way of the course package."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.public_keys import public_keys
from common.text.vietnamese import UnsafeText, clean_line
from common.text.vietnamese import slug as slug_of
from courses.models import Course
from courses.rules import Someone, can_edit_course, is_author
from interop.domain.packages import export_package, import_package
from interop.formats.course_package import PackageError
from operations.domain.jobs import enqueue_job
from operations.models import Job

JOB: Final = "interop.copy_course"
_LONGEST_TITLE: Final = 200
_LONGEST_SLUG: Final = 90
_LONGEST_CODE: Final = 20


def can_copy_course(user: Someone, course: Course) -> bool:
    """One's own course; and what came with the product, as long as its keys are public anyway."""
    if can_edit_course(user, course):
        return True
    if not is_author(user) or course.created_by_id is not None:
        return False
    keys = public_keys(course.slug)
    return keys.public == keys.total


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
        parameters={"course": course.pk, "slug": _free_slug(line), "code": _free_code(course.code), "title": line},
        requested_by=actor,
    )


def copy_course(*, course: Course, slug: str, code: str, title: str, actor: User) -> Course:
    """The copy, made again to the same when it is there already.

    Raises:
        PackageError: the course cannot be written as a package.
    """
    with TemporaryDirectory(prefix="sen-copy-") as folder:
        export_package(course, folder)
        head = Path(folder) / "course.json"
        form = json.loads(head.read_text())
        form["slug"] = slug
        form["code"] = code
        form["title"] = {"vi": title, "en": ""}
        head.write_text(json.dumps(form, ensure_ascii=False))
        return import_package(folder, actor=actor).course


def _free_slug(title: str) -> str:
    wanted = slug_of(title)[:_LONGEST_SLUG].strip("-") or "khoa-hoc"
    slug, number = wanted, 1
    while Course.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _free_code(code: str) -> str:
    """C1 is copied as C1-2: two courses of one code could not be told apart in lists."""
    if not code:
        return ""
    number, free = 1, code
    while Course.objects.filter(code=free).exists():
        number += 1
        free = f"{code[: _LONGEST_CODE - len(str(number)) - 1]}-{number}"
    return free
