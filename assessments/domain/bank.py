"""The question bank: every edit of a question is a new version, and the key is kept apart."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.categories import check_place, short_line
from assessments.domain.finding import remember_words
from assessments.domain.question_content import QuestionContent, read_content
from assessments.domain.question_details import FIELDS, QuestionDetails, details_of, keep_details, read_details
from assessments.enums import QuestionState
from assessments.errors import QuestionError
from assessments.models import Category, Question, QuestionKey, QuestionPicture, QuestionVersion
from assessments.question_types import question_type
from assessments.question_types.by_hand import MarkedByHand
from assessments.rules import writers_of
from content.models import Asset
from operations.domain import audit


def ensure_category(
    *, bank: str, name: str, owner: User | None, actor: User | None, parent: Category | None = None
) -> Category:
    """The category of that name in the bank, made if it is not there. `owner` and `parent` count only then.

    Raises:
        QuestionError: the name is too long, or the parent too deep or in another bank.
    """
    line = short_line(name, _("The category"), 150)
    with transaction.atomic():
        category = Category.objects.filter(bank=bank, name=line).first()
        if category is not None:
            return category
        if parent is not None:
            check_place(bank, parent)
        category, created = Category.objects.get_or_create(
            bank=bank, name=line, defaults={"owner": owner, "parent": parent}
        )
        if created:
            audit.record(action="assessments.category.added", actor=actor, target=category, after={"bank": bank})
    return category


def save_question(
    *, category: Category, code: str, raw: dict[str, Any], is_practice: bool, actor: User | None
) -> QuestionVersion:
    """Save the question `code` of the category; what did not change gives the version there is.

    `raw` is the package form of a question (docs/course-package.md); its `code`, `category` and
    `practice` are not read. Tags, language and legal basis stay as they are where it has none of
    them; a change of them makes no version. An edit of a reviewed question makes it a draft again.

    Raises:
        QuestionError: something is missing or not allowed; another category of the bank has the code; practice and
            counted questions cannot become one another, for a practice key may have been in a browser.
    """
    content, details = read_content(raw), read_details(raw)
    if is_practice and isinstance(question_type(content.type), MarkedByHand):
        raise QuestionError(_("Nobody marks exercises: a question that a person has to mark cannot be a practice one."))
    line = short_line(code, _("The code"), 40)
    with transaction.atomic():
        question = _question_to_change(category, line, is_practice, actor)
        if any(name in raw for name in FIELDS):
            keep_details(question=question, details=details, actor=actor)
        latest = question.versions.select_related("answer_key").order_by("-number").first()
        if latest is not None and content.is_same_as(latest):
            return latest
        version = _add_version(question, content, (latest.number if latest else 0) + 1, actor)
        remember_words(question, version)
        if question.state == QuestionState.REVIEWED:
            _give_state(question, QuestionState.DRAFT, None)
        audit.record(
            action="assessments.question.saved", actor=actor, target=question, after={"version": version.number}
        )
    return version


def set_state(*, question: Question, state: str, actor: User | None) -> bool:
    """Mark a question as draft, reviewed or retired; gives whether that is new. A retired one is drawn no more.

    Raises:
        QuestionError: there is no such state, or who wrote what it says would review it.
    """
    if state not in QuestionState.values:
        raise QuestionError(_("There is no such state."))
    with transaction.atomic():
        locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        if locked.state == state:
            return False
        if state == QuestionState.REVIEWED and not _is_second_person(locked, actor):
            raise QuestionError(_("A question is reviewed by a person other than the one who wrote it."))
        before = locked.state
        _give_state(locked, QuestionState(state), actor)
        audit.record(
            action="assessments.question.state",
            actor=actor,
            target=locked,
            before={"state": before},
            after={"state": state},
        )
    question.state = QuestionState(state)
    return True


def _is_second_person(question: Question, actor: User | None) -> bool:
    """Whether somebody else, or the system, wrote what the question says now."""
    return actor is not None and writers_of([question.pk])[question.pk] != actor.pk


def raw_of(version: QuestionVersion) -> dict[str, Any]:
    """The version in the package form, key and reasons included: for authors and export only."""
    question, answer = version.question, version.answer_key
    details = details_of(question)
    return {
        "code": question.code,
        "type": version.type,
        "practice": question.is_practice,
        "category": question.category.name,
        "difficulty": version.difficulty,
        "competences": version.competences,
        "tags": list(details.tags),
        "language": str(details.language),
        "legal_basis": _basis_form(details),
        "stem": version.stem,
        **question_type(version.type).raw(version.presentation, answer.key, answer.reasons),
        "explanation": answer.explanation,
    }


def _basis_form(details: QuestionDetails) -> dict[str, str | None] | None:
    if not details.legal_basis:
        return None
    return {
        "text": details.legal_basis,
        "review_on": details.review_on.isoformat() if details.review_on else None,
    }


def _give_state(question: Question, state: QuestionState, actor: User | None) -> None:
    """The review of a question goes with the state: who looked at it last, and when."""
    is_reviewed = state == QuestionState.REVIEWED
    question.state = state
    question.reviewed_by = actor if is_reviewed else None
    question.reviewed_at = timezone.now() if is_reviewed else None
    question.save(update_fields=["state", "reviewed_by", "reviewed_at"])


def _question_to_change(category: Category, code: str, is_practice: bool, actor: User | None) -> Question:
    """The question, locked against a second edit at the same time; made if it is new."""
    question, created = Question.objects.select_for_update(no_key=True).get_or_create(
        bank=category.bank,
        code=code,
        defaults={"category": category, "is_practice": is_practice, "created_by": actor},
    )
    if question.category_id != category.pk:
        raise QuestionError(_("The bank has a question with this code."))
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
