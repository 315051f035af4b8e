"""Drawing a paper from a frozen quiz, and finding one's way in it. Positions and pages count from 1."""

from collections.abc import Collection, Mapping, Sequence
from random import Random, SystemRandom
from typing import Any

from django.utils.translation import gettext as _

from assessments.domain import remembered
from assessments.enums import QuestionState
from assessments.errors import QuizError
from assessments.models import Attempt, Paper, QuestionVersion, QuizEdition
from assessments.question_types.base import FormData
from assessments.question_types.shown import Response


def draw_paper(edition: QuizEdition, rng: Random | None = None) -> list[dict[str, Any]]:
    """Distinct questions as the draws ask, each with the order of its parts: the `items` of a paper.

    Questions retired since the edition was frozen are left out, unless a draw would have too few:
    a learner can always begin. Chance comes from the operating system unless a generator is given.
    """
    rng = rng or SystemRandom()
    shuffle = bool(edition.rules["shuffle"])
    version_ids = _draw_versions(edition.pool, rng, _retired(edition.pool))
    if shuffle:
        rng.shuffle(version_ids)
    stored = remembered.questions.get(version_ids)
    return [
        {"version": id_, **stored[id_].spec.draw_order(stored[id_].presentation, rng, shuffle)} for id_ in version_ids
    ]


def _retired(pool: Sequence[Mapping[str, Any]]) -> set[int]:
    """Versions of the pool whose question is not to be drawn any more."""
    held = {id_ for draw in pool for id_ in draw["versions"]}
    retired = QuestionVersion.objects.filter(pk__in=held, question__state=QuestionState.RETIRED)
    return set(retired.values_list("pk", flat=True))


def _draw_versions(pool: Sequence[Mapping[str, Any]], rng: Random, retired: Collection[int]) -> list[int]:
    """Narrow draws choose first, so that a wide one over the same category cannot starve them."""
    taken: set[int] = set()
    chosen: dict[int, list[int]] = {}
    for index in sorted(range(len(pool)), key=lambda i: len(pool[i]["versions"])):
        free = [id_ for id_ in pool[index]["versions"] if id_ not in taken]
        count = pool[index]["count"]
        if len(free) < count:
            raise QuizError(_("A draw asks for more questions than there are."))
        in_use = [id_ for id_ in free if id_ not in retired]
        picked = set(rng.sample(in_use, min(count, len(in_use))))
        picked.update(rng.sample([id_ for id_ in free if id_ in retired], count - len(picked)))
        chosen[index] = [id_ for id_ in free if id_ in picked]
        taken |= picked
    return [id_ for index in range(len(pool)) for id_ in chosen[index]]


def page_count(attempt: Attempt) -> int:
    return -(-len(attempt.paper.items) // _per_page(attempt))


def positions_of_page(attempt: Attempt, page: int) -> range:
    """The positions on a page; empty for a page that does not exist."""
    size, last = _per_page(attempt), len(attempt.paper.items)
    if page < 1:
        return range(0)
    return range((page - 1) * size + 1, min(page * size, last) + 1)


def page_of_position(attempt: Attempt, position: int) -> int:
    return (position - 1) // _per_page(attempt) + 1


def field_name(position: int) -> str:
    """The name, or its beginning, of the inputs of a question."""
    return f"q{position}"


def responses_from_form(paper: Paper, form: FormData, positions: Collection[int]) -> dict[int, Response]:
    """The answers in a posted form to the questions that stood on it.

    Raises:
        BadResponse: no form of ours could have sent this.
    """
    items = {p: item for p, item in enumerate(paper.items, start=1) if p in positions}
    stored = remembered.questions.get([item["version"] for item in items.values()])
    return {
        position: stored[item["version"]].spec.response_from_form(
            stored[item["version"]].presentation, form, field_name(position)
        )
        for position, item in items.items()
    }


def _per_page(attempt: Attempt) -> int:
    """A quiz with 0 per page shows all on one."""
    return attempt.quiz_edition.rules["per_page"] or max(len(attempt.paper.items), 1)
