"""What the draws of a quiz ask of the bank, and choosing distinct questions that satisfy all of them together."""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from assessments.domain.categories import ids_below
from assessments.enums import QuestionState, QuizPurpose
from assessments.errors import QuizError
from assessments.models import Category, Question, QuestionVersion, Quiz, QuizDraw, Tag

_LATEST_DIFFICULTY: Final = Subquery(
    QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number").values("difficulty")[:1]
)
Pool = Sequence[Mapping[str, Any]]
"""The draws as an edition keeps them (`QuizEdition.pool`)."""


class Starved(Exception):
    """The draw at `index` of the pool cannot be given its questions, however the others choose."""

    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__(index)


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw `count` questions of a category, of one difficulty or any (None), with a tag or without asking for one;
    or take just `questions`.

    `section`: the number of the section in which they stand, 0 in a quiz without sections. `with_below`:
    also from the categories below this one.
    """

    category: Category
    count: int
    difficulty: int | None = None
    section: int = 0
    questions: tuple[Question, ...] = ()
    tag: Tag | None = None
    with_below: bool = True

    def drawable(self, *, purpose: str, below: Callable[[Category], list[int]] = ids_below) -> Q:
        """The questions it can give to a quiz of this purpose, as a condition on them. All that asks this asks here.

        In use, and of the difficulty in their latest version. A quiz that counts never draws a practice question,
        and one for practice draws no other: its keys may be seen at any time.
        """
        fit = ~Q(state=QuestionState.RETIRED) & Q(is_practice=purpose == QuizPurpose.PRACTICE)
        if self.questions:
            return fit & Q(pk__in=[one.pk for one in self.questions])
        fit &= Q(category__in=below(self.category) if self.with_below else [self.category.pk])
        if self.tag is not None:
            fit &= Q(pk__in=Question.tags.through.objects.filter(tag=self.tag).values("question"))
        if self.difficulty is not None:
            fit &= Q(Exact(_LATEST_DIFFICULTY, self.difficulty))
        return fit


def draws_of(quiz: Quiz) -> list[Draw]:
    """The draws as they are stored, in their order."""
    return draws_of_many([quiz])[quiz.pk]


def draws_of_many(quizzes: Collection[Quiz]) -> dict[int, list[Draw]]:
    """The draws of each quiz, by its id. Two statements."""
    found: dict[int, list[Draw]] = {quiz.pk: [] for quiz in quizzes}
    rows = QuizDraw.objects.filter(quiz__in=found).order_by("quiz", "position")
    for row in rows.select_related("category", "tag").prefetch_related("questions"):
        found[row.quiz_id].append(
            Draw(
                category=row.category,
                count=row.count,
                difficulty=row.difficulty,
                section=row.section,
                questions=tuple(row.questions.all()),
                tag=row.tag,
                with_below=row.with_below,
            )
        )
    return found


def pool_of(draws: Sequence[Draw], *, purpose: str) -> list[dict[str, Any]]:
    """For each draw how many, where, and from which versions, in the order of the bank.

    The latest version of every question that can be drawn.
    """
    return [
        {"count": draw.count, "section": draw.section, "versions": _versions(draw.drawable(purpose=purpose))}
        for draw in draws
    ]


def _versions(drawable: Q) -> list[int]:
    rows = (
        QuestionVersion.objects.filter(question__in=Question.objects.filter(drawable).values("pk"))
        .annotate(latest=Max("question__versions__number"))
        .filter(number=F("latest"))
        .order_by("question__category", "question__code")
    )
    return list(rows.values_list("pk", flat=True))


def check_pool(draws: Sequence[Draw], pool: Pool) -> None:
    """Enough for all draws together, so that beginning an attempt can never fail.

    Raises:
        QuizError: names the draw that has too few.
    """
    if not pool:
        raise QuizError(_("A quiz needs at least one draw."))
    try:
        choose_versions(pool, Random(0))  # noqa: S311  only whether it can be done
    except Starved as starved:
        draw, wanted = draws[starved.index], pool[starved.index]
        words = {
            "number": starved.index + 1,
            "category": draw.category.name,
            "needed": wanted["count"],
            "available": len(wanted["versions"]),
        }
        if len(wanted["versions"]) < wanted["count"]:
            text = _("Draw %(number)d (%(category)s) needs %(needed)d questions but the bank has %(available)d.")
        else:
            text = _(
                "Draw %(number)d (%(category)s) needs %(needed)d of %(available)d questions, "
                "but other draws take some of the same ones. Add questions or ask for fewer."
            )
        raise QuizError(text % words) from None


def choose_versions(pool: Pool, rng: Random, avoid: Collection[int] = ()) -> list[list[int]]:
    """Distinct versions for each draw, in the order of the bank.

    Narrow draws choose first. Where draws overlap and one is left with too few, others give up what they
    can replace, so that it only fails where no choice at all would do (an augmenting path of a matching).

    Raises:
        Starved: no choice satisfies all draws.
    """
    holder: dict[int, int] = {}
    for index in sorted(range(len(pool)), key=lambda i: len(pool[i]["versions"])):
        free = [id_ for id_ in pool[index]["versions"] if id_ not in holder]
        count = pool[index]["count"]
        liked = [id_ for id_ in free if id_ not in avoid]
        picked = rng.sample(liked, min(count, len(liked)))
        others = [id_ for id_ in free if id_ in avoid]
        picked += rng.sample(others, min(count - len(picked), len(others)))
        holder.update(dict.fromkeys(picked, index))
        for _missing in range(count - len(free)):
            _free_one(pool, index, holder)
    return [[id_ for id_ in draw["versions"] if holder.get(id_) == index] for index, draw in enumerate(pool)]


def _free_one(pool: Pool, index: int, holder: dict[int, int]) -> None:
    """Give the draw one version more: another draw hands one over and takes a free one, maybe over several."""
    came_by: dict[int, tuple[int, int]] = {}
    seen, waiting = {index}, deque([index])
    while waiting:
        draw = waiting.popleft()
        for id_ in pool[draw]["versions"]:
            owner = holder.get(id_)
            if owner is None:
                while draw != index:
                    holder[id_] = draw
                    draw, id_ = came_by[draw]
                holder[id_] = index
                return
            if owner not in seen:
                seen.add(owner)
                came_by[owner] = (draw, id_)
                waiting.append(owner)
    raise Starved(index)
