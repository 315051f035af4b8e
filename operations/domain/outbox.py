"""What has to happen after a commit. A message is written in the commit and handled at least once."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from operations.enums import OutboxState
from operations.models import OutboxMessage

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]

MAX_ATTEMPTS: Final = 8
FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(hours=1)

_handlers: dict[str, Handler] = {}


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register the function that gets a topic's payloads.

    It runs in a transaction together with the message being marked as done: what it writes and
    that mark are one. It must be quick (slow work is a job) and may be called again.
    """

    def register(handler: Handler) -> Handler:
        _handlers[topic] = handler
        return handler

    return register


def put(*, topic: str, key: str, payload: dict[str, Any]) -> None:
    """Write a message into the caller's transaction; a key that exists is left as it is."""
    OutboxMessage.objects.bulk_create([OutboxMessage(topic=topic, key=key, payload=payload)], ignore_conflicts=True)


def dispatch(limit: int = 200) -> int:
    """Handle messages that are due, each in a transaction of its own; gives how many were tried."""
    tried = 0
    # Looking first costs no write lock, and mostly there is nothing to do.
    while tried < limit and _due().exists():
        if not _dispatch_next():
            break
        tried += 1
    return tried


@transaction.atomic
def _dispatch_next() -> bool:
    skips = connection.features.has_select_for_update_skip_locked
    message = _due().select_for_update(skip_locked=skips).order_by("due_at", "id").first()
    if message is None:
        return False
    message.attempts += 1
    try:
        with transaction.atomic():
            _handler(message.topic)(message.payload)
    except Exception as error:
        log.exception("outbox message %s of topic %s broke", message.pk, message.topic)
        _put_off(message, error)
    else:
        message.state = OutboxState.DONE
        message.finished_at = timezone.now()
        message.last_error = ""
    message.save(update_fields=["attempts", "state", "due_at", "finished_at", "last_error"])
    return True


def _put_off(message: OutboxMessage, error: Exception) -> None:
    """Wait three times as long after each failure; after the last one a person has to look."""
    message.last_error = type(error).__name__
    if message.attempts >= MAX_ATTEMPTS:
        message.state = OutboxState.DEAD
        message.finished_at = timezone.now()
    else:
        message.due_at = timezone.now() + min(FIRST_PAUSE * 3 ** (message.attempts - 1), LONGEST_PAUSE)


def delay() -> timedelta:
    """How long the message that is due longest has been waiting: whether anybody handles them."""
    since = _due().aggregate(at=Min("due_at"))["at"]
    return timezone.now() - since if since else timedelta(0)


def _due() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(state=OutboxState.PENDING, due_at__lte=timezone.now())


def _handler(topic: str) -> Handler:
    if topic not in _handlers:
        raise LookupError(f"no handler of topic {topic!r}")
    return _handlers[topic]
