"""The whole of `bin/start` with toys for programs: signals, restarts and what `kill -9` leaves."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from launcher.messages import reason_in
from launcher.processes import start_mark, stop_orphans
from launcher.ready import status

pytestmark = pytest.mark.no_database

TRACEBACK = "Traceback (most recent call last):\n"
TOY = Path(__file__).with_name("toy_start.py")
PREPARE = """
import os, sys, time
print("preparing", flush=True)
while (gate := os.environ.get("WAITS_FOR")) and not os.path.exists(gate):
    time.sleep(0.02)
print("a library's chatter", file=sys.stderr)
if os.environ["SEN_DEMO"] == "0":
    print("SETUP_LINK=http://127.0.0.1/thiet-lap/?token=a=b")
if os.environ.get("FAULTY"):
    raise RuntimeError("the disk is full")
if os.environ.get("UNSAFE"):
    print("demonstration accounts exist"); raise SystemExit(4)
"""


class Toy:
    """A toy checkout that can be started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "dữ liệu"
        (folder / "manage.py").write_text(PREPARE, encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.started: list[subprocess.Popen[str]] = []

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """Begin a start; its output is read by `lines`."""
        process = subprocess.Popen(
            [sys.executable, "-X", "utf8", TOY, self.folder],
            env={
                **os.environ,
                "PORT": str(self.port),
                "SEN_DATA": str(self.data),
                "SEN_DEMO": "office",
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.started.append(process)
        return process

    def lines(self, process: subprocess.Popen[str], until: str) -> list[str]:
        """Read its output up to a line that begins with `until`; fails at the end of output."""
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith(until):
                return lines
        raise AssertionError("\n".join(lines))

    def pids(self) -> list[int]:
        """Every process that the toy programs have told of or that is recorded."""
        log = (self.data / "logs" / "worker.log").read_text()
        grandchildren = [int(pid) for pid in re.findall(r"grandchild (\d+)", log)]
        records = "".join(path.read_text() for path in (self.data / "run").glob("*.json"))
        return grandchildren + [int(pid) for pid in re.findall(r'"pid": (\d+)', records)]

    def wait_for_pids(self, count: int) -> list[int]:
        """The pids, once so many are known."""
        for _ in range(200):
            if (self.data / "logs" / "worker.log").exists() and len(self.pids()) >= count:
                return self.pids()
            time.sleep(0.02)
        raise AssertionError(self.pids())


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Toy]:
    """A toy checkout under a path with spaces and Vietnamese letters."""
    (tmp_path / "Học viện Sen").mkdir()
    toy = Toy(tmp_path / "Học viện Sen")
    yield toy
    for process in toy.started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    stop_orphans(toy.data / "run")


def _gone(pids: list[int]) -> bool:
    for _ in range(200):
        if not any(start_mark(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_process(toy: Toy, number: signal.Signals) -> None:
    process = toy.start()
    output = toy.lines(process, "Stop with")
    pids = toy.wait_for_pids(3)

    process.send_signal(number)

    assert process.wait(timeout=10) == 0
    assert _gone(pids)
    assert list((toy.data / "run").iterdir()) == []
    assert f"Sen is ready at http://127.0.0.1:{toy.port}/" in output
    assert any(line.split()[:1] == ["baove.dulieu"] for line in output)
    assert any(line.endswith("sen-demo-2026") for line in output)
    assert not any("chatter" in line for line in output)


def test_a_second_start_is_refused_and_disturbs_nothing(toy: Toy) -> None:
    first = toy.start()
    toy.lines(first, "Stop with")

    second = toy.start()
    output, _ = second.communicate(timeout=10)

    assert second.returncode == 1
    assert f"as process {first.pid}" in output
    assert status(f"http://127.0.0.1:{toy.port}/healthz", "localhost") == 200


def test_a_port_taken_during_the_preparation_is_not_shared(toy: Toy) -> None:
    process = toy.start(WAITS_FOR=str(toy.folder / "go on"))
    toy.lines(process, "preparing")
    with socket.socket() as other:
        # As another web server would take it.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", toy.port))
        other.listen()
        (toy.folder / "go on").touch()
        output, _ = process.communicate(timeout=10)
    assert process.returncode == 1
    assert f"Port {toy.port} is taken" in output


def test_after_kill_9_the_next_start_is_as_good_as_any(toy: Toy) -> None:
    first = toy.start()
    toy.lines(first, "Stop with")
    pids = toy.wait_for_pids(3)
    first.kill()
    first.wait()

    second = toy.start()
    toy.lines(second, "Stop with")

    assert _gone(pids)
    second.terminate()
    assert second.wait(timeout=10) == 0


def test_a_program_that_dies_is_started_again(toy: Toy) -> None:
    process = toy.start()
    toy.lines(process, "Stop with")
    worker, web, grandchild = _by_name(toy)

    os.kill(worker, signal.SIGKILL)

    toy.lines(process, "The worker process ended (exit code -9)")
    assert _gone([worker, grandchild])
    for _ in range(200):
        again = _by_name(toy)
        if again[0] != worker:
            break
        time.sleep(0.02)
    assert again[1] == web
    assert start_mark(again[0])


def test_a_web_program_that_keeps_dying_ends_with_its_log(toy: Toy) -> None:
    (toy.folder / "broken").touch()

    process = toy.start()
    output, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "the application cannot be imported" in output
    assert "ended 5 times within a minute (last exit code 7)" in output
    assert list((toy.data / "run").iterdir()) == []


def test_without_demonstration_the_set_up_link_is_shown(toy: Toy) -> None:
    output = toy.lines(toy.start(SEN_DEMO="0"), "Stop with")

    assert "  http://127.0.0.1/thiet-lap/?token=a=b" in output
    assert any("valid 30 minutes" in line for line in output)
    assert not any("hocvien" in line for line in output)


def test_a_refusal_of_prepare_starts_nothing(toy: Toy) -> None:
    process = toy.start(UNSAFE="1")
    output, _ = process.communicate(timeout=10)

    assert process.returncode == 4
    assert "demonstration accounts exist" in output
    assert not (toy.data / "logs" / "web.log").exists()


def test_a_preparation_that_fails_says_why(toy: Toy) -> None:
    output, _ = toy.start(FAULTY="1").communicate(timeout=10)

    assert "RuntimeError: the disk is full" in output
    assert "Traceback" not in output
    assert "File " not in output
    log = toy.data / "logs" / "prepare.log"
    assert str(log) in output
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert "run bin/start again" in output
    assert not (toy.data / "logs" / "web.log").exists()


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (
            'Traceback (most recent call last):\n  File "a.py"\n    f()\n    ^^^\nE: no\n\tIs it up?\n',
            "E: no\n\tIs it up?",
        ),
        (
            "Traceback (most recent call last):\n  x\nA: one\n\nTraceback (most recent call last):\n  y\nB: two\n",
            "B: two",
        ),
        ("CommandError: nothing to do\n", "CommandError: nothing to do"),
    ],
)
def test_the_reason_is_the_message_without_its_frames(tmp_path: Path, log: str, reason: str) -> None:
    path = tmp_path / "prepare.log"
    path.write_text(log, encoding="utf-8")
    assert reason_in(path) == reason


def test_a_taken_port_is_named_before_anything_starts(toy: Toy) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", toy.port))
        other.listen()
        process = toy.start()
        output, _ = process.communicate(timeout=10)

    assert process.returncode == 1
    assert f"Port {toy.port} is taken" in output
    assert "preparing" not in output


def test_a_large_log_is_put_aside(toy: Toy) -> None:
    (toy.data / "logs").mkdir(parents=True)
    with (toy.data / "logs" / "web.log").open("wb") as file:
        file.truncate(11 * 1024**2)

    toy.lines(toy.start(), "Stop with")

    assert (toy.data / "logs" / "web.log").stat().st_size < 1024**2
    assert (toy.data / "logs" / "web.log.1").stat().st_size == 11 * 1024**2


def _by_name(toy: Toy) -> tuple[int, int, int]:
    """Pids of worker, web and the worker's newest child."""
    toy.wait_for_pids(3)
    records = {path.stem: path.read_text() for path in (toy.data / "run").glob("*.json")}
    pids = {name: int(re.findall(r'"pid": (\d+)', text)[0]) for name, text in records.items()}
    log = (toy.data / "logs" / "worker.log").read_text()
    return pids.get("worker", 0), pids["web"], int(re.findall(r"grandchild (\d+)", log)[-1])
