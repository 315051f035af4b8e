"""Named moments inside a request at which its process can be made to die.

The harness arms a point by making a file of its number in the folder `SEN_FAULTS_FOLDER`; the first process
that reaches it takes the file and sends itself KILL. Without that folder nothing is installed.
"""

import os
import signal
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

FOLDER: Final = "SEN_FAULTS_FOLDER"
REPLY: Final = "save: before the reply"
POINTS: Final = (
    "save: before the lock",
    "save: under the lock",
    "save: before the commit",
    "save: read without the lock",
    "save: after the commit",
    REPLY,
    "submit: under the lock",
    "submit: before the commit",
    "submit: after the commit",
    "start: before the commit",
    "start: after the commit",
)

AROUND: Final = (
    ("assessments.domain.answers", "locked_attempt", "save: before the lock", "save: under the lock"),
    ("assessments.domain.at_once", "_is_news", "", "save: read without the lock"),
    ("assessments.domain.answers", "keep_responses", "", "save: before the commit"),
    ("portal.views.attempt", "save_form", "", "save: after the commit"),
    ("assessments.domain.attempts", "locked_attempt", "", "submit: under the lock"),
    ("assessments.domain.attempts", "close_attempt", "", "submit: before the commit"),
    ("portal.views.attempt", "submit_attempt", "", "submit: after the commit"),
    ("assessments.domain.attempts", "_begin", "", "start: before the commit"),
    ("portal.views.attempt", "start_attempt", "", "start: after the commit"),
)
"""Module and function, the point before it and the one after it."""


def arm(folder: Path, point: str) -> Path:
    """The next process at the point dies; the file is gone once that has happened."""
    armed = _file(folder, point)
    armed.touch()
    return armed


def reach(point: str) -> None:
    """Die here if the point is armed."""
    try:
        _file(Path(os.environ[FOLDER]), point).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def install() -> None:
    """Put the points around the functions of the program, from outside."""
    if FOLDER not in os.environ:
        return
    for module, name, before, after in AROUND:
        _around(import_module(module), name, before=before, after=after)


class ReplyPause:
    """Outermost middleware: the reply to a save is ready and has not left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if FOLDER in os.environ and request.path.endswith("/luu/"):
            reach(REPLY)
        return response


def _around(module: ModuleType, name: str, *, before: str, after: str) -> None:
    original = getattr(module, name)

    def paused(*args: Any, **kwargs: Any) -> Any:
        if before:
            reach(before)
        outcome = original(*args, **kwargs)
        reach(after)
        return outcome

    setattr(module, name, paused)


def _file(folder: Path, point: str) -> Path:
    return folder / f"point-{POINTS.index(point)}"
