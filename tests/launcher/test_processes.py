"""Process groups: stopped whole, and never a stranger's."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from launcher.processes import Child, run_step, start_child, start_mark, stop_groups, stop_orphans

pytestmark = pytest.mark.no_database

# A leader with a descendant; both pids are printed.
FAMILY = """
import os, signal, subprocess, sys, time
if "stubborn" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A data folder's `run/`."""
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


@pytest.fixture
def family(run: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Child, list[int]]]:
    """A recorded group of two processes and their pids; pass "stubborn" to ignore TERM."""
    child = start_child(
        "worker",
        [sys.executable, "-c", FAMILY, getattr(request, "param", "")],
        cwd=run,
        run=run,
        environment={**os.environ, "SEN_DATA": str(run.parent)},
        output=subprocess.PIPE,
    )
    assert child.process.stdout is not None
    pids = [int(pid) for pid in child.process.stdout.readline().split()]
    yield child, pids
    stop_groups([child.process.pid], grace=0)
    child.process.stdout.close()
    child.process.wait()


def _running(pids: list[int]) -> list[int]:
    """Those that still run, after a moment in which the killed ones may disappear."""
    for _ in range(100):
        left = [pid for pid in pids if start_mark(pid)]
        if not left:
            return []
        time.sleep(0.02)
    return left


def test_a_group_is_stopped_with_its_descendants(family: tuple[Child, list[int]]) -> None:
    child, pids = family

    child.stop()

    assert _running(pids) == []
    assert not child.record.exists()


@pytest.mark.parametrize("family", ["stubborn"], indirect=True)
def test_who_ignores_term_is_killed(family: tuple[Child, list[int]]) -> None:
    child, pids = family

    stop_groups([child.process.pid], grace=0.3)

    assert _running(pids) == []
    assert child.process.wait() == -signal.SIGKILL


def test_orphans_are_stopped(family: tuple[Child, list[int]], run: Path) -> None:
    _, pids = family

    assert stop_orphans(run) == ["worker"]

    assert _running(pids) == []
    assert list(run.iterdir()) == []


def test_descendants_of_a_dead_leader_are_stopped(family: tuple[Child, list[int]], run: Path) -> None:
    child, pids = family
    child.process.kill()
    child.process.wait()
    assert start_mark(pids[1])

    assert stop_orphans(run) == ["worker"]

    assert _running(pids) == []


def test_a_stranger_with_the_same_pid_is_left_alone(family: tuple[Child, list[int]], run: Path) -> None:
    child, pids = family
    record = json.loads(child.record.read_text())
    child.record.write_text(json.dumps({**record, "started": "another boot 123"}))

    assert stop_orphans(run) == []

    assert [bool(start_mark(pid)) for pid in pids] == [True, True]
    assert list(run.iterdir()) == []


@pytest.mark.parametrize("text", ["", '{"pid":', "[]", '{"pid": "x"}'])
def test_a_record_cut_short_is_no_trouble(run: Path, text: str) -> None:
    (run / "web.json").write_text(text)

    assert stop_orphans(run) == []


def test_a_step_hands_over_its_lines_and_code(run: Path) -> None:
    lines: list[str] = []
    code = "import sys; print('Đang chuẩn bị'); print('lỗi', file=sys.stderr); sys.exit(4)"

    answer = run_step(
        "prepare",
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=run,
        run=run,
        environment=os.environ,
        on_line=lines.append,
    )

    assert answer == 4
    assert sorted(lines) == ["lỗi", "Đang chuẩn bị"]
    assert list(run.iterdir()) == []
