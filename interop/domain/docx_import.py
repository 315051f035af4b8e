"""A Word document becomes the draft of a lesson."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Page

from accounts.models import User
from common.text.vietnamese import slug as slug_of
from content.domain.kinds import EXTENSIONS, content_type_of
from courses.domain.outlining import course_of_page
from courses.domain.preparation import course_collection
from courses.models import Course, LessonPage, ModulePage
from courses.rules import can_edit_course
from interop.formats.docx import DocxError, DocxLesson, DocxPicture, read_docx
from operations.domain.audit import record

_SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/webp"})
_MOST_PIXELS: Final = 40_000_000
_WORDS_A_MINUTE: Final = 150


@dataclass(frozen=True)
class WordDraft:
    """`without_alt`, `tables`: pictures whose alternative text, and tables whose caption, has to be written before the
    course can be published.

    `remarks`: how tracked changes were read.
    """

    page: LessonPage
    left_out: list[str]
    remarks: list[str]
    without_alt: int
    tables: int


def lesson_from_docx(
    *, course: Course, module: ModulePage, data: bytes, name: str, actor: User, title: str = ""
) -> WordDraft:
    """Add a lesson with the text, tables and pictures of the document at the end of the module, as a draft.

    Args:
        title: of the lesson; without it the first heading of the document, or else the name of the file.

    Raises:
        DocxError: not allowed, or the document is not taken; then nothing has been written.
    """
    if not can_edit_course(actor, course) or course_of_page(module) != course:
        raise DocxError(_("This course belongs to someone else."))
    lesson = read_docx(data, name)
    lesson.title = title.strip() or lesson.title
    kept: list[Any] = []
    try:
        with transaction.atomic():
            return _write(course, module, lesson, kept, actor)
    except BaseException:
        for image in kept:
            image.file.storage.delete(image.file.name)
        raise


def _write(course: Course, module: ModulePage, lesson: DocxLesson, kept: list[Any], actor: User) -> WordDraft:
    images = [_keep(picture, lesson, kept, actor) for picture in lesson.pictures]
    body = [block for kind, value in lesson.blocks if (block := _block(kind, value, lesson, images))]
    page: Any = LessonPage(
        title=lesson.title,
        slug=_free_slug(module, lesson.title),
        owner=course.created_by or actor,
        live=False,
        minutes=_minutes(lesson),
    )
    module.refresh_from_db()
    module.add_child(instance=page)
    page.body = body
    page.save_revision(user=actor)
    record(action="course.lesson_from_word", actor=actor, target=course, after={"page": page.pk})
    pictures = [block["value"] for block in body if block["type"] == "picture"]
    return WordDraft(
        page=page,
        left_out=list(dict.fromkeys(lesson.left_out)),
        remarks=lesson.remarks,
        without_alt=sum(not picture["alt"] for picture in pictures),
        tables=sum(block["type"] == "table" for block in body),
    )


def _keep(picture: DocxPicture, lesson: DocxLesson, kept: list[Any], actor: User) -> Any:
    """The picture in the library, None where it is of a kind that browsers do not show or cannot be read."""
    number = len(kept) + 1
    kind = content_type_of(BytesIO(picture.data), "picture")
    if kind not in _SHOWN or not _is_sound(picture.data):
        lesson.left_out.append(_("A picture of a kind that browsers do not show: save it as PNG and put it in again."))
        return None
    name = f"{slug_of(lesson.title)[:60] or 'bai'}-{number}{EXTENSIONS[kind]}"
    image = get_image_model()(
        title=_("%(lesson)s, picture %(number)d") % {"lesson": lesson.title, "number": number},
        collection=course_collection(),
        uploaded_by_user=actor,
        file=ContentFile(picture.data, name=name),
    )
    image.file_size = len(picture.data)
    image.save()
    kept.append(image)
    return image


def _is_sound(data: bytes) -> bool:
    try:
        with Picture.open(BytesIO(data)) as opened:
            width, height = opened.size
            if width * height > _MOST_PIXELS:
                return False
            opened.verify()
    except Exception:  # noqa: BLE001  Pillow raises whatever a broken file makes it raise
        return False
    return True


def _block(kind: str, value: Any, lesson: DocxLesson, images: list[Any]) -> dict[str, Any] | None:
    if kind == "picture":
        if images[value] is None:
            return None
        alt = lesson.pictures[value].alt
        return {"type": "picture", "value": {"image": images[value].pk, "alt": alt, "caption": ""}}
    if kind == "table":
        return {"type": "table", "value": {"caption": "", **value}}
    return {"type": kind, "value": value}


def _minutes(lesson: DocxLesson) -> int:
    words = sum(len(str(value).split()) for kind, value in lesson.blocks if kind != "picture")
    return max(5, round(words / _WORDS_A_MINUTE))


def _free_slug(module: ModulePage, title: str) -> str:
    wanted = slug_of(title)[:80].strip("-") or "bai"
    taken = set(Page.objects.child_of(module.get_parent()).values_list("slug", flat=True))
    taken |= set(Page.objects.descendant_of(module.get_parent()).values_list("slug", flat=True))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
