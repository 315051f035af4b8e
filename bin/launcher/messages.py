"""Errors that the person at the keyboard can mend, said in English and in Vietnamese."""

import contextlib
import itertools
import sys
from pathlib import Path

USAGE, FAILED = 2, 1
LOG_LINES_SHOWN = 15
_TRACEBACK = "Traceback (most recent call last):\n"


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


def reason_in(log: Path) -> str:
    """What ended a program: the message of its last error without the frames above it, else the end of its log."""
    end = last_lines(log)
    with contextlib.suppress(OSError):
        end_of_frames = log.read_text("utf-8", "replace").rpartition(_TRACEBACK)[2].splitlines()
        # Frames are indented; the message begins at the margin and may go on indented.
        message = list(itertools.dropwhile(lambda line: not line or line[0].isspace(), end_of_frames))
        return "\n".join(message[-LOG_LINES_SHOWN:]) or end
    return end


def last_lines(log: Path) -> str:
    """The end of a log, empty if there is none."""
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-LOG_LINES_SHOWN:])
    return ""
