"""Messages to the worker. They only make it quicker: the truth is in the rows it looks at."""

import logging
import time
from typing import Final

from celery import current_app
from kombu.exceptions import KombuError

log = logging.getLogger(__name__)

QUIET_SECONDS: Final = 30

_quiet_until = 0.0


def send_hint(task: str, *arguments: object) -> bool:
    """Tell the worker to run a task, by name; False if the broker does not answer."""
    try:
        current_app.signature(task, args=arguments).apply_async(retry=False)
    except (KombuError, OSError) as error:
        log.warning("broker not reached for %s: %s", task, type(error).__name__)
        return False
    return True


def send_hint_from_page(task: str, *arguments: object) -> None:
    """The same for a request: while the broker is away, one page in half a minute waits for it."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    if not send_hint(task, *arguments):
        _quiet_until = time.monotonic() + QUIET_SECONDS
