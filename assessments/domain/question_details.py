"""What describes a question without being part of what learners see: tags, language, legal basis.

A change of them is audited and makes no version: answers do not depend on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import User
from assessments.enums import QuestionLanguage
from assessments.errors import QuestionError
from assessments.models import Question, Tag
from common.text.vietnamese import UnsafeText, clean_line, fold
from operations.domain import audit

FIELDS: Final = ("tags", "language", "legal_basis")
MOST_TAGS: Final = 20
LONGEST_TAG: Final = 50
LONGEST_BASIS: Final = 500


@dataclass(frozen=True, slots=True)
class QuestionDetails:
    """`tags`: names, each once, in the order of their folded form. `review_on` only with a legal basis."""

    tags: tuple[str, ...] = ()
    language: str = QuestionLanguage.VIETNAMESE
    legal_basis: str = ""
    review_on: date | None = None


def read_details(raw: dict[str, Any]) -> QuestionDetails:
    """Read them from the package form; what is left out is as in a question that says nothing of it.

    Raises:
        QuestionError: with a translated sentence for the author.
    """
    language = raw.get("language", QuestionLanguage.VIETNAMESE)
    if language not in QuestionLanguage.values:
        raise QuestionError(_("The language of a question is Vietnamese or English."))
    basis = raw.get("legal_basis") or {}
    if not isinstance(basis, dict):
        raise QuestionError(_("A legal basis has a text and a day of review."))
    text = _line(basis.get("text", ""), _("The legal basis"), LONGEST_BASIS)
    review_on = _day(basis.get("review_on"))
    if review_on and not text:
        raise QuestionError(_("A day of review needs the legal basis that has to be looked at."))
    return QuestionDetails(clean_tags(raw.get("tags", [])), str(language), text, review_on)


def clean_tags(names: Any) -> tuple[str, ...]:
    """The names, each once whatever its marks and case.

    Raises:
        QuestionError: not a list of short names, or too many.
    """
    if not isinstance(names, list | tuple):
        raise QuestionError(_("Tags must be a list of short names."))
    found: dict[str, str] = {}
    for name in names:
        line = _line(name, _("A tag"), LONGEST_TAG)
        if "," in line or not fold(line):
            raise QuestionError(_("A tag is a short name without a comma."))
        found.setdefault(fold(line), line)
    if len(found) > MOST_TAGS:
        raise QuestionError(_("A question has at most %(most)d tags.") % {"most": MOST_TAGS})
    return tuple(found[key] for key in sorted(found))


def details_of(question: Question) -> QuestionDetails:
    tags = sorted(question.tags.all(), key=lambda tag: tag.key)
    return QuestionDetails(tuple(t.name for t in tags), question.language, question.legal_basis, question.review_on)


def keep_details(*, question: Question, details: QuestionDetails, actor: User | None) -> bool:
    """Bring the question to these details; gives whether anything changed. The caller holds the transaction."""
    before = details_of(question)
    if is_same(before, details):
        return False
    question.tags.set(tags_of_bank(question.category.bank, details.tags))
    question.language = QuestionLanguage(details.language)
    question.legal_basis, question.review_on = details.legal_basis, details.review_on
    question.save(update_fields=["language", "legal_basis", "review_on"])
    audit.record(
        action="assessments.question.details",
        actor=actor,
        target=question,
        before=_for_audit(before),
        after=_for_audit(details),
    )
    return True


def tags_of_bank(bank: str, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where the bank does not have them yet."""
    wanted = {fold(name): name for name in names}
    known = {tag.key: tag for tag in Tag.objects.filter(bank=bank, key__in=wanted)}
    for key, name in wanted.items():
        if key not in known:
            known[key] = Tag.objects.get_or_create(bank=bank, key=key, defaults={"name": name})[0]
    return [known[key] for key in wanted]


def is_same(a: QuestionDetails, b: QuestionDetails) -> bool:
    """Tags are the same whatever their marks and case: the bank spells each of them once."""
    return (*map(fold, a.tags), a.language, a.legal_basis, a.review_on) == (
        *map(fold, b.tags),
        b.language,
        b.legal_basis,
        b.review_on,
    )


def _for_audit(details: QuestionDetails) -> dict[str, Any]:
    return {
        "tags": list(details.tags),
        "language": details.language,
        "legal_basis": details.legal_basis,
        "review_on": details.review_on,
    }


def _line(value: Any, what: str, limit: int) -> str:
    if not isinstance(value, str):
        raise QuestionError(_("%(what)s must be text.") % {"what": what})
    try:
        line = clean_line(value)
    except UnsafeText as error:
        raise QuestionError(str(error)) from error
    if len(line) > limit:
        raise QuestionError(_("%(what)s is longer than %(limit)d characters.") % {"what": what, "limit": limit})
    return line


def _day(value: Any) -> date | None:
    if value is None or value == "" or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise QuestionError(_("The day of review must be a date.")) from None
