"""Process groups: started, recorded on disk, and stopped whole.

Every child leads its own session, so its pid names a group that holds all its descendants, and
Ctrl-C in the terminal reaches only the supervisor, which then stops the groups in good order.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

GRACE_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


class Stopped(BaseException):
    """INT, TERM or HUP arrived; not an `Exception`, so that nothing on the way swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Signals:
    """What has arrived, and whether this is a moment at which it may interrupt."""

    holding = False
    arrived = 0


def stop_on_signals() -> None:
    """Let INT, TERM and HUP raise `Stopped`."""
    _Signals.arrived = 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Started with nohup, HUP is ignored already and is to stay so. INT is not: a shell ignores
        # it for whatever it starts with `&`, which says nothing about what its user wants.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)


def ignore_signals() -> None:
    """From here on the end is near anyway, and a second Ctrl-C must not break the stopping."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _stop(number: int, _frame: object) -> None:
    _Signals.arrived = number
    if not _Signals.holding:
        ignore_signals()
        raise Stopped(number)


@contextlib.contextmanager
def _holding_signals() -> Iterator[None]:
    """Between the birth of a child and its being known to us, `Stopped` would leave it behind."""
    _Signals.holding = True
    try:
        yield
    finally:
        _Signals.holding = False


@dataclass
class Child:
    """A started process group, named by the pid of its leader, and its record on disk."""

    process: subprocess.Popen[str]
    record: Path

    def stop(self) -> None:
        """Stop the group and forget it."""
        stop_groups([self.process.pid])
        self.process.wait()
        self.record.unlink(missing_ok=True)


def start_child(
    name: str,
    command: Sequence[str | Path],
    *,
    cwd: Path,
    run: Path,
    environment: Mapping[str, str],
    output: IO[bytes] | int,
    errors: IO[bytes] | int = subprocess.STDOUT,
) -> Child:
    """Start `command` as its own group and record it as `run/<name>.json` for the next start."""
    with _holding_signals():
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            preexec_fn=_die_with_the_parent,  # safe: the launcher has no threads
            encoding="utf-8",
            errors="replace",
        )
        child = Child(process, run / f"{name}.json")
        identity = {"pid": process.pid, "started": start_mark(process.pid), "data": str(run.parent)}
        temporary = child.record.with_suffix(".new")
        temporary.write_text(json.dumps(identity), encoding="utf-8")
        temporary.replace(child.record)
    if _Signals.arrived:
        child.stop()
        raise Stopped(_Signals.arrived)
    return child


def run_step(
    name: str,
    command: Sequence[str | Path],
    *,
    cwd: Path,
    run: Path,
    environment: Mapping[str, str],
    on_line: Callable[[str], None],
    errors: IO[bytes] | int = subprocess.STDOUT,
) -> int:
    """Run a command to its end, handing over its lines as they come; returns its exit code."""
    child = start_child(name, command, cwd=cwd, run=run, environment=environment, output=subprocess.PIPE, errors=errors)
    try:
        for line in child.process.stdout or ():
            on_line(line.rstrip("\n"))
        return child.process.wait()
    finally:
        child.stop()


def stop_groups(leaders: Sequence[int], grace: float = GRACE_SECONDS) -> None:
    """TERM to every group, and after `grace` seconds KILL to what is left of them."""
    for leader in leaders:
        _signal_group(leader, signal.SIGTERM)
    deadline = time.monotonic() + grace
    left = list(leaders)
    while left := [leader for leader in left if _members(leader)]:
        if time.monotonic() > deadline:
            for leader in left:
                _signal_group(leader, signal.SIGKILL)
            return
        time.sleep(0.05)


def stop_orphans(run: Path) -> list[str]:
    """Stop what a killed supervisor left running; returns the names of what was found."""
    found: dict[str, int] = {}
    for record in run.glob("*.json"):
        # A record cut short by a power failure is of a process that the failure ended as well.
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            known = json.loads(record.read_text(encoding="utf-8"))
            if _is_ours(int(known["pid"]), str(known["started"]), str(known["data"])):
                found[record.stem] = int(known["pid"])
    stop_groups(list(found.values()))
    for record in run.glob("*.json"):
        record.unlink(missing_ok=True)
    return sorted(found)


def start_mark(pid: int) -> str:
    """What tells this process from a later one with the same pid; empty if it does not run."""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        state, ticks = _stat(pid)[0], _stat(pid)[19]
        return "" if state == "Z" else f"{boot} {ticks}"
    if Path("/proc/self/stat").exists():
        return ""
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def _is_ours(leader: int, started: str, data: str) -> bool:
    """True if the recorded group still runs, so that no stranger's process is ever signalled."""
    mark = start_mark(leader)
    if mark:
        return mark == started
    # The leader is gone, its descendants may not be: they carry our folder in their environment.
    wanted = os.fsencode(f"SEN_DATA={data}")
    for pid in _members(leader):
        with contextlib.suppress(OSError):
            if wanted in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                return True
    return False


def _signal_group(leader: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def _members(leader: int) -> list[int]:
    """The living processes of a group; zombies, which only wait to be reaped, do not count."""
    if not Path("/proc/self/stat").exists():
        answer = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=False)
        rows = (line.split() for line in answer.stdout.splitlines())
        return [int(r[0]) for r in rows if int(r[1]) == leader and not r[2].startswith("Z")]
    members = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                fields = _stat(int(entry))
                if int(fields[2]) == leader and fields[0] not in "ZX":
                    members.append(int(entry))
    return members


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/<pid>/stat` from the third (state) on; the name before may hold `)`."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()


def _load_prctl() -> object:
    if sys.platform != "linux":
        return None
    try:
        import ctypes  # noqa: PLC0415 (some builds of Python come without it)

        return ctypes.CDLL(None, use_errno=True).prctl
    except (ImportError, OSError, AttributeError):
        return None


_prctl = _load_prctl()


def _die_with_the_parent() -> None:
    """In the child: ask Linux for TERM when the supervisor dies, even by `kill -9`."""
    if callable(_prctl):
        _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
