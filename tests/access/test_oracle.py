"""Every address, every role: what comes back is what the oracle says, and nothing of anybody else's."""

import sys
from itertools import product
from typing import Final

import pytest

from tests.access.asking import EVERY_LINE, KEPT_OF_REFUSALS, REFUSALS, ask, questions, routes, wagtail_url
from tests.access.browsing import Browsers, secrets_from
from tests.access.line import NOTHING, REFUSED
from tests.access.objects import World
from tests.access.oracle import CLOSED_GROUPS, OPEN_GROUPS, PUBLIC, WAGTAIL_WRITES
from tests.access.places import ABSENT

pytestmark = pytest.mark.django_db

# A form with mistakes comes back to whoever may send it.
COMES_BACK: Final = 422
# One person, one route, one method, one thing that is there.
ENOUGH: Final = 15_000


def _group_of(name: str) -> str:
    """The longest beginning that names the route among the groups."""
    every = (*OPEN_GROUPS, *CLOSED_GROUPS, *PUBLIC)
    return max((group for group in every if name.startswith(group)), key=len, default="")


def test_every_route_has_its_line_and_every_line_its_route() -> None:
    named = {name for name, _entry in routes() if name}
    lines = {line.route for line in EVERY_LINE}
    without_line = {name for name in named - lines if not _group_of(name)}
    assert (without_line, lines - named) == (set(), set())
    assert not [
        group for group in (*OPEN_GROUPS, *CLOSED_GROUPS, *PUBLIC) if not any(n.startswith(group) for n in named)
    ]
    unnamed = [str(entry.pattern) for name, entry in routes() if not name]
    assert sorted(unnamed) == ["^.*/$", "quan-tri/", "test404/"]


def test_whose_role_has_a_reach_is_let_in_somewhere_and_kept_out_somewhere(world: World) -> None:
    one_sided = []
    for line in EVERY_LINE:
        for who, method in product(("CM", "CR", "TR"), ("GET", "POST")):
            if line.on and who in (line.post if method == "POST" else line.get).replace("=", " ").split():
                got = {line.expected(who, place, method) for place in world.objects.places(line.on) if place != ABSENT}
                if not any(status < REFUSED or status == COMES_BACK for status in got) or NOTHING not in got:
                    one_sided.append(f"{who} {method} {line.route} {line.on}: {got}")
    assert not one_sided


def test_everybody_gets_what_the_oracle_says(world: World, browsers: Browsers) -> None:
    wrong: list[str] = []
    asked = 0
    for question in questions():
        cells, problems = ask(question, world, browsers)
        asked += cells
        wrong += problems
    print(f"{asked} cells", file=sys.__stdout__)
    assert not wrong, "\n".join(wrong)
    assert asked >= ENOUGH


def test_the_rest_of_wagtail_is_for_authors_or_for_nobody(world: World, browsers: Browsers) -> None:
    wrong: list[str] = []
    lines = {line.route for line in EVERY_LINE}
    for name, entry in routes():
        group = _group_of(name) if name and name not in lines else ""
        if not group:
            continue
        url = wagtail_url(name, entry, world.objects.known["wagtail"]["B"])
        for who in ("AN", "CM", "TR", "RP"):
            answer = browsers.ask(who, "GET", url)
            problems = [f"shows {seen}"] if (seen := answer.shows(secrets_from(who))) else []
            kept = KEPT_OF_REFUSALS if answer.status in REFUSALS else WAGTAIL_WRITES
            if written := answer.wrote_beside(*kept):
                problems.append(f"writes {written}")
            if answer.status not in _expected_of_group(group, who):
                problems.append(f"{answer.status}")
            wrong += [f"{who} {name}: {problem}" for problem in problems]
        if group in CLOSED_GROUPS:
            wrong += [f"{who} POST {name}" for who in ("AN", "RP") if browsers.ask(who, "POST", url).status != 404]
    assert not wrong, "\n".join(wrong)


def _expected_of_group(group: str, who: str) -> set[int]:
    if who == "CM":
        return {403}
    if group in CLOSED_GROUPS:
        return {404}
    if group in PUBLIC:
        return {200}
    return {200, 302, 404, 405} if who in ("TR", "RP") else {302, 404}
