"""Where a question is used: quizzes of today and of published editions, lessons in draft and published."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.enums import QuestionState, UseKind
from assessments.models import Question, Quiz, QuizDraw, QuizEdition


@dataclass(frozen=True, slots=True)
class Use:
    """`detail` says in which edition or draw; `version` is the number frozen there, None where the latest is taken."""

    kind: UseKind
    title: str
    detail: str
    version: int | None = None
    is_current: bool = True


UsesOf = Callable[[Question], Iterable[Use]]
_elsewhere: list[UsesOf] = []


def register_uses(uses: UsesOf) -> None:
    """Rooms above know lessons; they say in `AppConfig.ready` how to find a question in them."""
    if uses not in _elsewhere:
        _elsewhere.append(uses)


def uses_of(question: Question) -> list[Use]:
    """All uses, what is in force first."""
    found = [*_draws(question), *_editions(question)]
    for uses in _elsewhere:
        found += uses(question)
    return sorted(found, key=lambda use: (not use.is_current, use.kind, use.title))


def _draws(question: Question) -> list[Use]:
    """Quizzes whose draws of today could choose it."""
    if question.is_practice or question.state == QuestionState.RETIRED:
        return []
    return [Use(UseKind.QUIZ, quiz.title_vi, _("draws from its category today")) for quiz in _drawing(question)]


def _drawing(question: Question) -> QuerySet[Quiz]:
    difficulty = question.versions.order_by("-number").values_list("difficulty", flat=True).first()
    draws = QuizDraw.objects.filter(Q(difficulty=None) | Q(difficulty=difficulty), category=question.category_id)
    return Quiz.objects.filter(draws__in=draws).distinct().order_by("title_vi", "pk")


def _editions(question: Question) -> list[Use]:
    """Editions whose pool holds it; the latest version in the pool is told."""
    numbers = dict(question.versions.values_list("pk", "number"))
    uses = []
    for edition, held in editions_holding(question):
        detail = _("edition %(number)d") % {"number": edition.number}
        is_current = edition.number == edition.latest
        uses.append(Use(UseKind.QUIZ_EDITION, edition.quiz.title_vi, detail, numbers.get(max(held)), is_current))
    return uses


def editions_holding(question: Question) -> list[tuple[Any, set[int]]]:
    """Editions, of quizzes that draw from the question's bank, whose pool holds versions of it; newest first.

    Each with the row ids of these versions, and as `latest` the number of its quiz's latest edition.
    """
    bank = question.category.bank
    versions = set(question.versions.values_list("pk", flat=True))
    editions = (
        QuizEdition.objects.filter(Q(quiz__bank=bank) | Q(quiz__draws__category__bank=bank))
        .select_related("quiz")
        .annotate(latest=Max("quiz__editions__number"))
        .order_by("quiz", "-number")
    )
    found = []
    for edition in editions:
        held = {id_ for draw in edition.pool for id_ in draw["versions"]} & versions
        if held:
            found.append((edition, held))
    return found
