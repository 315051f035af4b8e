"""Every address, every role: what comes back is what the oracle says, and nothing of anybody else's."""

import sys
from collections.abc import Iterator
from itertools import product
from typing import Final

import pytest
from django.db import connection

from tests.access.asking import EVERY_LINE, Question, ask, questions, routes
from tests.access.beside_lines import CLOSED_GROUPS, OPEN_GROUPS, PUBLIC, group_of, wrong_in_wagtail
from tests.access.browsing import Browsers
from tests.access.checks import checks
from tests.access.line import NOTHING, REFUSED
from tests.access.objects import World
from tests.access.places import ABSENT
from tests.access.survivors import REASONS

pytestmark = pytest.mark.django_db

# A form with mistakes comes back to whoever may send it.
COMES_BACK: Final = 422
# One person, one route, one method, one thing that is there.
ENOUGH: Final = 15_000
# Where the whole is asked. Elsewhere every third question is, and each line by the first whom it lets in and the first
# whom it does not: what could differ is the statement, and `test_agreement.py` compares the rules on random trees.
WHOLE_ON: Final = "sqlite"
ELSEWHERE: Final = 3


def test_every_route_has_its_line_and_every_line_its_route() -> None:
    named = {name for name, _entry in routes() if name}
    lines = {line.route for line in EVERY_LINE}
    without_line = {name for name in named - lines if not group_of(name)}
    assert (without_line, lines - named) == (set(), set())
    assert not [
        group for group in (*OPEN_GROUPS, *CLOSED_GROUPS, *PUBLIC) if not any(n.startswith(group) for n in named)
    ]
    unnamed = [str(entry.pattern) for name, entry in routes() if not name]
    assert sorted(unnamed) == ["^.*/$", "quan-tri/", "test404/"]


def test_only_checks_that_are_there_are_excused_from_being_found() -> None:
    assert REASONS.keys() - {str(check) for check in checks()} == set()


def test_whose_role_has_a_reach_is_let_in_somewhere_and_kept_out_somewhere(world: World) -> None:
    one_sided = []
    for line in EVERY_LINE:
        for who, method in product(("CM", "CR", "TR"), ("GET", "POST")):
            if line.on and who in (line.post if method == "POST" else line.get).replace("=", " ").split():
                got = {line.expected(who, place, method) for place in world.objects.places(line.on) if place != ABSENT}
                if not any(status < REFUSED or status == COMES_BACK for status in got) or NOTHING not in got:
                    one_sided.append(f"{who} {method} {line.route} {line.on}: {got}")
    assert not one_sided


def some_of_each_line(world: World) -> Iterator[Question]:
    met: set[tuple[object, ...]] = set()
    for number, question in enumerate(questions()):
        answers = {question.line.expected(question.row, place, question.method) for place in question.places(world)}
        of_its_kind = (*question.asked, min(answers) < REFUSED)
        if number % ELSEWHERE == 0 or of_its_kind not in met:
            met.add(of_its_kind)
            yield question


def test_everybody_gets_what_the_oracle_says(world: World, browsers: Browsers) -> None:
    wrong: list[str] = []
    asked = 0
    is_whole = connection.vendor == WHOLE_ON
    for question in questions() if is_whole else some_of_each_line(world):
        cells, problems = ask(question, world, browsers)
        asked += cells
        wrong += problems
    print(f"{asked} cells", file=sys.__stdout__)
    assert not wrong, "\n".join(wrong)
    assert asked >= (ENOUGH if is_whole else ENOUGH / ELSEWHERE)


def test_the_rest_of_wagtail_is_for_authors_or_for_nobody(world: World, browsers: Browsers) -> None:
    wrong = list(wrong_in_wagtail(world, browsers))
    assert not wrong, "\n".join(wrong)
