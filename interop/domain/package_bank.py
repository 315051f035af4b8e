"""The bank of a package: its tree of categories and its questions, both ways."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from accounts.models import User
from assessments.domain.bank import ensure_category, raw_of, save_question, set_state
from assessments.domain.categories import change_category, is_removable, remove_category, tree_of
from assessments.enums import QuestionLanguage, QuestionState
from assessments.errors import AssessmentError
from assessments.models import Category, Question, QuestionVersion
from assessments.question_types.pictures import picture_of
from content.domain.assets import hash_when_kept
from content.models import Asset
from interop.domain.package_forms import MediaNames, html_form
from interop.formats.course_package import CoursePackage, PackageError

# What a package may leave out, and what it then says.
_LEFT_OUT: Final[dict[str, Any]] = {"tags": [], "language": str(QuestionLanguage.VIETNAMESE), "legal_basis": None}


def write_bank(package: CoursePackage, files: Mapping[str, int], actor: User | None) -> int:
    """Bring the bank to what the package says; gives how much was changed.

    Questions that the package lacks are retired, so that they are drawn no more. Who reviewed a
    question does not travel: it stays with the questions that are the same.

    Raises:
        PackageError: names every question that cannot be saved, and why.
    """
    bank = package.slug
    changes = _write_tree(package, actor)
    known = {question.code: question for question in Question.objects.filter(bank=bank)}
    problems: list[str] = []
    for raw in package.questions:
        category = ensure_category(bank=bank, name=raw["category"], owner=actor, actor=actor)
        try:
            changes += _write_question(raw, category, known.pop(raw["code"], None), files, actor)
        except AssessmentError as error:
            problem = _("questions.json, question “%(code)s”: %(problem)s")
            problems.append(problem % {"code": raw["code"], "problem": error})
    if problems:
        raise PackageError(*problems)
    for question in known.values():
        changes += set_state(question=question, state=QuestionState.RETIRED, actor=actor)
    return changes


def _write_tree(package: CoursePackage, actor: User | None) -> int:
    """Each category below the one the package says; those it does not place stand alone."""
    there = {category.name: category for category in Category.objects.filter(bank=package.slug)}
    wanted = {entry["name"]: entry["parent"] for entry in package.course.get("categories", ())}
    for name in (*(raw["category"] for raw in package.questions), *there):
        wanted.setdefault(name, None)
    changes = 0
    for name, parent in wanted.items():
        above = there[parent] if parent else None
        category = there.get(name)
        if category is None:
            there[name] = ensure_category(bank=package.slug, name=name, owner=actor, actor=actor, parent=above)
            changes += 1
        else:
            changes += change_category(category=category, name=name, parent=above, actor=actor)
    return changes


def drop_empty_categories(package: CoursePackage, actor: User | None) -> int:
    """Take out what the package does not name and nothing stands in; call it when the quizzes are written."""
    named = {entry["name"] for entry in package.course.get("categories", ())}
    named |= {raw["category"] for raw in package.questions}
    dropped = 0
    for branch in reversed(tree_of(Category.objects.filter(bank=package.slug).exclude(name__in=named))):
        if is_removable(branch.category):
            remove_category(category=branch.category, actor=actor)
            dropped += 1
    return dropped


def _write_question(
    raw: dict[str, Any], category: Category, question: Question | None, files: Mapping[str, int], actor: User | None
) -> bool:
    before = _state_of(question)
    if question is not None and question.category_id != category.pk:
        Question.objects.filter(pk=question.pk).update(category=category)
    if question is not None and question.state == QuestionState.RETIRED:
        set_state(question=question, state=QuestionState.DRAFT, actor=actor)
    version = save_question(
        category=category,
        code=raw["code"],
        raw=_LEFT_OUT | _with_picture(raw, files),
        is_practice=raw["practice"],
        actor=actor,
    )
    return before != _state_of(version.question)


def _state_of(question: Question | None) -> tuple[Any, ...]:
    """Latest version, category, retired, details: what an import may change of a question."""
    if question is None:
        return ()
    latest = question.versions.order_by("-number").values_list("pk", flat=True).first()
    tags = sorted(question.tags.values_list("key", flat=True))
    about = (question.language, question.legal_basis, question.review_on)
    return (latest, question.category_id, question.state == QuestionState.RETIRED, tags, *about)


def bank_versions(questions: QuerySet[Question]) -> list[QuestionVersion]:
    """The latest version of each question in use, with its key, in the order in which they were made."""
    rows = (
        QuestionVersion.objects.filter(question__in=questions)
        .exclude(question__state=QuestionState.RETIRED)
        .select_related("question__category", "answer_key")
        .prefetch_related("question__tags")
        .order_by("question_id", "number")
    )
    return list({version.question_id: version for version in rows}.values())


def question_form(version: QuestionVersion, media: MediaNames) -> dict[str, Any]:
    """The question as packages hold it; what says nothing is left out."""
    form = {name: value for name, value in raw_of(version).items() if _LEFT_OUT.get(name, ...) != value}
    if "picture" in form:
        picture = form["picture"]
        form["picture"] = {"file": media.name_of(_picture_as_kept(picture)), "alt": picture["alt"]}
    return form | {name: html_form(form[name]) for name in ("stem", "explanation")}


def _picture_as_kept(picture: dict[str, Any]) -> Any:
    """The picture of the library while it still is the one the question keeps; else the kept file.

    Its regions were drawn on what it was, whatever stands in the library by now.
    """
    sha256 = picture["asset"].split("/")[0]
    image = get_image_model().objects.filter(pk=picture["image"]).first()
    if image is not None and image.file.storage.exists(image.file.name) and hash_when_kept(image.file) == sha256:
        return image
    return Asset.objects.get(sha256=sha256)


def _with_picture(raw: dict[str, Any], files: Mapping[str, int]) -> dict[str, Any]:
    """The question with its picture as the bank names it."""
    if "picture" not in raw:
        return raw
    picture = raw["picture"]
    return raw | {"picture": picture_of(get_image_model().objects.get(pk=files[picture["file"]]), picture["alt"])}
