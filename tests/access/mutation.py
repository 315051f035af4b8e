"""Does the oracle see it when a permission check is gone? Each check is taken out, and the questions asked again.

`python -m pytest -s tests/access/mutation.py`: a command of its own, for half an hour; with
`SEN_MUTATION_ONLY=PART,PART` only the checks whose file or text has one of the parts in it. A check is found if one
question that passes through its function is answered otherwise than the oracle says, or, for a rule that views do not
ask, if its predicate and its queryset no longer agree (`agreement.py`). Survivors have their reasons in `survivors.py`;
it passes with a reason for each, and 95 in 100 found.
"""

import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any, Final

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
from tests.access.browsing import Browsers
from tests.access.lifting import CHECKOUT, Check, Place, checks
from tests.access.line import ANONYMOUS
from tests.access.objects import World
from tests.access.survivors import REASONS

pytestmark = pytest.mark.django_db

ENOUGH: Final = 0.95
DAY: Final = 86_400
# Each role held by somebody, and once more by somebody who holds it no longer.
EVERY_ROLE: Final = Shape(7, [(role, place, is_over) for is_over in (False, True) for place, role in enumerate(Role)])
ONLY: Final = "SEN_MUTATION_ONLY"
# For each way of being let in one; the others pass through the same functions.
TRACED: Final = (ANONYMOUS, "CA", "GR", "CM", "TR", "NA", "AU")
HOME: Final = ("A",)
# What so many questions do not show is not shown.
MOST_ASKED: Final = 200

# Route, kind of object, method.
Asked = tuple[str, str, str]


def test_a_check_that_is_gone_is_seen(world: World, browsers: Browsers, settings: Settings) -> None:
    # The run takes longer than a paper, and than a password typed again holds.
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = DAY
    Attempt.objects.filter(state=AttemptState.OPEN).update(deadline_at=timezone.now() + timedelta(days=1))
    passed_through = _trace(world, browsers)
    wanted = os.environ.get(ONLY, "").split(",")
    found, survivors = 0, []
    for check in checks():
        if not any(part in str(check) for part in wanted):
            continue
        seen = _seen(check, _askable(check, passed_through, world), world, browsers) or _told_apart(check)
        found += bool(seen)
        if not seen:
            survivors.append(check)
        _say(f"{'found   ' if seen else 'SURVIVED'} {check}" + (f"\n         {seen}" if seen else ""))
    total = found + len(survivors)
    unexplained = [str(check) for check in survivors if str(check) not in REASONS]
    _say(f"{total} checks, {found} found ({found / total:.1%}), {len(unexplained)} of the others without a reason")
    assert not unexplained, "\n".join(unexplained)
    assert found >= ENOUGH * total


def _trace(world: World, browsers: Browsers) -> dict[Place, set[Asked]]:
    """Which lines pass through which function, whoever asks; and that all is answered rightly to begin with."""
    passed: dict[Place, set[Asked]] = defaultdict(set)
    for question in questions():
        if question.who not in TRACED:
            continue
        with _noted() as places:
            _cells, problems = ask(question, world, browsers, only=HOME)
        assert not problems, problems
        for place in places:
            passed[place].add(question.asked)
    return passed


@contextmanager
def _noted() -> Iterator[set[Place]]:
    places: set[Place] = set()
    root = f"{CHECKOUT}{os.sep}"

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(root):
            file = code.co_filename[len(root) :]
            places.add(Place(file, code.co_qualname.partition(".<")[0]))
            places.add(Place(file, ""))

    sys.setprofile(note)
    try:
        yield places
    finally:
        sys.setprofile(None)


def _askable(check: Check, passed: dict[Place, set[Asked]], world: World) -> list[Question]:
    """Those through the function, else through its file; first those that somebody is refused.

    Who is not signed in does not get as far as the view: such questions are found by the addresses of the others.
    """
    through = passed.get(check.place) or passed.get(Place(check.place.file, ""), set())
    found = [question for question in questions() if question.asked in through]
    if check.kind == "sign-in":
        found = [question for question in found if question.who == ANONYMOUS]
    random.Random(str(check)).shuffle(found)
    return sorted(found, key=lambda question: not question.is_refused_somewhere(world))[:MOST_ASKED]


def _seen(check: Check, asked: list[Question], world: World, browsers: Browsers) -> str:
    """The first difference, in words; empty when every question is answered as if the check were there."""
    for question in asked:
        with check.lifted():
            problem = _problem(question, world, browsers)
        if problem:
            # Not because something else is different by now.
            assert not _problem(question, world, browsers), problem
            return problem
    return ""


def _told_apart(check: Check) -> str:
    """The first pair of predicate and queryset that no longer agree, where the check belongs to the rules."""
    if "/rules" not in check.place.file:
        return ""
    with transaction.atomic():
        askers = [user.pk for user in build(EVERY_ROLE)]
        with check.lifted():
            # Read anew: what a person may do is kept on the object.
            wrong = disagreements(User.objects.filter(pk__in=askers))
        transaction.set_rollback(True)
    return wrong[0][:200] if wrong else ""


def _problem(question: Question, world: World, browsers: Browsers) -> str:
    try:
        _cells, problems = ask(question, world, browsers)
    except Exception as error:  # noqa: BLE001 - a page that breaks is seen by everybody
        return f"{question.who} {question.method} {question.line.route}: {type(error).__name__}"
    return problems[0] if problems else ""


def _say(text: str) -> None:
    print(text, file=sys.__stdout__, flush=True)
