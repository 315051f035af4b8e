"""The program with one protection taken out, for the controls: there the harness has to see a loss.

`SEN_FAULTS_WITHOUT` names the protection. Only processes started by the harness read this module.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

WITHOUT: Final = "SEN_FAULTS_WITHOUT"
LATE_SECONDS: Final = 0.5
STRETCH_SECONDS: Final = 0.05


def install() -> None:
    """Take the protection out of this process; none when none is named."""
    if name := os.environ.get(WITHOUT):
        _REMOVERS[name]()


def _acknowledge_before_commit() -> None:
    """Saves are answered at once and written half a second later, as one would from memory or a queue."""
    from django.db import connection  # noqa: PLC0415

    from assessments.domain.answers import Saved  # noqa: PLC0415
    from portal.views import attempt as views  # noqa: PLC0415

    save_form = views.save_form

    def late(**arguments: Any) -> None:
        with contextlib.closing(connection), contextlib.suppress(Exception):
            save_form(**arguments)

    def at_once(**arguments: Any) -> Saved:
        threading.Timer(LATE_SECONDS, late, kwargs=arguments).start()
        return Saved(arguments["sequence"])

    views.save_form = at_once  # type: ignore[assignment]


def _never(*_arguments: Any, **_named: Any) -> None:
    """Every save goes the way that the protection was taken out of."""


def _forget_the_sequence() -> None:
    """Whatever arrives last is the answer."""
    from assessments.domain import answers  # noqa: PLC0415

    keep = answers.keep_responses

    def last_wins(attempt: Any, responses: Any, sequence: int | None, *, by_hand: bool, received: datetime) -> int:
        keep(attempt, responses, sequence, by_hand=True, received=received)
        return sequence or 0

    answers.keep_responses = last_wins
    answers.kept_at_once = _never  # type: ignore[assignment]


def _forget_what_was_kept() -> None:
    """Each request is a new answer, whether it has come before or not."""
    from assessments.domain import answers  # noqa: PLC0415

    def append(attempt: Any, responses: Any, sequence: int | None, *, by_hand: bool, received: datetime) -> int:
        latest = answers.latest_saves(attempt, responses.keys())
        for position, response in responses.items():
            above = latest[position].sequence + 1 if position in latest else 1
            answers.AnswerSave.objects.create(
                attempt=attempt,
                cadre_id=attempt.cadre_id,
                position=position,
                sequence=max(sequence or 0, above),
                response=response,
                received_at=received,
            )
        return sequence or 0

    answers.keep_responses = append
    answers.kept_at_once = _never  # type: ignore[assignment]


def _take_no_lock() -> None:
    """Begin and submit without a lock and without a transaction. The harness drops the constraints besides."""
    from assessments.domain import attempts  # noqa: PLC0415
    from assessments.models import Attempt  # noqa: PLC0415

    def no_lock(_name: str) -> AbstractContextManager[None]:
        return nullcontext()

    def unlocked(uuid: Any, person: Any) -> Attempt:
        return Attempt.objects.select_related("paper", "quiz_edition").get(uuid=uuid, cadre=person)

    def late(act: Callable[..., Any]) -> Callable[..., Any]:
        """The moment between looking and writing, stretched so that a short run meets the race."""

        def stretched(*args: Any, **kwargs: Any) -> Any:
            time.sleep(STRETCH_SECONDS)
            return act(*args, **kwargs)

        return stretched

    attempts._begin = late(attempts._begin)
    attempts.close_attempt = late(attempts.close_attempt)  # type: ignore[assignment]
    attempts.advisory_lock = no_lock  # type: ignore[assignment]
    attempts.locked_attempt = unlocked  # type: ignore[assignment]
    attempts.transaction = SimpleNamespace(atomic=nullcontext)  # type: ignore[assignment]


_REMOVERS: Final[dict[str, Callable[[], None]]] = {
    "commit before reply": _acknowledge_before_commit,
    "sequence": _forget_the_sequence,
    "idempotence": _forget_what_was_kept,
    "lock": _take_no_lock,
}
