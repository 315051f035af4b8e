"""Does the oracle see it when a permission check is gone? Each check is taken out, and the questions asked again.

`python -m pytest -s tests/access/mutation.py`: a command of its own, for a quarter of an hour; with
`SEN_MUTATION_ONLY=PART,PART` only the checks whose file or text has one of the parts in it, with
`SEN_MUTATION_LINES=PART,PART` only the lines whose route has one.

First every question is asked with all checks in place, and noted which of them held somebody back. A check is then
found if one question in which it did is answered otherwise without it than the oracle says, or, for a rule that views
do not ask, if its predicate and its queryset no longer agree (`agreement.py`). Survivors have their reasons in
`survivors.py`; it passes with a reason for each, and 95 in 100 found.
"""

import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from assessments.enums import AttemptState
from assessments.models import Attempt
from committees.enums import Role
from tests.access.agreement import Shape, build, disagreements
from tests.access.asking import Question, ask, questions
from tests.access.beside_lines import wrong_in_wagtail
from tests.access.browsing import Browsers
from tests.access.checks import RULES_AT, Check, checks
from tests.access.lifting import Gates
from tests.access.objects import World
from tests.access.places import ABSENT
from tests.access.survivors import REASONS

pytestmark = pytest.mark.django_db

ENOUGH: Final = 0.95
DAY: Final = 86_400
# Each role held by somebody, and once more by somebody who holds it no longer; and units that nobody administers.
EVERY_ROLE: Final = Shape(8, [(role, place, is_over) for is_over in (False, True) for place, role in enumerate(Role)])
ONLY: Final = "SEN_MUTATION_ONLY"
LINES: Final = "SEN_MUTATION_LINES"
# What so many questions do not show is not shown.
MOST_ASKED: Final = 100

# A question and the places in which the check held somebody back, or one where it is not there.
Bitten = dict[int, tuple[str, ...]]


def test_a_check_that_is_gone_is_seen(world: World, browsers: Browsers, settings: Settings) -> None:
    # The run takes longer than a paper, and than a password typed again holds.
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = DAY
    Attempt.objects.filter(state=AttemptState.OPEN).update(deadline_at=timezone.now() + timedelta(days=1))
    asked = [question for question in questions() if _is_wanted(question.line.route, LINES)]
    gates = Gates()
    found, survivors = 0, []
    with gates.in_place():
        bitten, wrong = _bitten(asked, world, browsers, gates)
        with gates.noted() as numbers:
            wrong += wrong_in_wagtail(world, browsers)
        in_wagtail = set(numbers)
        _say("\n".join(wrong))
        for check in checks():
            if not _is_wanted(str(check), ONLY):
                continue
            seen = _seen(check, asked, bitten[check.number], world, browsers, gates) or _told_apart(check, gates)
            if not seen and check.number in in_wagtail:
                with gates.opened(check):
                    seen = next(wrong_in_wagtail(world, browsers), "")
            found += bool(seen)
            if not seen:
                survivors.append(check)
                seen = f"{len(bitten[check.number])} questions"
            _say(f"{'SURVIVED' if check in survivors else 'found   '} {check}\n         {seen}")
    total = found + len(survivors)
    unexplained = [str(check) for check in survivors if str(check) not in REASONS]
    _say(f"{total} checks, {found} found ({found / total:.1%}), {len(unexplained)} of the others without a reason")
    assert not wrong
    assert not unexplained, "\n".join(unexplained)
    assert found >= ENOUGH * total


def _is_wanted(text: str, variable: str) -> bool:
    return any(part in text for part in os.environ.get(variable, "").split(","))


def _bitten(
    asked: list[Question], world: World, browsers: Browsers, gates: Gates
) -> tuple[dict[int, Bitten], list[str]]:
    """For each check, by its number, where it holds somebody back; and what is answered wrongly to begin with."""
    found: dict[int, Bitten] = defaultdict(dict)
    wrong: list[str] = []
    for index, question in enumerate(asked):
        for place in question.places(world):
            with gates.noted() as numbers:
                _cells, problems = ask(question, world, browsers, only=(place,))
            wrong += problems
            for number in () if problems else numbers:
                found[number][index] = (*found[number].get(index, ()), place)
    return found, wrong


def _seen(check: Check, asked: list[Question], bitten: Bitten, world: World, browsers: Browsers, gates: Gates) -> str:
    """The first difference, in words; empty when every question is answered as if the check were there."""
    for index in _in_turn(check, bitten, asked, world):
        question, places = asked[index], (*bitten[index], ABSENT)
        with gates.opened(check):
            problem = _problem(question, places, world, browsers)
        if problem:
            # Not because something else is different by now.
            assert not _problem(question, places, world, browsers), problem
            return problem
    return ""


def _in_turn(check: Check, indexes: Iterable[int], asked: list[Question], world: World) -> list[int]:
    """One of each line before a second one of any; of a line first those that somebody is refused."""
    shuffled = sorted(indexes)
    random.Random(str(check)).shuffle(shuffled)
    before: Counter[tuple[str, str]] = Counter()
    turns = {}
    for index in sorted(shuffled, key=lambda i: not asked[i].is_refused_somewhere(world)):
        line = asked[index].line.route, asked[index].line.on
        turns[index] = before[line]
        before[line] += 1
    return sorted(turns, key=turns.__getitem__)[:MOST_ASKED]


def _told_apart(check: Check, gates: Gates) -> str:
    """The first pair of predicate and queryset that no longer agree, where the check belongs to the rules."""
    if RULES_AT not in check.place.file:
        return ""
    with transaction.atomic():
        askers = [user.pk for user in build(EVERY_ROLE)]
        with gates.opened(check):
            # Read anew: what a person may do is kept on the object.
            wrong = disagreements(User.objects.filter(pk__in=askers))
        transaction.set_rollback(True)
    return wrong[0][:200] if wrong else ""


def _problem(question: Question, places: tuple[str, ...], world: World, browsers: Browsers) -> str:
    try:
        _cells, problems = ask(question, world, browsers, only=places)
    except Exception as error:  # noqa: BLE001 - a page that breaks is seen by everybody
        return f"{question.who} {question.method} {question.line.route}: {type(error).__name__}"
    return problems[0] if problems else ""


def _say(text: str) -> None:
    print(text, file=sys.__stdout__, flush=True)
