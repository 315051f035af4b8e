"""Where a question is used: quizzes of today and of published editions, lessons in draft and published."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.domain.categories import ids_above
from assessments.enums import QuestionState, QuizPurpose, UseKind
from assessments.models import Question, QuizDraw, QuizEdition


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
    """Quizzes whose draws of today take it or could choose it, once for each way."""
    if question.state == QuestionState.RETIRED:
        return []
    ways = {(row.quiz, _way(question, row)) for row in _rows(question)}
    found = sorted(ways, key=lambda way: (way[0].title_vi, way[0].pk, way[1]))
    return [Use(UseKind.QUIZ, quiz.title_vi, detail) for quiz, detail in found]


def _rows(question: Question) -> QuerySet[QuizDraw]:
    """Draws of just this question (`is_fixed`), of its category, or of one above with all that stands below it.

    A quiz for practice draws practice questions, and no other quiz does.
    """
    practice = Q(quiz__purpose=QuizPurpose.PRACTICE)
    latest = question.versions.order_by("-number").values("difficulty")[:1]
    place = Q(category=question.category_id) | Q(category__in=ids_above(question.category), with_below=True)
    tag = Q(tag=None) | Q(tag__in=question.tags.values("pk"))
    at_random = Q(names_some=False) & place & tag & (Q(difficulty=None) | Q(difficulty__in=latest))
    named = QuizDraw.questions.through.objects.filter(quizdraw=OuterRef("pk"))
    return (
        QuizDraw.objects.annotate(names_some=Exists(named), is_fixed=Exists(named.filter(question=question)))
        .filter(Q(is_fixed=True) | at_random, practice if question.is_practice else ~practice)
        .select_related("quiz", "category")
    )


def _way(question: Question, draw: Any) -> str:
    if draw.is_fixed:
        return _("takes just this question")
    if draw.category_id == question.category_id:
        return _("draws from its category today")
    return _("draws from “%(name)s” and what stands below it today") % {"name": draw.category.name}


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
