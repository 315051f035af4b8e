"""What an invented person did in a campaign. Pure: nothing here touches the database."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto
from random import Random
from typing import Final

from learning.enums import ExemptReason


class Outcome(Enum):
    COMPLETED = auto()
    IN_PROGRESS = auto()
    NOT_STARTED = auto()
    FAILED = auto()
    EXEMPT = auto()


# Of a hundred people. A campaign that still runs has more people on the way.
_ENDED: Final = {
    Outcome.COMPLETED: 76,
    Outcome.IN_PROGRESS: 9,
    Outcome.NOT_STARTED: 8,
    Outcome.FAILED: 4,
    Outcome.EXEMPT: 3,
}
_RUNNING: Final = {
    Outcome.COMPLETED: 42,
    Outcome.IN_PROGRESS: 29,
    Outcome.NOT_STARTED: 22,
    Outcome.FAILED: 4,
    Outcome.EXEMPT: 3,
}
_BEGUN: Final = {
    Outcome.COMPLETED: 5,
    Outcome.IN_PROGRESS: 14,
    Outcome.NOT_STARTED: 79,
    Outcome.FAILED: 1,
    Outcome.EXEMPT: 1,
}
_NEW: Final = timedelta(days=20)
_LATE_SHARE: Final = 0.03


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a campaign as one person meets it. `last`: the last day on which anything happened."""

    starts_on: date
    cut_off_on: date
    last: date
    is_running: bool


@dataclass(slots=True)
class Journey:
    """`steps`: the day each finished activity was finished, in reading order. `failed_on`: the days of
    failed attempts at the first quiz, before its pass where it is among the steps."""

    outcome: Outcome
    assigned_on: date
    is_late: bool
    started_on: date | None = None
    steps: list[date] = field(default_factory=list)
    failed_on: list[date] = field(default_factory=list)
    exempt_on: date | None = None
    exempt_reason: ExemptReason | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a course asks: how many activities, the place of its first quiz (None: none), its attempts."""

    activities: int
    first_quiz: int | None
    attempts: int


def invent_journey(rng: Random, window: Window, joined: date, shape: Shape, zeal: float) -> Journey | None:
    """The journey of a person who belonged to the campaign's units since `joined`.

    `zeal` from -0.2 to 0.2 shifts how many of a unit complete. None: the person came too late.
    """
    if joined > window.last:
        return None
    assigned_on, is_late = _assignment(rng, window, joined)
    journey = Journey(_outcome(rng, window, shape, zeal), assigned_on, is_late)
    if journey.outcome is Outcome.EXEMPT:
        journey.exempt_on = _later(rng, assigned_on, 15, window.last)
        journey.exempt_reason = rng.choice(list(ExemptReason))
    elif journey.outcome is not Outcome.NOT_STARTED:
        _walk(rng, journey, window, shape)
    return journey


def invent_first_steps(assigned_on: date, started_on: date, done: int) -> Journey:
    """The journey of the demonstration's learner: begun, with some lessons finished."""
    steps = [started_on + timedelta(days=2 * number) for number in range(done)]
    return Journey(Outcome.IN_PROGRESS, assigned_on, is_late=False, started_on=started_on, steps=steps)


def _assignment(rng: Random, window: Window, joined: date) -> tuple[date, bool]:
    assigned_on = max(window.starts_on, joined)
    after_cut_off = window.cut_off_on + timedelta(days=1)
    if assigned_on <= window.cut_off_on and rng.random() < _LATE_SHARE and after_cut_off < window.last:
        assigned_on = _later(rng, after_cut_off, 20, window.last)
    return assigned_on, assigned_on > window.cut_off_on


def _outcome(rng: Random, window: Window, shape: Shape, zeal: float) -> Outcome:
    is_new = window.last - window.starts_on <= _NEW
    weights = dict(_ENDED if not window.is_running else _BEGUN if is_new else _RUNNING)
    shifted = int(100 * zeal)
    weights[Outcome.COMPLETED] = max(1, weights[Outcome.COMPLETED] + shifted)
    weights[Outcome.NOT_STARTED] = max(1, weights[Outcome.NOT_STARTED] - shifted)
    if shape.first_quiz is None:
        weights[Outcome.FAILED] = 0
    return rng.choices(list(weights), list(weights.values()))[0]


def _walk(rng: Random, journey: Journey, window: Window, shape: Shape) -> None:
    """Days only ever go on; whoever would run past the end hurries on the last day."""
    day = journey.started_on = _later(rng, journey.assigned_on, 25, window.last)
    quiz = shape.first_quiz
    for place in range(_activities_done(rng, journey.outcome, shape)):
        if place == quiz:
            for _attempt in range(rng.choices(range(shape.attempts), _few_failures(shape.attempts))[0]):
                day = _later(rng, day, 2, window.last)
                journey.failed_on.append(day)
        day = _later(rng, day, 3, window.last)
        journey.steps.append(day)
    if journey.outcome is Outcome.FAILED:
        for _attempt in range(shape.attempts):
            day = _later(rng, day, 2, window.last)
            journey.failed_on.append(day)


def _activities_done(rng: Random, outcome: Outcome, shape: Shape) -> int:
    if outcome is Outcome.COMPLETED:
        return shape.activities
    before_quiz = shape.activities - 1 if shape.first_quiz is None else shape.first_quiz
    return before_quiz if outcome is Outcome.FAILED else rng.randint(0, before_quiz)


def _few_failures(attempts: int) -> list[int]:
    """Most pass at once, some after one failure, few after more."""
    return [16, 4, 1, *[0] * attempts][:attempts]


def _later(rng: Random, day: date, most: int, last: date) -> date:
    return min(day + timedelta(days=rng.randint(0, most)), last)
