"""Lists for the authors of the bank: the latest version of each question, and where one is used."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from assessments.models import Question, QuestionVersion, QuizEdition
from common.text.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Use:
    """An edition of a quiz whose pool holds the question, and the number of the version in it."""

    edition: QuizEdition
    version_number: int
    is_latest_edition: bool


def latest_versions(questions: QuerySet[Question], wanted: dict[str, Any]) -> QuerySet[QuestionVersion]:
    """The latest version of each question that fits `wanted` (see `BankFilterForm`), without keys."""
    newer = QuestionVersion.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    versions = QuestionVersion.objects.filter(~Exists(newer), question__in=questions).select_related(
        "question__category"
    )
    for word in fold(wanted.get("q") or "").split():
        versions = versions.filter(search_key__contains=word)
    if wanted.get("bank"):
        versions = versions.filter(question__category__bank=wanted["bank"])
    if wanted.get("category"):
        versions = versions.filter(question__category=wanted["category"])
    if wanted.get("type"):
        versions = versions.filter(type=wanted["type"])
    if wanted.get("state"):
        versions = versions.filter(question__state=wanted["state"])
    if wanted.get("practice"):
        versions = versions.filter(question__is_practice=wanted["practice"] == "1")
    return versions.order_by("question__category__bank", "question__category__name", "question__code")


def uses_of(question: Question) -> list[Use]:
    """Editions, of quizzes that draw from the question's bank, whose pool holds it; newest first."""
    bank = question.category.bank
    numbers = dict(question.versions.values_list("pk", "number"))
    editions = (
        QuizEdition.objects.filter(Q(quiz__bank=bank) | Q(quiz__draws__category__bank=bank))
        .select_related("quiz")
        .annotate(latest=Max("quiz__editions__number"))
        .order_by("quiz", "-number")
    )
    uses = []
    for edition in editions:
        held = {id_ for draw in edition.pool for id_ in draw["versions"]} & numbers.keys()
        if held:
            uses.append(Use(edition, numbers[max(held)], edition.number == edition.latest))
    return uses
