"""What is invented is believable, and the same for the same seed."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from committees.enums import Kind
from demo.domain.journeys import Journey, Outcome, Shape, Window, invent_journey
from demo.domain.names import person_name, unit_name

pytestmark = pytest.mark.no_database

ENDED = Window(date(2025, 8, 4), date(2025, 11, 14), date(2025, 12, 15), is_running=False)
RUNNING = Window(date(2026, 9, 1), date(2026, 10, 20), date(2026, 11, 20), is_running=True)
BEGUN = Window(date(2026, 11, 8), date(2026, 12, 20), date(2026, 11, 19), is_running=True)
SHAPE = Shape(activities=4, first_quiz=3, attempts=3)


def journeys(window: Window, count: int = 3000) -> list[Journey]:
    rng = Random(5)
    made = [invent_journey(rng, window, date(2023, 1, 1), SHAPE, zeal=0) for _number in range(count)]
    return [journey for journey in made if journey is not None]


def test_the_mix_is_believable() -> None:
    told = [*journeys(ENDED), *journeys(RUNNING)]
    share = {outcome: count / len(told) for outcome, count in Counter(each.outcome for each in told).items()}
    assert 0.50 < share[Outcome.COMPLETED] < 0.62
    assert 0.14 < share[Outcome.IN_PROGRESS] < 0.24
    assert 0.12 < share[Outcome.NOT_STARTED] < 0.20
    assert 0.03 < share[Outcome.FAILED] < 0.05
    assert 0.02 < share[Outcome.EXEMPT] < 0.04
    assert 0.02 < sum(each.is_late for each in told) / len(told) < 0.04


@pytest.mark.parametrize("window", [ENDED, RUNNING])
def test_days_go_on_and_stay_in_the_campaign(window: Window) -> None:
    for journey in journeys(window):
        days = [journey.assigned_on, *([journey.started_on] if journey.started_on else [])]
        days += sorted([*journey.steps[:3], *journey.failed_on]) + journey.steps[3:]
        assert days == sorted(days)
        assert window.starts_on <= days[0]
        assert days[-1] <= window.last
        assert journey.is_late == (journey.assigned_on > window.cut_off_on)
        assert (len(journey.steps) == SHAPE.activities) == (journey.outcome is Outcome.COMPLETED)


def test_failed_is_all_attempts_and_passed_is_fewer() -> None:
    for journey in journeys(ENDED):
        if journey.outcome is Outcome.FAILED:
            assert len(journey.failed_on) == SHAPE.attempts
        else:
            assert len(journey.failed_on) < SHAPE.attempts


def test_who_comes_after_the_campaign_is_not_in_it() -> None:
    assert invent_journey(Random(1), ENDED, date(2026, 1, 1), SHAPE, zeal=0) is None


def test_the_same_seed_tells_the_same() -> None:
    assert journeys(ENDED, 200) == journeys(ENDED, 200)
    first, second = ([person_name(Random(seed)) for _number in range(1)] for seed in (3, 3))
    assert first == second


def test_names_of_units_do_not_repeat_in_a_province() -> None:
    names = {unit_name(kind, number) for kind in (Kind.COMMUNE, Kind.WARD) for number in range(147)}
    assert len(names) == 2 * 147


@pytest.mark.parametrize("zeal", [-0.2, 0.0, 0.2])
def test_of_a_campaign_that_has_just_begun_most_have_not_started(zeal: float) -> None:
    rng = Random(7)
    made = [invent_journey(rng, BEGUN, date(2023, 1, 1), SHAPE, zeal) for _number in range(500)]
    found = Counter(journey.outcome for journey in made if journey is not None)
    assert sum(found.values()) == 500
    assert found[Outcome.NOT_STARTED] > 250 and found[Outcome.COMPLETED] > 0
