"""Importing and exporting a whole course. An import is one transaction: all of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from assessments.domain.categories import tree_of
from assessments.errors import AssessmentError
from assessments.models import Category, Question, QuestionVersion, Quiz
from assessments.rules import categories_seen_by
from common.text.free import first_free
from courses.domain.bodies import exercise_of
from courses.domain.drafts import Draft, draft_of
from courses.domain.publishing import publish_by_system
from courses.errors import CourseError
from courses.models import Course, Edition, LessonPage, QuizPage
from courses.rules import can_edit_course, is_author, practice_in_course
from interop.domain.package_bank import bank_versions, drop_empty_categories, question_form, write_bank
from interop.domain.package_files import FileKeeper
from interop.domain.package_forms import (
    MediaNames,
    course_form,
    lesson_form,
)
from interop.domain.package_pages import PageWriter
from interop.domain.package_quizzes import write_quizzes
from interop.formats.course_package import CoursePackage, PackageError, opened_package, write_package
from operations.domain.audit import record

__all__ = ["ImportedCourse", "PackageError", "export_package", "import_package"]

# Of a question; one that a number makes unique is a little shorter.
_LONGEST_CODE: Final = 38
Rename = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class ImportedCourse:
    """`changes`: how many pages, questions, quizzes and files were written; 0 for a repeated import."""

    course: Course
    changes: int
    edition: Edition | None


def import_package(
    path: Path | str, *, actor: User | None, publish: bool = False, rename: Rename | None = None
) -> ImportedCourse:
    """Bring the draft of a course to what the package says; the course is made when it is new.

    Args:
        path: a directory or a ZIP file.
        actor: who imports; None for the system.
        publish: also publish, without review, a sample that has never been published.
        rename: gives what takes the place of values in `course.json`, by their names.

    Raises:
        PackageError: with file, field and reason; then nothing has been written.
    """
    with opened_package(Path(path)) as package:
        if rename is not None:
            package = replace(package, course={**package.course, **rename(package.course)})
        keeper = FileKeeper(actor)
        keeper.check(package)
        try:
            with transaction.atomic(), disable_reference_index_auto_update():
                imported = _import(package, keeper, actor, publish)
                _note_references(imported)
                return imported
        except (AssessmentError, CourseError) as error:
            keeper.undo()
            raise PackageError(str(error)) from error
        except BaseException:
            keeper.undo()
            raise


def _note_references(imported: ImportedCourse) -> None:
    """Which page uses which file, once for each page: Wagtail would find it anew at every save on the way."""
    if imported.changes and imported.course.page:
        for page in imported.course.page.get_descendants(inclusive=True).specific():
            ReferenceIndex.create_or_update_for_object(page)


def export_package(course: Course, path: Path | str, *, state: Callable[[Course], Draft | None] = draft_of) -> None:
    """Write a course with its bank, its draft unless `state` gives another: a ZIP file, or into an empty directory.

    Raises:
        PackageError: the pages are gone, or an exercise has lost its question.
    """
    draft = state(course)
    if draft is None:
        raise PackageError(_("The pages of the course no longer exist."))
    media = MediaNames()
    quizzes = _quizzes_of([activity.page for activity in draft.activities])
    categories = tree_of(Category.objects.filter(bank=course.slug))
    manifest = course_form(draft, quizzes, categories, is_sample=course.is_sample, media=media)
    pages = [a.page for a in draft.activities if isinstance(a.page, LessonPage)]
    versions = bank_versions(Question.objects.filter(bank=course.slug))
    code_of = {version.question.uuid: version.question.code for version in versions}
    for version in _guests(course, pages, code_of):
        taken = set(code_of.values())
        code_of[version.question.uuid] = first_free(version.question.code, taken.__contains__, longest=_LONGEST_CODE)
        versions.append(version)
    try:
        lessons = [lesson_form(page, media, code_of) for page in pages]
    except KeyError as error:
        raise PackageError(_("An exercise names a question that is not in the bank of the course.")) from error
    questions = [question_form(version, media) | {"code": code_of[version.question.uuid]} for version in versions]
    write_package(Path(path), course=manifest, lessons=lessons, questions=questions, media=media.files)


def _import(package: CoursePackage, keeper: FileKeeper, actor: User | None, publish: bool) -> ImportedCourse:
    course = Course.objects.filter(slug=package.slug).first()
    allowed = actor is None or (is_author(actor) if course is None else can_edit_course(actor, course))
    if not allowed:
        raise PackageError(_("This course belongs to someone else."))
    if actor is not None and not _may_fill(package.slug, actor):
        raise PackageError(_("The question bank “%(bank)s” belongs to someone else.") % {"bank": package.slug})
    files = keeper.keep(package)
    changes = len(keeper.created)
    changes += write_bank(package, files, actor)
    changes += write_quizzes(package, actor)
    changes += drop_empty_categories(package, actor)
    writer = PageWriter(package, files=files, questions=_practice_uuids(package.slug), actor=actor)
    course = writer.write()
    changes += writer.changes
    edition = None
    if publish and course.current_edition_id is None:
        edition = publish_by_system(course=course)
        course.refresh_from_db()
    if changes:
        record(action="course.imported", actor=actor, target=course, after={"changes": changes})
    return ImportedCourse(course=course, changes=changes, edition=edition)


def _guests(course: Course, pages: list[LessonPage], known: Mapping[UUID, str]) -> list[QuestionVersion]:
    """Exercises from other banks that the course may hold: a package brings its own along."""
    named = {uuid for page in pages for bound in page.body if (uuid := exercise_of(bound)) and uuid not in known}
    return bank_versions(practice_in_course(course).filter(uuid__in=named)) if named else []


def _may_fill(bank: str, actor: User) -> bool:
    """Whether the person sees every category and quiz there is of the bank: an import may retire and move them all."""
    beyond = Category.objects.filter(bank=bank).exclude(pk__in=categories_seen_by(actor))
    if beyond.exists():
        return False
    return Category.objects.filter(bank=bank).exists() or not Quiz.objects.filter(bank=bank).exists()


def _practice_uuids(bank: str) -> dict[str, UUID]:
    questions = Question.objects.filter(bank=bank, is_practice=True)
    return dict(questions.values_list("code", "uuid"))


def _quizzes_of(pages: list[Any]) -> list[Quiz]:
    """In the order in which they were made, which is that of the package they came from."""
    found = {page.quiz_id for page in pages if isinstance(page, QuizPage)}
    return list(Quiz.objects.filter(pk__in=found).order_by("pk"))
