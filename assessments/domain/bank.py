"""The question bank: every edit of a question is a new version, and the key is kept apart."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.question_content import QuestionContent, read_content
from assessments.enums import QuestionState
from assessments.errors import QuestionError
from assessments.models import Category, Question, QuestionKey, QuestionPicture, QuestionVersion
from assessments.question_types import question_type
from common.text.vietnamese import UnsafeText, clean_line
from content.models import Asset
from operations.domain import audit


def ensure_category(*, bank: str, name: str, owner: User | None, actor: User | None) -> Category:
    """The category of that name in the bank, made if it is not there. `owner` counts only then."""
    line = _short_line(name, _("The category"), 150)
    with transaction.atomic():
        category, created = Category.objects.get_or_create(bank=bank, name=line, defaults={"owner": owner})
        if created:
            audit.record(action="assessments.category.added", actor=actor, target=category, after={"bank": bank})
    return category


def save_question(
    *, category: Category, code: str, raw: dict[str, Any], is_practice: bool, actor: User | None
) -> QuestionVersion:
    """Save the question `code` of the category; what did not change gives the version there is.

    `raw` is the package form of a question (docs/course-package.md); its `code`, `category` and
    `practice` are not read. An edit of a reviewed question makes it a draft again.

    Raises:
        QuestionError: something is missing or not allowed; practice and counted questions cannot
            become one another, for a practice key may have been in a browser.
    """
    content = read_content(raw)
    line = _short_line(code, _("The code"), 40)
    with transaction.atomic():
        question = _question_to_change(category, line, is_practice, actor)
        latest = question.versions.select_related("answer_key").order_by("-number").first()
        if latest is not None and content.is_same_as(latest):
            return latest
        version = _add_version(question, content, (latest.number if latest else 0) + 1, actor)
        if question.state == QuestionState.REVIEWED:
            question.state = QuestionState.DRAFT
            question.save(update_fields=["state"])
        audit.record(
            action="assessments.question.saved", actor=actor, target=question, after={"version": version.number}
        )
    return version


def set_state(*, question: Question, state: str, actor: User | None) -> None:
    """Mark a question as draft, reviewed or retired. A retired one is in no later edition."""
    if state not in QuestionState.values:
        raise QuestionError(_("There is no such state."))
    with transaction.atomic():
        locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        if locked.state == state:
            return
        before, locked.state = locked.state, QuestionState(state)
        locked.save(update_fields=["state"])
        audit.record(
            action="assessments.question.state",
            actor=actor,
            target=locked,
            before={"state": before},
            after={"state": state},
        )
    question.state = QuestionState(state)


def raw_of(version: QuestionVersion) -> dict[str, Any]:
    """The version in the package form, key and reasons included: for authors and export only."""
    question, answer = version.question, version.answer_key
    return {
        "code": question.code,
        "type": version.type,
        "practice": question.is_practice,
        "category": question.category.name,
        "difficulty": version.difficulty,
        "competences": version.competences,
        "stem": version.stem,
        **question_type(version.type).raw(version.presentation, answer.key, answer.reasons),
        "explanation": answer.explanation,
    }


def _question_to_change(category: Category, code: str, is_practice: bool, actor: User | None) -> Question:
    """The question, locked against a second edit at the same time; made if it is new."""
    question, created = Question.objects.select_for_update(no_key=True).get_or_create(
        category=category, code=code, defaults={"is_practice": is_practice, "created_by": actor}
    )
    if not created and question.is_practice != is_practice:
        raise QuestionError(_("A practice question cannot become a counted one, nor the other way round."))
    return question


def _add_version(question: Question, content: QuestionContent, number: int, actor: User | None) -> QuestionVersion:
    version = QuestionVersion.objects.create(
        question=question,
        number=number,
        type=content.type,
        stem=content.stem,
        presentation=content.parsed.presentation,
        difficulty=content.difficulty,
        competences=content.competences,
        search_key=content.search_key(question.code),
        created_by=actor,
    )
    QuestionKey.objects.create(
        version=version, key=content.parsed.key, reasons=content.parsed.reasons, explanation=content.explanation
    )
    if pictures := question_type(content.type).pictures(content.parsed.presentation):
        assets = Asset.objects.filter(sha256__in=pictures)
        QuestionPicture.objects.bulk_create(QuestionPicture(version=version, asset=asset) for asset in assets)
    return version


def _short_line(text: str, what: str, limit: int) -> str:
    try:
        line = clean_line(text)
    except UnsafeText as error:
        raise QuestionError(str(error)) from error
    if not line or len(line) > limit:
        raise QuestionError(_("%(what)s must have from 1 to %(limit)d characters.") % {"what": what, "limit": limit})
    return line
