"""Importing and exporting a whole course. An import is one transaction: all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from assessments.domain.bank import ensure_category, raw_of, save_question, set_state
from assessments.domain.quizzes import Draw, save_quiz
from assessments.enums import QuestionState
from assessments.errors import AssessmentError
from assessments.models import Category, Question, QuestionVersion, Quiz
from assessments.question_types.pictures import picture_of
from content.models import Asset
from courses.domain.drafts import draft_of
from courses.domain.publishing import publish_by_system
from courses.errors import CourseError
from courses.models import Course, Edition, QuizPage
from courses.rules import can_edit_course, is_author
from interop.domain.package_files import FileKeeper
from interop.domain.package_forms import (
    QUIZ_FIELDS,
    MediaNames,
    course_form,
    html_form,
    lesson_form,
    quiz_form,
)
from interop.domain.package_pages import PageWriter
from interop.formats.course_package import CoursePackage, PackageError, opened_package, write_package
from operations.domain.audit import record

__all__ = ["ImportedCourse", "PackageError", "export_package", "import_package"]


@dataclass(frozen=True)
class ImportedCourse:
    """`changes`: how many pages, questions, quizzes and files were written; 0 for a repeated import."""

    course: Course
    changes: int
    edition: Edition | None


def import_package(path: Path | str, *, actor: User | None, publish: bool = False) -> ImportedCourse:
    """Bring the draft of a course to what the package says; the course is made when it is new.

    Args:
        path: a directory or a ZIP file.
        actor: who imports; None for the system.
        publish: also publish, without review, a sample that has never been published.

    Raises:
        PackageError: with file, field and reason; then nothing has been written.
    """
    with opened_package(Path(path)) as package:
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


def export_package(course: Course, path: Path | str) -> None:
    """Write the draft of a course with its bank: a ZIP file, or into an empty directory.

    Raises:
        PackageError: the pages are gone, or an exercise has lost its question.
    """
    draft = draft_of(course)
    if draft is None:
        raise PackageError(_("The pages of the course no longer exist."))
    media = MediaNames()
    quizzes = _quizzes_of([activity.page for activity in draft.activities])
    manifest = course_form(draft, quizzes, is_sample=course.is_sample, media=media)
    versions = _latest_versions(course.slug)
    code_of = {version.question.uuid: version.question.code for version in versions}
    try:
        lessons = [lesson_form(a.page, media, code_of) for a in draft.activities if not a.is_quiz]
    except KeyError as error:
        raise PackageError(_("An exercise names a question that is not in the bank of the course.")) from error
    questions = [_question_form(version, media) for version in versions]
    write_package(Path(path), course=manifest, lessons=lessons, questions=questions, media=media.files)


def _import(package: CoursePackage, keeper: FileKeeper, actor: User | None, publish: bool) -> ImportedCourse:
    course = Course.objects.filter(slug=package.slug).first()
    allowed = actor is None or (is_author(actor) if course is None else can_edit_course(actor, course))
    if not allowed:
        raise PackageError(_("This course belongs to someone else."))
    files = keeper.keep(package)
    changes = len(keeper.created)
    changes += _write_questions(package, files, actor)
    changes += _write_quizzes(package, actor)
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


def _write_questions(package: CoursePackage, files: Mapping[str, int], actor: User | None) -> int:
    """Questions of the bank that the package lacks are retired, so that they are drawn no more."""
    bank = package.slug
    known = {question.code: question for question in Question.objects.filter(category__bank=bank)}
    changes = 0
    for raw in package.questions:
        category = ensure_category(bank=bank, name=raw["category"], owner=actor, actor=actor)
        question = known.pop(raw["code"], None)
        before = _state_of(question)
        if question is not None and question.category_id != category.pk:
            Question.objects.filter(pk=question.pk).update(category=category)
        if question is not None and question.state == QuestionState.RETIRED:
            set_state(question=question, state=QuestionState.DRAFT, actor=actor)
        try:
            version = save_question(
                category=category,
                code=raw["code"],
                raw=_with_picture(raw, files),
                is_practice=raw["practice"],
                actor=actor,
            )
        except AssessmentError as error:
            raise PackageError(
                _("questions.json, question “%(code)s”: %(problem)s") % {"code": raw["code"], "problem": error}
            ) from error
        changes += before != (version.pk, category.pk, False)
    for question in known.values():
        if question.state != QuestionState.RETIRED:
            set_state(question=question, state=QuestionState.RETIRED, actor=actor)
            changes += 1
    return changes


def _state_of(question: Question | None) -> tuple[int | None, int | None, bool]:
    """Latest version, category, retired: what an import may change of a question."""
    if question is None:
        return (None, None, False)
    latest = question.versions.order_by("-number").values_list("pk", flat=True).first()
    return (latest, question.category_id, question.state == QuestionState.RETIRED)


def _write_quizzes(package: CoursePackage, actor: User | None) -> int:
    categories = {category.name: category for category in Category.objects.filter(bank=package.slug)}
    changes = 0
    for wanted in package.course["quizzes"]:
        quiz = Quiz.objects.filter(bank=package.slug, slug=wanted["slug"]).first()
        if quiz is not None and quiz_form(quiz) == wanted:
            continue
        quiz = quiz or Quiz(bank=package.slug, slug=wanted["slug"])
        quiz.title_vi, quiz.title_en = wanted["title"]["vi"], wanted["title"]["en"]
        for name in QUIZ_FIELDS:
            setattr(quiz, name, wanted[name])
        draws = [Draw(categories[d["category"]], d["count"], d["difficulty"]) for d in wanted["draws"]]
        save_quiz(quiz=quiz, draws=draws, actor=actor)
        changes += 1
    return changes


def _practice_uuids(bank: str) -> dict[str, UUID]:
    questions = Question.objects.filter(category__bank=bank, is_practice=True)
    return dict(questions.values_list("code", "uuid"))


def _quizzes_of(pages: list[Any]) -> list[Quiz]:
    """In the order in which they were made, which is that of the package they came from."""
    found = {page.quiz_id for page in pages if isinstance(page, QuizPage)}
    return list(Quiz.objects.filter(pk__in=found).order_by("pk"))


def _latest_versions(bank: str) -> list[QuestionVersion]:
    rows = (
        QuestionVersion.objects.filter(question__category__bank=bank)
        .exclude(question__state=QuestionState.RETIRED)
        .select_related("question__category", "answer_key")
        .order_by("question_id", "number")
    )
    return list({version.question_id: version for version in rows}.values())


def _with_picture(raw: dict[str, Any], files: Mapping[str, int]) -> dict[str, Any]:
    """The question with its picture as the bank names it."""
    if "picture" not in raw:
        return raw
    picture = raw["picture"]
    return raw | {"picture": picture_of(get_image_model().objects.get(pk=files[picture["file"]]), picture["alt"])}


def _question_form(version: QuestionVersion, media: MediaNames) -> dict[str, Any]:
    form = raw_of(version)
    if "picture" in form:
        picture = form["picture"]
        # A picture that has left the library is still kept with the question.
        kept = get_image_model().objects.filter(pk=picture["image"]).first() or Asset.objects.get(
            sha256=picture["asset"].split("/")[0]
        )
        form["picture"] = {"file": media.name_of(kept), "alt": picture["alt"]}
    return form | {name: html_form(form[name]) for name in ("stem", "explanation")}
