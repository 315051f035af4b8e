"""Quizzes: the rules authors edit, and the edition that freezes them with the questions of the day."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.enums import QuestionState
from assessments.errors import QuizError
from assessments.models import Category, QuestionVersion, Quiz, QuizDraw, QuizEdition
from operations.domain import audit

RULES: Final = (
    "time_limit_minutes",
    "pass_mark_percent",
    "attempts",
    "wait_hours",
    "per_page",
    "shuffle",
    "feedback",
)


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw `count` counted questions of a category, of one difficulty or any (None)."""

    category: Category
    count: int
    difficulty: int | None = None


def save_quiz(*, quiz: Quiz, draws: Sequence[Draw], actor: User | None) -> Quiz:
    """Save a new or changed quiz with its draws, in their order.

    Raises:
        QuizError: a rule or a draw is not allowed.
    """
    try:
        quiz.full_clean()
    except ValidationError as error:
        raise QuizError(" ".join(error.messages)) from error
    if not draws:
        raise QuizError(_("A quiz needs at least one draw."))
    if any(draw.count < 1 for draw in draws):
        raise QuizError(_("A draw needs at least one question."))
    with transaction.atomic():
        quiz.save()
        quiz.draws.all().delete()
        QuizDraw.objects.bulk_create(
            QuizDraw(quiz=quiz, position=n, category=draw.category, count=draw.count, difficulty=draw.difficulty)
            for n, draw in enumerate(draws, start=1)
        )
        audit.record(action="assessments.quiz.saved", actor=actor, target=quiz, after=rules_of(quiz))
    return quiz


def freeze_quiz(*, quiz: Quiz, actor: User | None) -> QuizEdition:
    """The edition of the quiz as it is now; the latest one when nothing has changed.

    The pool holds the latest version of every counted question that is not retired.

    Raises:
        QuizError: a draw has too few questions.
    """
    with transaction.atomic():
        locked = Quiz.objects.select_for_update(no_key=True).get(pk=quiz.pk)
        rules, pool = rules_of(locked), pool_of(locked)
        _check_pool(pool)
        checksum = _checksum(rules, pool)
        latest = locked.editions.order_by("-number").first()
        if latest is not None and latest.checksum == checksum:
            return latest
        edition = QuizEdition.objects.create(
            quiz=locked,
            number=(latest.number if latest else 0) + 1,
            rules=rules,
            pool=pool,
            question_count=sum(draw["count"] for draw in pool),
            checksum=checksum,
        )
        audit.record(action="assessments.quiz.frozen", actor=actor, target=locked, after={"edition": edition.number})
    return edition


def rules_of(quiz: Quiz) -> dict[str, Any]:
    return {name: getattr(quiz, name) for name in RULES}


def pool_of(quiz: Quiz) -> list[dict[str, Any]]:
    """For each draw how many, and from which versions, in the order of the bank."""
    draws = list(quiz.draws.all())
    versions = (
        QuestionVersion.objects.filter(
            question__category__in={draw.category_id for draw in draws}, question__is_practice=False
        )
        .exclude(question__state=QuestionState.RETIRED)
        .annotate(latest=Max("question__versions__number"))
        .filter(number=F("latest"))
        .order_by("question__category", "question__code")
        .values_list("pk", "question__category_id", "difficulty")
    )
    rows = list(versions)
    return [
        {
            "count": draw.count,
            "versions": [
                pk
                for pk, category, difficulty in rows
                if category == draw.category_id and draw.difficulty in (None, difficulty)
            ],
        }
        for draw in draws
    ]


def available_by_draw(quiz: Quiz) -> list[int]:
    """How many questions each draw could choose from today."""
    return [len(draw["versions"]) for draw in pool_of(quiz)]


def _check_pool(pool: Sequence[dict[str, Any]]) -> None:
    """Enough for each draw together with all narrower ones, so that a draw can never fail."""
    if not pool:
        raise QuizError(_("A quiz needs at least one draw."))
    for number, draw in enumerate(pool, start=1):
        wide = set(draw["versions"])
        needed = sum(other["count"] for other in pool if wide.issuperset(other["versions"]))
        if needed > len(wide):
            raise QuizError(
                _("Draw %(number)d needs %(needed)d questions but the bank has %(available)d.")
                % {"number": number, "needed": needed, "available": len(wide)}
            )


def _checksum(rules: dict[str, Any], pool: list[dict[str, Any]]) -> str:
    text = json.dumps([rules, pool], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
