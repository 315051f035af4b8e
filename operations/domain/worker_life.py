"""Is the worker alive? It says so itself: a worker that hangs, or that nobody tells what is due, falls silent.

The sign stands in the cache, which web and worker share. One that the cache has thrown away comes again in seconds.
"""

from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone

from operations.enums import JobState
from operations.models import Job

SILENT_AFTER: Final = timedelta(seconds=60)
_KEY: Final = "operations.worker_life"


def show_life() -> None:
    """Called by the worker every few seconds, as the beat tells it to: so it speaks for both."""
    cache.set(_KEY, timezone.now().timestamp(), timeout=None)


def is_silent() -> bool:
    """Whether nothing was heard for a minute; long jobs, which may hold every thread, give signs of their own."""
    signs = [_last_shown(), Job.objects.filter(state=JobState.RUNNING).aggregate(at=Max("heartbeat_at"))["at"]]
    heard = [sign for sign in signs if sign is not None]
    return not heard or timezone.now() - max(heard) > SILENT_AFTER


def _last_shown() -> datetime | None:
    shown = cache.get(_KEY)
    return None if shown is None else datetime.fromtimestamp(shown, timezone.get_current_timezone())
