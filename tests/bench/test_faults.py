"""The fault harness itself: it sees what is lost, changed and doubled, and kills where it says."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from bench.faults.ledger import Ledger, Stored, compare
from bench.faults.pauses import AROUND, FOLDER, POINTS, REPLY, arm
from bench.server import ROOT

pytestmark = pytest.mark.no_database

PLACE = ("attempt", 1)


def told(*saves: tuple[int, str], unanswered: tuple[tuple[int, str], ...] = ()) -> Ledger:
    """A robot that was told of these saves, and never heard of others it had sent."""
    ledger = Ledger()
    ledger.sent[PLACE] |= {*saves, *unanswered}
    ledger.acknowledged[PLACE] |= set(saves)
    ledger.begun.add("attempt")
    ledger.receipts["attempt"] += ["AAAA", "AAAA"]
    return ledger


def held(*rows: tuple[int, str], noted: int = 0, attempts: tuple[str, ...] = ("attempt",), markings: int = 1) -> Stored:
    return Stored(
        rows={PLACE: list(rows)},
        noted={PLACE: noted} if noted else {},
        attempts=set(attempts),
        markings={"attempt": markings} if markings else {},
    )


def counts(ledger: Ledger, stored: Stored) -> tuple[int, int, int]:
    outcome = compare(ledger, stored)
    return outcome.lost, outcome.changed, outcome.doubled


@pytest.mark.parametrize(
    ("ledger", "stored"),
    [
        (told((1, "a"), (3, "b")), held((1, "a"), (3, "b"))),
        (told((1, "a"), (2, "a")), held((1, "a"), noted=2)),
        (told((1, "a"), (2, "a"), (3, "b")), held((1, "a"), (3, "b"))),
        (told((1, "a"), unanswered=((2, "b"),)), held((1, "a"))),
        (told((1, "a"), unanswered=((2, "b"),)), held((1, "a"), (2, "b"))),
    ],
    ids=["both stored", "unchanged and noted", "unchanged and overtaken", "never stored", "stored, reply lost"],
)
def test_what_was_promised_is_there(ledger: Ledger, stored: Stored) -> None:
    assert counts(ledger, stored) == (0, 0, 0)


@pytest.mark.parametrize(
    ("ledger", "stored", "expected"),
    [
        (told((1, "a")), held(), (1, 0, 0)),
        (told((1, "a"), (2, "b")), held((1, "a")), (1, 1, 0)),
        (told((1, "a"), (2, "a")), held((1, "a")), (1, 0, 0)),
        (told((1, "a")), held((1, "b")), (0, 2, 1)),
        (told((2, "b"), unanswered=((1, "a"),)), held((2, "b"), (3, "a")), (0, 1, 1)),
        (told((1, "a")), held((1, "a"), (1, "a")), (0, 0, 1)),
        (told((1, "a")), held((1, "a"), attempts=("attempt", "second")), (0, 0, 1)),
        (told((1, "a")), held((1, "a"), attempts=()), (1, 0, 0)),
        (told((1, "a")), held((1, "a"), markings=2), (0, 0, 1)),
        (told((1, "a")), held((1, "a"), markings=0), (1, 0, 0)),
    ],
    ids=[
        "row lost",
        "newest row lost",
        "note lost",
        "other answer stored",
        "older answer put after the newer",
        "same row twice",
        "second attempt",
        "attempt lost",
        "marked twice",
        "submission lost",
    ],
)
def test_what_went_wrong_is_seen(ledger: Ledger, stored: Stored, expected: tuple[int, int, int]) -> None:
    assert counts(ledger, stored) == expected


def test_two_receipts_of_one_attempt_are_a_change() -> None:
    ledger = told((1, "a"))
    ledger.receipts["attempt"].append("BBBB")
    assert counts(ledger, held((1, "a"))) == (0, 1, 0)


def test_an_armed_point_kills_the_first_process_that_reaches_it(tmp_path: Path) -> None:
    def pass_by(point: str) -> int:
        code = f"from bench.faults.pauses import reach; reach({point!r})"
        environment = {**os.environ, FOLDER: str(tmp_path)}
        return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=False).returncode

    arm(tmp_path, POINTS[0])
    assert [pass_by(POINTS[1]), pass_by(POINTS[0]), pass_by(POINTS[0])] == [0, -signal.SIGKILL, 0]


def test_the_points_stand_around_functions_that_exist() -> None:
    named = {point for _module, _name, *points in AROUND for point in points if point}
    assert named | {REPLY} == set(POINTS)
    for module, name, *_points in AROUND:
        function: Callable[..., object] = getattr(import_module(module), name)
        assert callable(function)
