"""Messages to the worker. They only make it quicker: the truth is in the rows it looks at."""

import logging

from celery import current_app
from kombu.exceptions import KombuError

log = logging.getLogger(__name__)


def send_hint(task: str, *arguments: object) -> bool:
    """Tell the worker to run a task, by name; False if the broker does not answer."""
    try:
        current_app.signature(task, args=arguments).apply_async(retry=False)
    except (KombuError, OSError) as error:
        log.warning("broker not reached for %s: %s", task, type(error).__name__)
        return False
    return True
