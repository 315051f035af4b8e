"""Drawing a paper from a frozen quiz, and finding one's way in it. Positions and pages count from 1."""

from collections.abc import Collection
from random import Random, SystemRandom
from typing import Any

from assessments.domain import remembered
from assessments.domain.blueprint import Pool, Starved, choose_versions
from assessments.enums import Navigation, QuestionState
from assessments.models import Attempt, Paper, QuestionVersion, QuizEdition
from assessments.question_types.base import FormData
from assessments.question_types.shown import Response


def draw_paper(edition: QuizEdition, rng: Random | None = None) -> list[dict[str, Any]]:
    """Distinct questions as the draws ask, section by section: the `items` of a paper.

    Questions retired since the edition was frozen are left out, unless a draw would have too few:
    a learner can always begin. Chance comes from the operating system unless a generator is given.
    """
    return draw_items(edition.pool, rng or SystemRandom(), shuffle=bool(edition.rules["shuffle"]))


def draw_items(pool: Pool, rng: Random, *, shuffle: bool) -> list[dict[str, Any]]:
    """As `draw_paper`, from the pool itself.

    Raises:
        Starved: the draws together ask for more than the pool has.
    """
    by_section: dict[int, list[int]] = {}
    for draw, versions in zip(pool, _choose(pool, rng), strict=True):
        by_section.setdefault(draw.get("section", 0), []).extend(versions)
    if shuffle:
        for versions in by_section.values():
            rng.shuffle(versions)
    places = [(section, id_) for section in sorted(by_section) for id_ in by_section[section]]
    stored = remembered.questions.get([id_ for _section, id_ in places])
    return [
        {
            "version": id_,
            "section": section,
            **stored[id_].spec.draw_order(stored[id_].presentation, rng, shuffle),
        }
        for section, id_ in places
    ]


def _choose(pool: Pool, rng: Random) -> list[list[int]]:
    """Without questions retired since, where that can be done; else with as few of them as the draws allow."""
    retired = _retired(pool)
    if not retired:
        return choose_versions(pool, rng)
    kept = [{**draw, "versions": [id_ for id_ in draw["versions"] if id_ not in retired]} for draw in pool]
    try:
        return choose_versions(kept, rng)
    except Starved:
        return choose_versions(pool, rng, avoid=retired)


def _retired(pool: Pool) -> set[int]:
    """Versions of the pool whose question is not to be drawn any more."""
    held = {id_ for draw in pool for id_ in draw["versions"]}
    retired = QuestionVersion.objects.filter(pk__in=held, question__state=QuestionState.RETIRED)
    return set(retired.values_list("pk", flat=True))


def pages_of(attempt: Attempt) -> list[range]:
    """The positions on each page. Papers without sections carry no section numbers: they are older."""
    items, rules = attempt.paper.items, attempt.quiz_edition.rules
    size = rules["per_page"] or max(len(items), 1)
    sections = rules.get("sections", ())
    pages: list[range] = []
    begin, before = 1, items[0].get("section", 0) if items else 0
    for position, item in enumerate(items, start=1):
        section = item.get("section", 0)
        breaks = section != before and sections[section - 1]["new_page"]
        if breaks or position - begin == size:
            pages.append(range(begin, position))
            begin = position
        before = section
    if items:
        pages.append(range(begin, len(items) + 1))
    return pages


def page_count(attempt: Attempt) -> int:
    return len(pages_of(attempt))


def positions_of_page(attempt: Attempt, page: int) -> range:
    """The positions on a page; empty for a page that does not exist."""
    pages = pages_of(attempt)
    return pages[page - 1] if 1 <= page <= len(pages) else range(0)


def page_of_position(attempt: Attempt, position: int) -> int:
    return next(number for number, positions in enumerate(pages_of(attempt), start=1) if position in positions)


def sections_at(attempt: Attempt, positions: Collection[int]) -> dict[int, dict[str, Any]]:
    """By position the section that begins there, or goes on there at the top of a page:
    its `number`, `title`, `instructions`, and whether it `begins`."""
    sections, items = attempt.quiz_edition.rules.get("sections", ()), attempt.paper.items
    found, before = {}, None
    for position in sorted(positions) if sections else ():
        number = items[position - 1]["section"]
        if number != before:
            begins = position == 1 or items[position - 2]["section"] != number
            found[position] = {**sections[number - 1], "number": number, "begins": begins}
        before = number
    return found


def is_sequential(attempt: Attempt) -> bool:
    return bool(attempt.quiz_edition.rules.get("navigation") == Navigation.SEQUENTIAL)


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
