"""Errors that the person at the keyboard can mend, said in English and in Vietnamese."""

import contextlib
import sys
from pathlib import Path

USAGE, FAILED = 2, 1
LOG_LINES_SHOWN = 15


class LaunchError(Exception):
    """A foreseen reason not to go on: what, the remedy, and the exit code."""

    def __init__(self, english: str, vietnamese: str, *, code: int = FAILED) -> None:
        super().__init__(english)
        self.english = english
        self.vietnamese = vietnamese
        self.code = code


def say(line: str = "") -> None:
    """Print a line at once; a terminal that has gone away is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


def complain(problem: LaunchError) -> None:
    """Print both sentences of a problem to standard error."""
    with contextlib.suppress(OSError, ValueError):
        print(f"{problem.english}\n{problem.vietnamese}", file=sys.stderr, flush=True)


def last_lines(log: Path) -> str:
    """The end of a log, empty if there is none."""
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-LOG_LINES_SHOWN:])
    return ""
