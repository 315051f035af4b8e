"""Lists for the authors of the bank: the latest version of each question, and the shelves they stand on."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from assessments.domain.categories import ids_below, tree_of
from assessments.domain.queries.drawable import drawn_by
from assessments.enums import QuestionState
from assessments.models import Category, Question, QuestionVersion
from common.text.vietnamese import fold, nfc

MOST_WORDS: Final = 12
ANY_STATE: Final = "all"
SOON: Final = timedelta(days=90)
BankTitles = Callable[[Iterable[str]], Mapping[str, str]]
_bank_titles: list[BankTitles] = []


def register_bank_titles(titles: BankTitles) -> None:
    """Rooms above know how the course of a bank is called; they say it in `AppConfig.ready`."""
    if titles not in _bank_titles:
        _bank_titles.append(titles)


def bank_titles(banks: Iterable[str]) -> dict[str, str]:
    """What each bank is called: its course, or the short name where there is none."""
    names = list(banks)
    found = {name: name for name in names}
    for titles in _bank_titles:
        found |= titles(names)
    return found


@dataclass(frozen=True, slots=True)
class Shelf:
    """A bank (`category` None) or a category, with the number of questions in use in it and below."""

    bank: str
    title: str
    category: Category | None
    depth: int
    questions: int


def latest_versions(questions: QuerySet[Question], wanted: Mapping[str, Any]) -> QuerySet[QuestionVersion]:
    """The latest version of each question that fits `wanted` (see `BankFilterForm`), without keys.

    Searched with marks or without; those that hold the words as typed come first.
    """
    newer = QuestionVersion.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    versions = (
        QuestionVersion.objects.filter(~Exists(newer), question__in=questions)
        .select_related("question__category")
        .prefetch_related("question__tags")
        .filter(_about_question(wanted), _about_version(wanted))
    )
    words = nfc(wanted.get("q") or "").lower().split()[:MOST_WORDS]
    for word in words:
        # A question given another code stands in what is remembered with it, not in its version.
        versions = versions.filter(Q(search_key__contains=fold(word)) | Q(question__search_text__contains=word))
    order = ("question__category__bank", "question__category__name", "question__code", "pk")
    if not words:
        return versions.order_by(*order)
    as_typed = Q(*(Q(question__search_text__contains=word) for word in words))
    rank = Case(When(as_typed, then=Value(0)), default=Value(1), output_field=IntegerField())
    return versions.annotate(rank=rank).order_by("rank", *order)


def _about_question(wanted: Mapping[str, Any]) -> Q:
    condition = Q()
    if wanted.get("category"):
        condition &= Q(question__category__in=ids_below(wanted["category"]))
    elif wanted.get("bank"):
        condition &= Q(question__category__bank=wanted["bank"])
    if not wanted.get("state"):
        condition &= ~Q(question__state=QuestionState.RETIRED)
    elif wanted["state"] != ANY_STATE:
        condition &= Q(question__state=wanted["state"])
    if wanted.get("quiz"):
        condition &= Q(question__in=Question.objects.filter(drawn_by([wanted["quiz"]])[wanted["quiz"].pk]))
    if wanted.get("practice"):
        condition &= Q(question__is_practice=wanted["practice"] == "1")
    if wanted.get("tag"):
        condition &= Q(question__tags__key=fold(wanted["tag"]))
    if wanted.get("language"):
        condition &= Q(question__language=wanted["language"])
    if wanted.get("due"):
        last = timezone.localdate() + (SOON if wanted["due"] == "soon" else timedelta())
        condition &= Q(question__review_on__lte=last)
    return condition


def _about_version(wanted: Mapping[str, Any]) -> Q:
    condition = Q()
    if wanted.get("type"):
        condition &= Q(type=wanted["type"])
    if wanted.get("difficulty"):
        condition &= Q(difficulty=wanted["difficulty"])
    if wanted.get("competence"):
        condition &= Q(pk__in=_with_competence(wanted["competence"]))
    return condition


def _with_competence(code: str) -> QuerySet[QuestionVersion, int]:
    """Versions with a code that begins so: the list is JSON, the same text in both databases."""
    text = Cast("competences", TextField())
    return (
        QuestionVersion.objects.annotate(codes=text)
        .filter(codes__contains=f'"{code.strip().upper()}')
        .values_list("pk", flat=True)
    )


def shelves(categories: QuerySet[Category], opened: str = "") -> list[Shelf]:
    """The banks by name, and the tree of the one that is open. Retired questions are not counted. Two statements."""
    rows = list(categories.annotate(in_use=Count("questions", filter=~Q(questions__state=QuestionState.RETIRED))))
    per_bank: Counter[str] = Counter()
    for row in rows:
        per_bank[row.bank] += row.in_use
    titles = bank_titles(per_bank)
    found: list[Shelf] = []
    for bank in sorted(per_bank, key=lambda name: fold(titles[name])):
        found.append(Shelf(bank, titles[bank], None, 0, per_bank[bank]))
        if bank == opened:
            found += _tree([row for row in rows if row.bank == bank])
    return found


def _tree(rows: list[Any]) -> list[Shelf]:
    """The categories of a bank from the top down, each with the count of what is below it as well."""
    listed = [
        Shelf(branch.category.bank, branch.category.name, branch.category, branch.depth + 1, row_count(branch.category))
        for branch in tree_of(rows)
    ]
    for place in range(len(listed) - 1, -1, -1):
        below = 0
        for other in listed[place + 1 :]:
            if other.depth <= listed[place].depth:
                break
            if other.depth == listed[place].depth + 1:
                below += other.questions
        listed[place] = replace(listed[place], questions=listed[place].questions + below)
    return listed


def row_count(category: Any) -> int:
    """What `shelves` counted in the category itself."""
    return int(category.in_use)


def tags_in_use(questions: QuerySet[Question]) -> list[str]:
    """Names of the tags on these questions, in the order of their folded form."""
    from_tags = Question.tags.through.objects.filter(question__in=questions).order_by("tag__key")
    names = from_tags.values_list("tag__key", "tag__name")
    return list(dict(names).values())
