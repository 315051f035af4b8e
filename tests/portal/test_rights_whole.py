"""The page of rights is whole: each address of the oracle and each rule has its line, which says who gets in."""

import ast
import re
from collections import defaultdict
from typing import Final

import pytest

from portal.rights import CADRE, RIGHTS, Right
from tests.access.line import Line
from tests.access.oracle import LINES
from tests.access.oracle_authoring import PAGE_LINES
from tests.access.rights import AUTHORING_PREFIXES, BY_NO_RULE, NO_RULES, NOT_IN_THE_WORLD, ROUTES, RULES, WITHOUT_RIGHT
from tests.architecture.sources import CHECKOUT, ROOMS

pytestmark = pytest.mark.no_database

BY_NUMBER: Final = {right.number: right for right in RIGHTS}
HOLDERS: Final = {
    "CA": CADRE, "GR": CADRE, "TR": "trainer", "RP": "publisher", "CR": "committee_reviewer", "CM": "committee_admin",
    "NA": "national_admin", "AU": "auditor", "DP": "data_protection",
}  # fmt: skip
_WHO: Final = re.compile(r"^(\*|[A-Z]{2})\*?(?:=(\d+))?$")


def rights_at(route: str) -> list[Right]:
    if route.startswith(AUTHORING_PREFIXES):
        return [BY_NUMBER[10]]
    return [BY_NUMBER[number] for number, routes in ROUTES.items() if route in routes.split()]


def let_in(line: Line) -> set[str]:
    """The holders whom the line gives something, in words of the page of rights."""
    found = set()
    for word in f"{line.get} {line.post}".split():
        who = _WHO.match(word)
        if who is None or int(who[2] or 200) in (404, 405, 409):
            continue
        found |= {CADRE} if who[1] == "*" else {HOLDERS[who[1]]} if who[1] in HOLDERS else set()
    return found


def unsaid(lines: tuple[Line, ...]) -> list[str]:
    """Addresses without a line on the page, and whoever gets in without having a right that says so."""
    found = []
    for line in lines:
        rights = rights_at(line.route)
        if not rights and line.route not in WITHOUT_RIGHT:
            found.append(f"{line.route}: no right")
        found += [
            f"{line.route}: {holder}"
            for holder in let_in(line)
            if rights and not any(right.cell(holder) or right.cell(CADRE) for right in rights)
        ]
    return found


def test_every_address_has_its_line_on_the_page() -> None:
    assert unsaid((*LINES, *PAGE_LINES)) == []
    known = {line.route for line in (*LINES, *PAGE_LINES)}
    named = {route for routes in ROUTES.values() for route in routes.split()} | WITHOUT_RIGHT
    assert named <= known
    assert not WITHOUT_RIGHT & {route for routes in ROUTES.values() for route in routes.split()}


def test_whoever_has_a_right_gets_in_somewhere() -> None:
    """A cell of the page that no address honours would be untrue."""
    lets_in: dict[str, set[str]] = defaultdict(set)
    for line in (*LINES, *PAGE_LINES):
        lets_in[line.route] |= let_in(line)
    empty = [
        f"{right.number}: {holder}"
        for right in RIGHTS
        if right.number in ROUTES
        for holder in right.holders()
        if not any({holder, CADRE} & lets_in[route] for route in ROUTES[right.number].split())
    ]
    assert empty == list(NOT_IN_THE_WORLD)


def test_every_rule_has_its_line_on_the_page() -> None:
    named = {name for names in RULES.values() for name in names.split()}
    assert set(_rules()) - named - NO_RULES.keys() == set()
    assert named | NO_RULES.keys() <= set(_rules())
    assert BY_NUMBER.keys() == RULES.keys() | BY_NO_RULE
    assert not RULES.keys() & BY_NO_RULE
    assert BY_NUMBER.keys() - ROUTES.keys() == {22}


def test_what_is_not_on_the_page_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unsaid((Line("planted", "", "DP", "405"),)) == ["planted: no right"]
    assert unsaid((Line("unit_people", "unit", "CM NA*", "DP=302"),)) == ["unit_people: data_protection"]
    assert unsaid((Line("bank_reading", "", "*", "405"),)) == [f"bank_reading: {CADRE}"]
    assert unsaid((Line("retention", "", "NA AU DP=405", "CR=404 @ended=404"),)) == []


def _rules() -> list[str]:
    paths = [path for room in ROOMS for place in ("rules.py", "rules/*.py") for path in (CHECKOUT / room).glob(place)]
    return [
        node.name
        for path in paths
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
