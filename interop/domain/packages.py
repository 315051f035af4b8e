"""Importing and exporting a whole course. An import is one transaction: all of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from assessments.errors import AssessmentError
from assessments.models import Category, Question, Quiz
from assessments.rules import categories_seen_by
from courses.domain.drafts import draft_of, served_state
from courses.domain.publishing import publish_by_system
from courses.domain.unfinished import lacks_document, unfinished_blocks
from courses.errors import CourseError
from courses.models import Course, DocumentPage, Edition, LessonPage, QuizPage
from courses.rules import can_edit_course, is_author
from interop.domain.package_bank import drop_empty_categories, write_bank
from interop.domain.package_files import FileKeeper
from interop.domain.package_forms import MediaNames, categories_form, course_form, lesson_form
from interop.domain.package_pages import PageWriter
from interop.domain.package_quizzes import quiz_form, write_quizzes
from interop.domain.packed_bank import packed_bank
from interop.formats.course_package import CoursePackage, PackageError, opened_package, write_package
from operations.domain.audit import record

__all__ = ["ImportedCourse", "PackageError", "export_package", "import_package"]

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


def export_package(
    course: Course,
    path: Path | str,
    *,
    reader: User | None,
    as_served: bool = False,
) -> None:
    """Write a course with its bank: a ZIP file, or into an empty directory.

    Args:
        as_served: what learners have of it, instead of its draft.
        reader: who gets the package, and so the answers in it; None for the system.

    Raises:
        PackageError: the pages are gone, a lesson has unfinished blocks, an exercise has lost its question, the
            reader may not read what a quiz draws, or the package could not be read again; then nothing has been
            written.
    """
    draft = served_state(course) if as_served else draft_of(course)
    if draft is None:
        raise PackageError(_("The pages of the course no longer exist."))
    pages = [a.page for a in draft.activities if isinstance(a.page, LessonPage)]
    # What learners are served may have been frozen before as much was asked of a lesson.
    unfinished = [] if as_served else [sentence for page in pages for sentence in unfinished_blocks(page)]
    for activity in draft.activities:
        if isinstance(activity.page, DocumentPage):
            unfinished += lacks_document(activity.page)
    if unfinished:
        raise PackageError(*unfinished)
    media = MediaNames()
    placed = _quizzes_of([activity.page for activity in draft.activities])
    bank = packed_bank(course, list(placed.values()), pages, reader)
    quizzes = [quiz_form(quiz, slug=slug, names=bank.names, codes=bank.codes) for slug, quiz in placed.items()]
    manifest = course_form(draft, quizzes, is_sample=course.is_sample, media=media)
    manifest |= categories_form(bank.branches, bank.unnamed)
    try:
        lessons = [lesson_form(page, media, bank.codes) for page in pages]
    except KeyError as error:
        raise PackageError(_("An exercise names a question that is not in the bank of the course.")) from error
    write_package(Path(path), course=manifest, lessons=lessons, questions=bank.forms(media), media=media.files)


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
    quizzes, saved = write_quizzes(package, actor)
    changes += saved
    changes += drop_empty_categories(package, actor)
    writer = PageWriter(package, files=files, questions=_practice_uuids(package.slug), quizzes=quizzes, actor=actor)
    course = writer.write()
    changes += writer.changes
    edition = None
    if publish and course.current_edition_id is None:
        edition = publish_by_system(course=course)
        course.refresh_from_db()
    if changes:
        record(action="course.imported", actor=actor, target=course, after={"changes": changes})
    return ImportedCourse(course=course, changes=changes, edition=edition)


def _may_fill(bank: str, actor: User) -> bool:
    """Whether the person sees every category and quiz there is of the bank: an import may retire and move them all."""
    beyond = Category.objects.filter(bank=bank).exclude(pk__in=categories_seen_by(actor))
    if beyond.exists():
        return False
    return Category.objects.filter(bank=bank).exists() or not Quiz.objects.filter(bank=bank).exists()


def _practice_uuids(bank: str) -> dict[str, UUID]:
    questions = Question.objects.filter(bank=bank, is_practice=True)
    return dict(questions.values_list("code", "uuid"))


def _quizzes_of(pages: list[Any]) -> dict[str, Quiz]:
    """By the address of its page, in the order in which they were made, which is that of the package they came from.

    Raises:
        PackageError: a page shows none, or two show the same: a package could not tell them apart.
    """
    placed: dict[str, Quiz] = {}
    problems = []
    for page in pages:
        if not isinstance(page, QuizPage):
            continue
        if page.quiz is None:
            problems.append(_("“%(title)s”: no quiz has been chosen.") % {"title": page.title})
        elif page.quiz in placed.values():
            problems.append(_("“%(title)s”: its quiz stands in the course twice.") % {"title": page.title})
        else:
            placed[page.slug] = page.quiz
    if problems:
        raise PackageError(*problems)
    return dict(sorted(placed.items(), key=lambda entry: entry[1].pk))
